"""Evenings over real rows: killed in each phase, erased in each phase, deleted in the end."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from unittest.mock import AsyncMock

import pytest
from sqlalchemy import select

from bot.essays.api import Mark
from bot.evenings import rules
from bot.evenings.rules import Evening, Phase, Refusal
from bot.evenings.service import MARK, WRITE, EveningService
from bot.evenings.store import SqlEvenings
from bot.evenings.tables import evening_markings, evening_texts
from bot.evenings.views import Page, Result, ToMark
from bot.kernel.absences import Absences, Owed
from bot.kernel.essays import Essay
from bot.kernel.keys import Viewer
from bot.kernel.library import Library
from bot.kernel.obstacles import Barrier, Obstacle
from bot.kernel.people import STAND_INS_FROM
from bot.kernel.ports import MessageKey, StorageError
from bot.kernel.sources import Everywhere, Sources
from bot.profile.store import SqlEraser
from tests.essays.makers import ESSAY
from tests.fakes import FakeOutbox
from tests.studying import CHANNEL, GUILD, NOW, Desk, desk

HOST, PEOPLE = 7, (11, 12, 13)
MINUTE = timedelta(minutes=1)
UP = NOW + 20 * MINUTE + rules.GRACE


class Room:
    """One process after the other over the same rows."""

    def __init__(self, study: Desk) -> None:
        self.study = study
        self.outbox = FakeOutbox()
        self.evening_id = 0
        self.library = Library(essays={ESSAY.id: ESSAY})

    @property
    def service(self) -> EveningService:
        store = SqlEvenings(self.study.writer, self.study.database.reading, self.study.ids)
        return EveningService(store, Sources(Everywhere(lambda: self.library)), self.outbox)

    async def begin(self, channel_id: int = CHANNEL, at: datetime = NOW) -> Evening:
        found = await self.service.begin(
            guild_id=GUILD, channel_id=channel_id, host_id=HOST, essay=ESSAY.id, minutes=20, seed=5, at=at
        )
        assert isinstance(found, Evening)
        self.evening_id = found.id
        return found

    async def written(self, *people: int) -> None:
        await self.begin()
        for person in people:
            assert not isinstance(await self.service.write(self.evening_id, person, f"By {person}.", NOW), Refusal)
        await self.service.tick(UP)

    async def mark_all(self, person: int, mark: Mark = Mark.THERE) -> None:
        """Each press is answered by a new process."""
        found = await self.service.to_mark(self.evening_id, person)
        while isinstance(found, ToMark):
            place, of = len(found.marking.marks), found.text.place or 0
            found = await self.service.mark(self.evening_id, person, of, place, mark, UP)

    async def evening(self) -> Evening:
        found = await self.service.find(self.evening_id)
        assert found is not None
        return found


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[Room]:
    async with desk(tmp_path, ()) as made:
        yield Room(made)


async def test_an_evening_survives_a_new_process_at_every_step(room: Room) -> None:
    """Texts, numbers, marks: all that was acknowledged is there, and the last mark ends it."""
    await room.written(*PEOPLE)
    assert (await room.evening()).phase is Phase.MARKING
    for person in PEOPLE:
        await room.mark_all(person)
    assert (await room.evening()).phase is Phase.OVER
    for person in PEOPLE:
        result = await room.service.result(room.evening_id, person)
        assert isinstance(result, Result)
        assert result.mine.text == f"By {person}."
        assert [one.marks for one in result.markings] == [(Mark.THERE,) * 3] * 2


async def test_a_draft_is_changed_until_the_time_is_up(room: Room) -> None:
    """The last text that was saved counts; what comes late changes nothing."""
    await room.begin()
    for text in ("First.", "\u202eSecond."):
        await room.service.write(room.evening_id, 11, text, NOW)
    assert await room.service.write(room.evening_id, 11, "  ", NOW) is Refusal.EMPTY
    assert await room.service.write(room.evening_id, 11, "Late.", UP + MINUTE) is Refusal.TIME_IS_UP
    assert await room.service.page(room.evening_id, 11, 0) is Refusal.NOT_YET
    await room.service.tick(UP)
    result = await room.service.result(room.evening_id, 11)
    assert isinstance(result, Result)
    assert result.mine.text == "Second."


@pytest.mark.parametrize("phase", [Phase.WRITING, Phase.MARKING, Phase.OVER])
async def test_an_erased_person_is_gone_from_every_phase(room: Room, phase: Phase) -> None:
    """Their text, their marks, and the marks of it; the others go on to the end."""
    await room.begin()
    for person in PEOPLE:
        await room.service.write(room.evening_id, person, f"By {person}.", NOW)
    if phase is not Phase.WRITING:
        await room.service.tick(UP)
    if phase is Phase.OVER:
        await room.service.end_marking(room.evening_id, HOST, UP, may_manage=False)
    await SqlEraser(room.study.writer, room.study.database.reading).erase(11, STAND_INS_FROM)
    async with room.study.database.reading.connect() as connection:
        rows = [*await connection.execute(select(evening_texts)), *await connection.execute(select(evening_markings))]
    assert rows
    assert not [row for row in rows if 11 in tuple(row)]
    await room.service.tick(UP)
    pages = [await room.service.page(room.evening_id, 12, place) for place in range(3)]
    assert [(page.at, page.of) for page in pages if isinstance(page, Page)] == [(0, 2), (1, 2), (0, 2)]
    for person in (12, 13):
        await room.mark_all(person)
    await room.service.tick(UP + rules.MARKING)
    assert (await room.evening()).phase is Phase.OVER


async def test_texts_and_marks_are_deleted_some_days_after_the_end(room: Room) -> None:
    """Whoever never marked holds it up for a day, and nothing is kept for good."""
    await room.written(*PEOPLE)
    await room.service.tick(UP + rules.MARKING)
    assert (await room.evening()).phase is Phase.OVER
    room.outbox.drawn.clear()
    await room.service.tick(UP + rules.MARKING + rules.KEPT)
    assert (await room.evening()).phase is Phase.CLEARED
    assert room.outbox.drawn == [(MessageKey(room.evening_id, MARK), False)]  # whose buttons would show nothing
    async with room.study.database.reading.connect() as connection:
        for table in (evening_texts, evening_markings):
            assert not (await connection.execute(select(table))).all()
    assert await room.service.result(room.evening_id, 11) is Refusal.OVER


async def test_only_the_host_and_organizers_steer(room: Room) -> None:
    """And each step once."""
    await room.begin()
    await room.service.write(room.evening_id, 11, "By 11.", NOW)
    service, number = room.service, room.evening_id
    assert await service.stop_writing(number, 11, NOW, may_manage=False) is Refusal.NOT_HOST
    assert await service.call_off(number, 11, may_manage=False) is Refusal.NOT_HOST
    assert isinstance(await service.stop_writing(number, 11, NOW, may_manage=True), Evening)
    assert await service.stop_writing(number, HOST, NOW, may_manage=False) is Refusal.OVER
    await service.tick(NOW + rules.GRACE)
    assert await service.end_marking(number, 11, NOW, may_manage=False) is Refusal.NOT_HOST
    assert isinstance(await service.end_marking(number, HOST, NOW, may_manage=False), Evening)


async def test_a_form_that_is_open_when_the_host_ends_the_writing_can_be_sent(room: Room) -> None:
    """For as long as when the time is up by itself; what comes later is refused."""
    await room.begin()
    await room.service.write(room.evening_id, 11, "By 11.", NOW)
    await room.service.stop_writing(room.evening_id, HOST, NOW, may_manage=False)
    await room.service.tick(NOW + rules.GRACE / 2)
    assert not isinstance(await room.service.write(room.evening_id, 12, "By 12.", NOW + rules.GRACE / 2), Refusal)
    await room.service.tick(NOW + rules.GRACE)
    assert (await room.evening()).phase is Phase.MARKING
    late = await room.service.write(room.evening_id, 13, "By 13.", NOW + rules.GRACE)
    assert late is Refusal.TIME_IS_UP


async def test_a_host_ends_an_evening_whose_clock_stands_still(room: Room) -> None:
    """It shows the time at which it stopped, which is not over, however late it is."""
    evening, service = await room.begin(), room.service
    service._goes_on = lambda *_: False
    late = evening.ends_at + 10 * MINUTE
    after = await service.stop_writing(evening.id, HOST, late, may_manage=False)
    assert isinstance(after, Evening)
    assert after.is_closing
    again = await service.stop_writing(evening.id, HOST, late, may_manage=False)
    assert again is Refusal.OVER
    await service.recover(Absences(lambda _: NOW + 5 * MINUTE), late)
    assert (await room.evening()).due_at == late + rules.GRACE


@pytest.mark.parametrize("others", [{}, {ESSAY.id: replace(ESSAY, points=ESSAY.points[:0:-1])}], ids=["gone", "other"])
async def test_marks_stay_with_their_points_whatever_becomes_of_the_essay(room: Room, others: dict[str, Essay]) -> None:
    """An essay that is changed in its pack, or deleted, changes nothing of an evening that has begun."""
    await room.written(11, 12)
    found = await room.service.to_mark(room.evening_id, 11)
    assert isinstance(found, ToMark)
    await room.service.mark(room.evening_id, 11, found.text.place or 0, 0, Mark.HALF, UP)
    room.library = Library(essays=others)
    for person in (11, 12):
        await room.mark_all(person)
    assert (await room.evening()).phase is Phase.OVER
    result = await room.service.result(room.evening_id, 12)
    assert isinstance(result, Result)
    assert result.essay == ESSAY
    assert [one.marks for one in result.markings] == [(Mark.HALF, Mark.THERE, Mark.THERE)]


async def test_when_the_time_is_up_the_card_says_so_at_once(room: Room) -> None:
    """Nobody presses Write in vain: the card is drawn anew as the time is up, and again as the answers come."""
    evening = await room.begin()
    await room.service.write(room.evening_id, 11, "By 11.", NOW)
    room.outbox.drawn.clear()
    await room.service.tick(evening.ends_at)
    assert room.outbox.drawn == [(MessageKey(evening.id, WRITE), True)]
    now = await room.evening()
    assert now.is_closing
    assert now.ends_at == evening.ends_at
    await room.service.tick(UP)
    assert (await room.evening()).phase is Phase.MARKING


async def test_an_evening_whose_last_marker_is_erased_is_over(room: Room) -> None:
    """Nobody waits a day for marks that nobody is left to give."""
    await room.written(11, 12, 13)
    for marker in (12, 13):
        await room.mark_all(marker)
    assert (await room.evening()).phase is Phase.MARKING
    await SqlEraser(room.study.writer, room.study.database.reading).erase(11, STAND_INS_FROM)
    await room.service.tick(UP + MINUTE)
    assert (await room.evening()).phase is Phase.OVER


async def test_sums_are_told_of_five_marked_answers_at_least(room: Room) -> None:
    """However many have written: the sums of one marking would be one person's marks of one person's text."""
    await room.written(11, 12, 13, 14, 15)
    await room.mark_all(11)
    await room.service.end_marking(room.evening_id, HOST, UP, may_manage=False)
    board = await room.service.board(room.evening_id)
    assert board
    assert not board.fared


async def test_an_evening_that_was_called_off_keeps_nothing(room: Room) -> None:
    """What was written is deleted at once."""
    await room.begin()
    await room.service.write(room.evening_id, 11, "By 11.", NOW)
    await room.service.call_off(room.evening_id, HOST, may_manage=False)
    async with room.study.database.reading.connect() as connection:
        assert not (await connection.execute(select(evening_texts))).all()


async def test_one_writes_on_one_subject_at_a_time_in_a_channel(room: Room) -> None:
    """While others mark, the next evening can begin."""
    await room.written(11)
    await room.begin()
    again = await room.service.begin(
        guild_id=GUILD, channel_id=CHANNEL, host_id=HOST, essay=ESSAY.id, minutes=20, seed=6, at=NOW
    )
    assert again is Refusal.BUSY


async def test_who_was_kept_from_writing_gets_that_time_back(room: Room) -> None:
    """An outage takes nothing from anybody."""
    evening = await room.begin()
    absences = Absences(lambda _: NOW + 5 * MINUTE)
    await room.service.recover(absences, NOW + 15 * MINUTE)
    assert (await room.evening()).ends_at == evening.ends_at + 10 * MINUTE
    await room.service.tick(UP)
    assert (await room.evening()).phase is Phase.WRITING
    assert (MessageKey(evening.id, WRITE), False) in room.outbox.drawn
    assert MARK not in [key.card for key, _ in room.outbox.drawn]


async def test_an_evening_that_cannot_be_written_is_still_owed_its_time(room: Room) -> None:
    """All of it, once it can be written; that nobody has it yet holds up nothing else."""
    evening = await room.begin()
    absences = Absences(lambda _: NOW + 5 * MINUTE)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(SqlEvenings, "keep", AsyncMock(side_effect=StorageError("no")))
        await room.service.recover(absences, NOW + 15 * MINUTE)
    assert absences.owing == {evening.id: Owed(GUILD, NOW + 5 * MINUTE)}
    await room.service.recover(Absences(lambda _: None, owed=absences.owing), NOW + 16 * MINUTE)
    assert (await room.evening()).ends_at == evening.ends_at + 11 * MINUTE


async def test_nothing_is_given_back_of_what_was_lost_before_an_evening_began(room: Room) -> None:
    evening = await room.begin()
    await room.service.recover(Absences(lambda _: NOW - 20 * MINUTE), NOW + MINUTE)
    assert (await room.evening()).ends_at == evening.ends_at + MINUTE


async def test_sums_are_told_from_five_answers_on(room: Room) -> None:
    """With fewer, one could tell whose points were missing."""
    await room.written(*PEOPLE, 14)
    await room.service.end_marking(room.evening_id, HOST, UP, may_manage=False)
    board = await room.service.board(room.evening_id)
    assert board is not None
    assert board.fared == []
    await room.written(*PEOPLE, 14, 15)
    for person in (*PEOPLE, 14, 15):
        await room.mark_all(person, Mark.HALF)
    board = await room.service.board(room.evening_id)
    assert board is not None
    assert [dict(fared) for fared in board.fared] == [{Mark.HALF: 10}] * 3


async def test_the_order_of_marking_says_nothing_of_the_authors(room: Room) -> None:
    """The answer with the lower number comes first, whoever wrote it."""
    await room.written(*PEOPLE, 14, 15)
    for marker in (*PEOPLE, 14, 15):
        places = []
        found = await room.service.to_mark(room.evening_id, marker)
        while isinstance(found, ToMark):
            of = found.text.place or 0
            places += [] if of in places else [of]
            found = await room.service.mark(room.evening_id, marker, of, len(found.marking.marks), Mark.THERE, UP)
        assert places == sorted(places)


async def test_points_are_marked_once_nobody_writes_on_them_elsewhere(room: Room) -> None:
    """Marking shows them as a result does: whoever is in both evenings marks when the other one's time is up."""
    await room.written(11, 12)
    first = room.evening_id
    shown = await room.service.to_mark(first, 11)
    assert isinstance(shown, ToMark)
    second = await room.begin(CHANNEL + 1, UP)
    pressed = await room.service.mark(first, 11, shown.text.place or 0, 0, Mark.THERE, UP)
    assert {pressed, await room.service.to_mark(first, 11)} == {Refusal.WRITTEN_ELSEWHERE}
    assert isinstance(await room.service.page(first, 11, 0), Page)
    await room.service.call_off(second.id, HOST, may_manage=False)
    again = await room.service.to_mark(first, 11)
    assert isinstance(again, ToMark)
    assert again.marking == shown.marking


