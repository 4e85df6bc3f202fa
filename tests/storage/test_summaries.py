"""What summaries read of games that are over, in a real database."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.duels.api import End as DuelEnd
from bot.duels.api import Part
from bot.duels.rules import offer
from bot.duels.rules.model import Duel, DuelSettings, Phase
from bot.duels.store import SqlDuelStore
from bot.exams.rules import room as rooms
from bot.exams.rules import sitting as rules
from bot.exams.rules.model import End
from bot.kernel.questions import Exam
from bot.packs import content
from bot.summaries import store as summaries
from bot.summaries.ports import Gone
from bot.summaries.store import SqlSummaries
from tests.exams.makers import done, paper
from tests.storage.conftest import Storage
from tests.storage.test_exams import stores
from tests.strategies import ADA, BEN, MINUTE, NOON, SECOND, a_lobby, question


def store_of(storage: Storage) -> SqlSummaries:
    return SqlSummaries(storage.database.reading, content)


def a_game(number: int, cup: int, *, over: bool) -> Duel:
    """A game of a tournament about a question of its own."""
    duel = offer.pair(
        duel_id=number,
        guild_id=70,
        channel_id=700,
        players=(ADA, BEN),
        settings=DuelSettings(questions=1),
        part=Part(cup, number, NOON + MINUTE),
        seed=1,
        chosen=[question(f"q{number}")],
        answered=[0, 0],
        at=NOON,
    )
    return replace(duel, phase=Phase.ENDED, end=DuelEnd.FINISHED, ended_at=NOON, due_at=None) if over else duel


async def test_a_game_is_known_by_its_row(storage: Storage) -> None:
    """Of which kind it is, where, and whether it is over."""
    game = a_lobby()
    await storage.rounds.save(None, game, ())
    assert await store_of(storage).game(game.id) == Gone("round", game.guild_id, over=False)
    await storage.rounds.save(game, replace(game, ended_at=NOON), ())
    assert await store_of(storage).game(game.id) == Gone("round", game.guild_id, over=True)
    assert await store_of(storage).game(game.id + 1) is None


async def test_games_of_a_tournament_count_once_they_are_over(
    storage: Storage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Those of this tournament, in their order, however many are read at once."""
    duels = SqlDuelStore(storage.writer, storage.database.reading, content, storage.ids)
    for number, cup, over in ((3, 9, True), (1, 9, True), (2, 8, True), (4, 9, False)):
        await duels.save(None, a_game(number, cup, over=over), ())
    for at_once in (summaries.AT_ONCE, 1):
        monkeypatch.setattr(summaries, "AT_ONCE", at_once)
        found = await store_of(storage).played_in(9)
        assert [[asked.question.id for asked in game] for game in found] == [["q1"], ["q3"]]


async def test_papers_of_a_group_count_once_they_are_in(storage: Storage) -> None:
    """Neither what is still written, nor what was thrown away, nor another group's; with the answers given."""
    store, groups = stores(storage)
    group = rooms.gather(room_id=9, guild_id=1, channel_id=1, host=BEN, exam=Exam.AIF_C01, seed=1, at=NOON)
    await groups.save(None, group, ())
    for number, room_id, end in ((1, 9, End.HANDED_IN), (2, 9, End.DISCARDED), (3, 9, None), (4, 8, End.HANDED_IN)):
        opened = replace(paper(room_id=room_id), id=number, player_id=100 + number)
        answered = done(rules.answer(opened, number, (1,), NOON + SECOND))
        over = answered if end is None else replace(answered, end=end, ended_at=NOON + MINUTE)
        await store.save(None, opened)
        await store.save(opened, over)
    [only] = await store_of(storage).papers_of(9)
    assert [place for place, asked in enumerate(only) if asked.answers] == [1]
    assert {*only[1].answers} == {101}
    assert len(only) == 65
    assert [await store_of(storage).host_of_group(room_id) for room_id in (9, 8)] == [BEN.id, None]
