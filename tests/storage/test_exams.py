"""Mock exams as rows: read back as they were, one at a time for each person; answers teach once they are in."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Collection
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import datetime
from typing import Any, cast
from unittest.mock import Mock

import pytest
from sqlalchemy import select

from bot.exams.ports import Desk
from bot.exams.rooms import RoomService
from bot.exams.rooms_store import SqlRooms
from bot.exams.rules import room as rooms
from bot.exams.rules import sitting as rules
from bot.exams.rules.model import Cause, End, Refusal, Sitting
from bot.exams.rules.report import result
from bot.exams.rules.stages import Trial
from bot.exams.service import ExamService
from bot.exams.store import TRIED_AT_ONCE, SqlSittings
from bot.kernel.background import Background
from bot.kernel.keys import Viewer
from bot.kernel.library import library_of
from bot.kernel.ports import Outbox, StorageError
from bot.kernel.questions import Exam
from bot.kernel.sources import Everywhere
from bot.learning.service import memories, responses
from bot.learning.store import SqlHistory
from bot.packs import content
from bot.profile.store import SqlEraser
from bot.storage.tables import asked
from tests.exams.makers import AIF, bank, done, paper
from tests.plans import watching
from tests.storage.conftest import Storage
from tests.strategies import ADA, BEN, MINUTE, NOON, SECOND


def stores(storage: Storage) -> tuple[SqlSittings, SqlRooms]:
    parts = storage.writer, storage.database.reading, content, storage.ids
    return SqlSittings(*parts), SqlRooms(*parts)


async def test_a_paper_is_read_back_as_it_was_after_every_step(storage: Storage) -> None:
    """So that whatever was acknowledged stands after a crash."""
    store, _ = stores(storage)
    steps = [paper()]
    acts: tuple[Callable[[Sitting], Sitting | Refusal], ...] = (
        lambda p: rules.answer(p, 3, (1,), NOON + SECOND),
        lambda p: rules.flag(p, 4, NOON + 2 * SECOND, on=True),
        lambda p: rules.strike(p, 4, frozenset({0, 2}), NOON + 3 * SECOND),
        lambda p: rules.doubt(p, 3, NOON + 4 * SECOND, on=True),
        lambda p: rules.answer(p, 3, (0,), NOON + 5 * SECOND),
        lambda p: rules.after_outage(p, NOON + MINUTE, NOON + 2 * MINUTE),
        lambda p: rules.hand_in(p, NOON + 3 * MINUTE, sure=True),
        lambda p: rules.explain(p, 4, Cause.GUESSED),
    )
    for act in acts:
        steps.append(done(act(steps[-1])))
    for before, after in zip([None, *steps], steps, strict=False):
        await store.save(before, after)
        assert await store.load(1) == after
    assert await store.results(ADA.id) == [result(steps[-1])]
    assert await store.running() == {}


async def test_nobody_sits_two_mocks_at_once_whoever_says_so(storage: Storage) -> None:
    """The row refuses it, so that no race of two commands gives somebody two papers."""
    store, _ = stores(storage)
    await store.save(None, paper())
    with pytest.raises(StorageError):
        await store.save(None, replace(paper(), id=2))
    await store.save(paper(), done(rules.hand_in(paper(), NOON, sure=True)))
    await store.save(None, replace(paper(), id=2))
    assert await store.running() == {ADA.id: 2}


async def test_one_mock_at_a_time_over_all_shards(storage: Storage) -> None:
    """Whoever sits one on another server is told that they do, and gets it; of two begun at once one is begun."""
    library = library_of(bank())
    one, other = (
        ExamService(
            stores(storage)[0], Everywhere(lambda: library), {Exam.AIF_C01: AIF}, cast("Outbox", None), lambda: NOON
        )
        for _ in range(2)
    )

    async def start(service: ExamService, guild_id: int) -> Sitting | Refusal:
        return await service.start(
            player_id=ADA.id,
            guild_id=guild_id,
            channel_id=1,
            exam=Exam.AIF_C01,
            extra_time=False,
            seed=1,
            at=NOON,
        )

    outcomes = await asyncio.gather(start(one, 70), start(other, 71))
    [begun] = [outcome for outcome in outcomes if isinstance(outcome, Sitting)]
    assert Refusal.RUNNING in outcomes
    for service in (one, other):
        assert await service.introduce(ADA.id, 72, Exam.AIF_C01) is Refusal.RUNNING
        assert await start(service, 72) is Refusal.RUNNING
        assert await service.current(ADA.id) == begun


async def test_clocks_run_from_when_the_form_is_there(storage: Storage, monkeypatch: pytest.MonkeyPatch) -> None:
    """Building one from a server's many questions takes nothing of anybody's time, alone or in a group."""
    at, (store, groups) = [NOON], stores(storage)
    had = store.had

    async def slowly(player_ids: Collection[int]) -> dict[str, datetime]:
        at[0] += 20 * SECOND  # for the look before its turn, and for the one in it
        return await had(player_ids)

    monkeypatch.setattr(store, "had", slowly)
    library, guides = library_of(bank()), {Exam.AIF_C01: AIF}
    exams = ExamService(store, Everywhere(lambda: library), guides, cast("Outbox", Mock()), lambda: at[0])
    started = await exams.start(
        player_id=BEN.id, guild_id=1, channel_id=1, exam=Exam.AIF_C01, extra_time=False, seed=1, at=NOON
    )
    assert done(started).created_at == NOON + 40 * SECOND
    assert done(started).deadline == NOON + 40 * SECOND + AIF.minutes * MINUTE
    desk = Mock()
    rooms_there = RoomService(groups, exams, cast("Desk", desk), cast("Outbox", Mock()), Background())
    room = await rooms_there.gather(guild_id=1, channel_id=1, host=ADA, exam=Exam.AIF_C01, seed=1, at=NOON)
    await rooms_there.begin(done_room(room).id, ADA.id, NOON + MINUTE, may_manage=False)
    [[[hers]]] = [call.args for call in desk.hand_out.call_args_list]
    assert (hers.player_id, hers.created_at) == (ADA.id, NOON + MINUTE + 40 * SECOND)


async def test_no_form_is_built_for_whoever_cannot_begin_a_group(
    storage: Storage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It can take seconds, in which the server's others wait: they read at once why not."""
    library, guides = library_of(bank()), {Exam.AIF_C01: AIF}
    store, groups = stores(storage)
    exams = ExamService(store, Everywhere(lambda: library), guides, cast("Outbox", Mock()), lambda: NOON)
    there = RoomService(groups, exams, cast("Desk", Mock()), cast("Outbox", Mock()), Background())
    room = done_room(await there.gather(guild_id=1, channel_id=1, host=ADA, exam=Exam.AIF_C01, seed=1, at=NOON))
    looked, form_at = list[int](), exams.form_at

    @asynccontextmanager
    async def looking(*what: Any) -> AsyncIterator[Any]:
        looked.append(1)
        async with form_at(*what) as found:
            yield found

    monkeypatch.setattr(exams, "form_at", looking)
    assert await there.begin(room.id, BEN.id, NOON, may_manage=False) is Refusal.NOT_HOST
    assert looked == []
    assert done_room(await there.begin(room.id, ADA.id, NOON, may_manage=False)).phase is rooms.Phase.SITTING
    assert await there.begin(room.id, ADA.id, NOON, may_manage=False) is Refusal.ROOM_BEGUN
    assert await there.begin(room.id + 1, ADA.id, NOON, may_manage=False) is Refusal.GONE
    assert looked == [1]


