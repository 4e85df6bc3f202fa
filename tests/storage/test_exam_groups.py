"""Mock exams in groups: their papers, keys, and what they talk about, as rows."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import cast
from unittest.mock import Mock

import pytest
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.exams.ports import Desk
from bot.exams.rooms import WALK, RoomService
from bot.exams.rules import room as rooms
from bot.exams.rules.model import End
from bot.exams.service import ExamService
from bot.exams.store import PAPERS_AT_ONCE
from bot.kernel.background import Background
from bot.kernel.ports import Outbox
from bot.kernel.questions import Question
from bot.packs import content
from tests.exams.makers import AIF, paper
from tests.storage.conftest import Storage
from tests.storage.test_exams import done_room, stores
from tests.strategies import ADA, MINUTE, NOON


async def test_a_paper_in_a_group_is_found_without_the_others(
    storage: Storage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All of them are read a few at a time, and only where all are wanted."""
    store, _ = stores(storage)
    count = PAPERS_AT_ONCE + 1
    for number in range(1, count + 1):
        await store.save(None, replace(paper(room_id=9), id=number, player_id=100 + number))
    sizes, read = list[int](), store._asked_in

    async def counted(connection: AsyncConnection, games: list[int]) -> object:
        sizes.append(len(games))
        return await read(connection, games)

    monkeypatch.setattr(store, "_asked_in", counted)
    assert [one.id for one in await store.of_room(9)] == list(range(1, count + 1))
    assert sizes == [PAPERS_AT_ONCE, 1]
    assert (await store.paper_in(9, 103), await store.paper_in(9, 99), await store.paper_in(8, 103)) == (3, None, None)
    assert sizes == [PAPERS_AT_ONCE, 1]


async def test_a_large_group_gets_its_papers_in_one_go(storage: Storage, monkeypatch: pytest.MonkeyPatch) -> None:
    """All ask the same, which is put into words once and not for each of forty people; each paper is as it was."""
    store, groups = stores(storage)
    room = rooms.gather(room_id=90, guild_id=1, channel_id=1, host=ADA, exam=AIF.exam, seed=1, at=NOON)
    begun = done_room(rooms.begin(room, ADA.id, NOON, may_manage=False, left_out=frozenset()))
    papers = [replace(paper(room_id=90), id=number, player_id=number) for number in range(1, 6)]
    [first, *_] = papers
    papers = [replace(one, asked=first.asked) for one in papers]
    made, to_json = list[str](), content.to_json

    def counted(question: Question) -> str:
        made.append(question.id)
        return to_json(question)

    monkeypatch.setattr(content, "to_json", counted)
    await groups.save(None, begun, (), papers)
    assert sorted(made) == sorted(asked.question.id for asked in first.asked)
    assert await store.of_room(90) == papers


async def test_keys_wait_no_longer_than_the_group_writes_whichever_shard_is_asked(storage: Storage) -> None:
    """Who looked from another server's shard while others wrote sees the answers once all papers are in."""
    papers, store = stores(storage)
    exams, desk, outbox = (cast("ExamService", Mock()), cast("Desk", Mock()), cast("Outbox", Mock()))
    elsewhere = RoomService(store, exams, desk, outbox, Background())
    room = rooms.gather(room_id=2, guild_id=1, channel_id=1, host=ADA, exam=AIF.exam, seed=1, at=NOON)
    begun = rooms.begin(room, ADA.id, NOON, may_manage=False, left_out=frozenset())
    assert isinstance(begun, rooms.Room)
    others = paper(room_id=2)
    await store.save(None, begun, (), [others])
    assert await elsewhere.keys_wait(paper(room_id=2))
    await papers.save(others, replace(others, end=End.HANDED_IN, ended_at=NOON + MINUTE))
    assert not await elsewhere.keys_wait(paper(room_id=2))
    await store.save(begun, rooms.finish(begun, (), NOON + MINUTE), (), ())
    assert not await elsewhere.keys_wait(paper(room_id=2))


async def test_walks_whose_cards_cannot_be_drawn_keep_no_other_from_ending(
    storage: Storage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A channel that is closed to the bot keeps its cards as they are, for as long as it is, and other groups end."""
    monkeypatch.setattr("bot.exams.rooms.AT_ONCE", 2)
    _, store = stores(storage)
    exams, desk, outbox = (cast("ExamService", Mock()), cast("Desk", Mock()), cast("Outbox", Mock()))
    service = RoomService(store, exams, desk, outbox, Background())

    async def talk(number: int, at: datetime) -> None:
        room = rooms.gather(room_id=number, guild_id=1, channel_id=1, host=ADA, exam=AIF.exam, seed=1, at=at)
        begun = done_room(rooms.begin(room, ADA.id, at, may_manage=False, left_out=frozenset()))
        talking = done_room(rooms.go(rooms.finish(begun, ("item",), at), 0, at))
        await store.save(None, talking, (WALK,), ())

    await talk(1, NOON)
    await talk(2, NOON)
    await service.end_walks(NOON + rooms.WALK_WAITS + MINUTE)
    later = NOON + rooms.WALK_WAITS + 2 * MINUTE
    await talk(3, later)
    for look in range(2):
        await service.end_walks(later + rooms.WALK_WAITS + (look + 1) * MINUTE)
    found = [await service.find(number) for number in (1, 2, 3)]
    assert [room is not None and room.was_left for room in found] == [True, True, True]