async def test_what_is_written_concerns_the_server_and_who_writes(room: Room) -> None:
    """Elsewhere, only those who have written in the evening are kept from looking it up."""
    store = SqlEvenings(room.study.writer, room.study.database.reading, room.study.ids)
    await room.begin()
    await room.service.write(room.evening_id, 11, "A loop.", NOW)
    here, elsewhere = (Viewer(99, guild) for guild in (GUILD, GUILD + 1))
    assert [await store.being_written(one) for one in (here, elsewhere, Viewer(11))] == [{ESSAY.id}, set(), {ESSAY.id}]
    await room.service.tick(UP)
    assert await store.being_written(here) == set()


async def test_an_evening_that_nobody_could_see_keeps_nothing_back(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    """What earlier evenings told comes back on their cards when the new one is taken back."""
    monkeypatch.setattr(rules, "LEAST_TOLD", 2)
    await room.written(11, 12)
    first = room.evening_id
    for person in (11, 12):
        await room.mark_all(person)
    second = await room.begin(channel_id=CHANNEL + 1, at=UP)
    room.outbox.drawn.clear()
    await room.service.blocked(MessageKey(second.id, WRITE), Obstacle(Barrier.NO_ACCESS, unseen=True))
    assert MessageKey(first, MARK) in {drawn[0] for drawn in room.outbox.drawn}


async def test_a_host_hears_of_a_card_that_is_refused_after_a_restart(room: Room) -> None:
    """Nobody knows by then whether it was posted: nothing is taken back, and the host is told."""
    evening = await room.begin()
    key, refused = MessageKey(evening.id, WRITE), Obstacle(Barrier.NO_PERMISSION, unseen=False, doubtful=True)
    await room.service.blocked(key, refused)
    assert await room.service.hidden.to_tell(GUILD, evening.host_id + 1) is None
    told = await room.service.hidden.to_tell(GUILD, evening.host_id)
    assert told is not None
    assert told.id == evening.id
    assert (await room.evening()).is_open


async def test_a_host_hears_once_of_a_card_that_is_gone(room: Room) -> None:
    """By whatever process, as often as it is refused; once a card has stood again, a new loss is told again."""
    evening = await room.begin()
    key, gone = MessageKey(evening.id, WRITE), Obstacle(Barrier.NO_PERMISSION, unseen=False, deleted=True)
    for _ in range(2):
        await room.service.blocked(key, gone)
        told = [await room.service.hidden.to_tell(GUILD, evening.host_id) for _ in range(2)]
        assert [one and one.id for one in told] == [evening.id, None]
        await room.service.blocked(key, gone)
        assert await room.service.hidden.to_tell(GUILD, evening.host_id) is None
        await room.service.hidden.stands(evening.id)
    await room.service.blocked(key, gone)
    await room.service.call_off(evening.id, HOST, may_manage=False)
    assert await room.service.hidden.to_tell(GUILD, evening.host_id) is None


async def test_an_evening_that_cannot_be_begun_has_not_begun(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its host is told to try again, and can: what was not said to be saved is not there."""
    store, begin = SqlEvenings.running, room.begin
    monkeypatch.setattr(SqlEvenings, "running", AsyncMock(side_effect=StorageError("away")))
    with pytest.raises(StorageError):
        await begin()
    monkeypatch.setattr(SqlEvenings, "running", store)
    assert (await begin()).phase is Phase.WRITING