async def test_papers_are_due_when_they_are_collected(storage: Storage) -> None:
    """Neither before nor once they are in."""
    store, _ = stores(storage)
    opened = paper()
    await store.save(None, opened)
    assert await store.due(opened.deadline) == []
    assert await store.due(opened.deadline + 2 * SECOND) == [1]
    await store.save(opened, rules.tick(opened, opened.deadline + 2 * SECOND))
    assert await store.due(opened.deadline + 3 * SECOND) == []


async def test_answers_teach_once_the_paper_is_in(storage: Storage) -> None:
    """Unsteered and in their own mode; misses and doubts come back as reviews, and blanks tell nothing."""
    store, _ = stores(storage)
    history = SqlHistory(storage.database.reading, content)
    sat = done(rules.answer(paper(), 0, (1,), NOON + 9 * SECOND))
    sat = done(rules.doubt(done(rules.answer(sat, 1, (0,), NOON + 20 * SECOND)), 1, NOON + 20 * SECOND, on=True))
    sat = done(rules.answer(sat, 2, (0,), NOON + 30 * SECOND))
    await store.save(None, paper())
    await store.save(paper(), sat)
    assert await history.history(ADA.id) == []
    await store.save(sat, done(rules.hand_in(sat, NOON + MINUTE, sure=True)))
    given = await history.history(ADA.id)
    assert [(one.mode, one.correct, one.unsure, one.steered) for one in given] == [
        ("exam", False, False, False),
        ("exam", True, True, False),
        ("exam", True, False, False),
    ]
    library = library_of(one.question for one in sat.asked)
    remembered = memories(given, library)
    due = [remembered[sat.asked[place].question.id].due for place in range(3)]
    assert due[0] is not None
    assert due[1] is not None
    assert due[2] is None
    assert len([response for response in responses(given, library, {}) if not response.key_shown]) == 3
    assert await history.of_guild(1) == []  # what one does alone is no shared game


async def test_what_was_looked_at_and_left_blank_comes_back_as_a_review(storage: Storage) -> None:
    """Once the paper is in; what was only turned over does not, nor what was answered after all."""
    store, _ = stores(storage)
    history = SqlHistory(storage.database.reading, content)
    looked = done(rules.look(paper(), 1, NOON + 10 * SECOND))
    looked = done(rules.look(looked, 2, NOON + 12 * SECOND))
    sat = done(rules.answer(looked, 2, (1,), NOON + 60 * SECOND))
    await store.save(None, sat)
    assert await history.blanks(ADA.id) == []
    await store.save(sat, done(rules.hand_in(sat, NOON + MINUTE, sure=True)))
    blanks = await history.blanks(ADA.id, 1)
    assert [blank.question.id for blank in blanks] == [sat.asked[0].question.id]
    given = await history.history(ADA.id)
    library = library_of(one.question for one in sat.asked)
    remembered = memories(given, library, blanks)
    assert {item for item, memory in remembered.items() if memory.due and not memory.correct} == {
        sat.asked[0].question.id,
        sat.asked[2].question.id,
    }
    assert len(responses(given, library, {})) == 1


async def test_a_paper_that_is_thrown_away_leaves_nothing_to_learn_from(storage: Storage) -> None:
    """No answer, no note, no blank, no result; its keys are free, and its questions have been had."""
    store, _ = stores(storage)
    history = SqlHistory(storage.database.reading, content)
    sat = done(rules.flag(done(rules.answer(paper(), 0, (0,), NOON + 9 * SECOND)), 1, NOON + MINUTE, on=True))
    await store.save(None, sat)
    gone = done(rules.discard(sat, NOON + 2 * MINUTE))
    await store.save(sat, gone)
    assert await store.load(1) == gone
    assert (await store.results(ADA.id), await store.latest(ADA.id), await store.running()) == ([], None, {})
    assert (await history.history(ADA.id), await history.blanks(ADA.id)) == ([], [])
    assert await history.first_attempts() == []
    assert await store.trials([one.question for one in sat.asked]) == {}
    assert await store.being_asked(Viewer(ADA.id, 1)) == set()
    assert len(await store.had([ADA.id])) == 65


async def test_keys_wait_for_the_person_and_for_their_group(storage: Storage) -> None:
    """A paper alone frees its keys with its end; in a group they wait for the last of it."""
    store, groups = stores(storage)
    items = {one.question.id for one in paper().asked}
    group = rooms.gather(room_id=9, guild_id=1, channel_id=1, host=ADA, exam=Exam.AIF_C01, seed=1, at=NOON)
    group = done_room(rooms.join(group, BEN, NOON, extra_time=True))
    await groups.save(None, group, ["examroom"])
    assert await groups.load(9) == group
    sits = done_room(rooms.begin(group, ADA.id, NOON, may_manage=False, left_out=frozenset()))
    hers, his = paper(room_id=9), replace(paper(room_id=9), id=2, player_id=BEN.id)
    await groups.save(group, sits, [], [hers, his])
    assert await groups.load(9) == sits
    assert not await groups.all_in(9)
    await store.save(hers, done(rules.hand_in(hers, NOON, sure=True)))
    assert not await groups.all_in(9)
    assert await store.being_asked(Viewer(ADA.id, 1)) == items
    assert await groups.due(NOON) == []
    await store.save(his, done(rules.hand_in(his, NOON, sure=True)))
    assert await groups.due(NOON) == [9]
    assert await groups.all_in(9)
    over = rooms.finish(sits, ("q001", "q002"), NOON)
    await groups.save(sits, over, [])
    assert await groups.load(9) == over
    assert await groups.due(NOON) == []
    assert await store.being_asked(Viewer(ADA.id, 1)) == set()
    assert await store.had([ADA.id, BEN.id]) == dict.fromkeys(items, NOON)


def done_room(result: object) -> rooms.Room:
    assert isinstance(result, rooms.Room), result
    return result


async def sat(store: SqlSittings, number: int, answers: int, *, right: int = 0, end: End = End.HANDED_IN) -> Sitting:
    """A mock with so many questions answered, each after two seconds, the first of them rightly."""
    opened = now = replace(paper(at=NOON + number * MINUTE), id=number)
    for place in range(answers):
        now = done(rules.look(now, place, now.looked_at + SECOND))
        now = done(rules.answer(now, place, (int(place >= right),), now.looked_at + 2 * SECOND))
    collected = rules.tick(now, now.deadline + MINUTE)
    over = collected if end is End.TIME else done(rules.hand_in(now, now.looked_at + SECOND, sure=True))
    await store.save(None, opened)
    await store.save(opened, over)
    return over


async def test_results_are_what_the_papers_come_to_the_newest_first(storage: Storage) -> None:
    """What counts as evidence and what was right, however a mock ended; of all exams or one."""
    store, _ = stores(storage)
    blank = await sat(store, 1, 0)
    whole = await sat(store, 2, 65, right=40)
    slow = await sat(store, 3, 33, right=33, end=End.TIME)
    tried_out = await sat(store, 4, 33, right=20)
    expected = [result(one) for one in (tried_out, slow, whole, blank)]
    assert [one.counts for one in expected] == [False, True, True, False]
    assert await store.results(ADA.id) == await store.results(ADA.id, Exam.AIF_C01) == expected
    assert await store.results(ADA.id, next(exam for exam in Exam if exam is not Exam.AIF_C01)) == []
    assert await store.results(BEN.id) == []


async def test_the_newest_mock_is_the_one_begun_last_whatever_its_number(storage: Storage) -> None:
    """Several processes give out numbers: a mock that runs on another server can have a lower one than the last."""
    store, _ = stores(storage)
    await sat(store, 2_000, 65)
    begun = replace(paper(at=NOON + 3_000 * MINUTE), id=7)
    await store.save(None, begun)
    assert await store.latest(ADA.id) == begun.id


async def test_a_mock_that_is_being_sat_is_the_newest_whatever_a_clock_said(storage: Storage) -> None:
    """The clock was ahead as the one before it was begun: nobody who sits a mock is shown another one."""
    store, _ = stores(storage)
    await sat(store, 2_000, 65)
    begun = replace(paper(at=NOON), id=3_000)
    await store.save(None, begun)
    assert await store.latest(ADA.id) == begun.id


async def test_results_read_no_question(storage: Storage, monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody can hand in hundreds of mocks in an evening: sums are read, of each by its own number."""
    store, _ = stores(storage)
    for number in range(1, 4):
        await sat(store, number, 2, right=1)
    monkeypatch.setattr(store, "_asked_in", None)
    monkeypatch.setattr(store, "_decode", None)
    with watching(storage.database) as plans:
        assert len(await store.results(ADA.id)) == 3
    assert "answers_by_player" not in str(plans)  # that would be all that they ever answered, for each mock


async def test_erasing_takes_paper_and_notes_and_leaves_others_theirs(storage: Storage) -> None:
    """Also in the middle of a mock: nothing of it names the person any more."""
    store, _ = stores(storage)
    marked = done(rules.flag(done(rules.answer(paper(), 0, (1,), NOON)), 1, NOON, on=True))
    await store.save(None, marked)
    other = replace(paper(), id=2, player_id=BEN.id)
    await store.save(None, other)
    await SqlEraser(storage.writer, storage.database.reading).erase(ADA.id, 1 << 62)
    assert await store.load(1) is None
    assert await store.load(2) == other
    assert await store.running() == {BEN.id: 2}
    assert await store.being_asked(Viewer(ADA.id, 1)) == set()
    async with storage.database.reading.connect() as connection:
        kept = (await connection.execute(select(asked.c.game_id).distinct())).scalars().all()
    assert sorted(kept) == [1, 2]  # how hard its questions are rests on them


async def test_trials_are_first_attempts_at_the_present_version(storage: Storage) -> None:
    """An item that was changed begins anew; a second attempt of the same person tells nothing."""
    store, _ = stores(storage)
    sat = done(rules.hand_in(done(rules.answer(paper(), 0, (0,), NOON)), NOON, sure=True))
    await store.save(None, sat)
    again = replace(sat, id=2)
    await store.save(None, replace(again, asked=(replace(again.asked[0], answers={}), *again.asked[1:])))
    item = sat.asked[0].question
    assert await store.trials([item]) == {item.id: Trial(1, 1)}
    assert await store.trials([replace(item, version=2)]) == {}


async def test_trials_of_many_items_are_looked_at_together(storage: Storage, monkeypatch: pytest.MonkeyPatch) -> None:
    """A server may have put thousands on trial: a few statements read them, and each has its own figures."""
    store, _ = stores(storage)
    opened = paper()
    items = [one.question for one in opened.asked]
    await sat(store, 1, len(items), right=40)
    ben = replace(opened, id=2, player_id=BEN.id)
    await store.save(None, ben)
    await store.save(ben, done(rules.hand_in(done(rules.answer(ben, 0, (0,), NOON)), NOON, sure=True)))
    reads, read = list[object](), store._rows

    async def counted(*query: Any, **parameters: Any) -> Any:
        reads.append(query)
        return await read(*query, **parameters)

    monkeypatch.setattr(store, "_rows", counted)
    unasked = [replace(items[0], id=f"new{n}") for n in range(3 * TRIED_AT_ONCE)]
    found = await store.trials([*items, *unasked])
    assert found == {
        item.id: Trial(1 + (place == 0), int(place < 40) + (place == 0)) for place, item in enumerate(items)
    }
    assert len(reads) <= 2 * (len(items) + len(unasked)) / TRIED_AT_ONCE + 2
