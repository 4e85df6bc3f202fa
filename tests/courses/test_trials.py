"""Checkpoints: begun once, gone on with from anywhere, and the same for everybody wherever they are taken."""

import asyncio
from collections.abc import AsyncIterator, Iterable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.courses.rules import Part, Standing
from bot.courses.service import CourseService, TooFew, Wait
from bot.courses.store import SqlCourses
from bot.kernel.courses import Objective
from bot.kernel.ports import ClosedError, StorageError
from bot.kernel.sources import Chosen, Everywhere, Sources, own_id
from bot.practice.api import Sitting
from bot.storage.changes import Change, Put
from bot.storage.tables import mutes
from bot.storage.writer import Statement
from tests.courses.makers import COURSE, FIRST, OTHER, QUESTIONS, SECOND_CONCEPT_FROM, library
from tests.sources import OfServers
from tests.studying import BEN, CHANNEL, GUILD, NOW, RIGHT, SECOND, WRONG, Desk, desk

ELSEWHERE = GUILD + 1
DAY = timedelta(days=1)


class School(Desk):
    """A desk with a course."""

    offered = library(COURSE)

    @property
    def courses(self) -> CourseService:
        store = SqlCourses(self.writer, self.database.reading)
        return CourseService(store, self.history, self.sources, self.practice)


@pytest.fixture
async def school(tmp_path: Path) -> AsyncIterator[School]:
    async with desk(tmp_path, QUESTIONS) as made:
        made.__class__ = School
        made.sources = Sources(Everywhere(lambda: School.offered))
        made.practice = made.fresh()
        yield made  # type: ignore[misc]


async def sit(school: School, courses: CourseService | None = None, guild: int = GUILD, at=NOW, part=Part.CHECKPOINT):  # type: ignore[no-untyped-def]
    courses = courses or school.courses
    view = await courses.module(BEN, guild, COURSE.id, "second" if part is Part.DRILL else FIRST.id, at)
    assert view is not None
    return await courses.begin(view, part, player_id=BEN, guild_id=guild, channel_id=CHANNEL, seed=5, at=at)


async def test_a_checkpoint_is_gone_on_with_in_another_server(school: School) -> None:
    """The one that was begun, at the question where it stands."""
    begun = await sit(school)
    assert isinstance(begun, Sitting)
    again = await sit(school, guild=ELSEWHERE)
    assert isinstance(again, Sitting)
    assert again.id == begun.id
    assert again.goes_on_in(ELSEWHERE)


async def test_before_maintenance_none_begins_and_the_one_begun_goes_on(school: School) -> None:
    """The operator wants nothing new to begin: lessons' questions and practice wait for their person, and do."""
    courses = school.courses
    begun = await sit(school, courses)

    def closed() -> None:
        raise ClosedError

    courses._gate = closed
    again = await sit(school, courses)
    assert isinstance(begun, Sitting)
    assert isinstance(again, Sitting)
    assert again.id == begun.id
    await school.practice.end(begun.id, BEN, NOW)
    for part in (Part.CHECKPOINT, Part.DRILL):
        with pytest.raises(ClosedError):
            await sit(school, courses, at=NOW + 2 * DAY, part=part)
    assert isinstance(await sit(school, courses, part=Part.PRACTICE), Sitting)


async def test_a_checkpoint_that_another_shard_goes_on_with_is_shown_as_it_stands(school: School) -> None:
    """However often it was looked at before from there: the question is the one that is asked now."""
    begun = await sit(school)
    assert isinstance(begun, Sitting)
    there = CourseService(
        SqlCourses(school.writer, school.database.reading), school.history, school.sources, school.fresh()
    )
    assert await sit(school, there, guild=ELSEWHERE) == begun
    now = await school.next(await school.reply(begun, RIGHT))
    assert await sit(school, there, guild=ELSEWHERE) == now


async def test_only_its_own_shard_ends_a_checkpoint(school: School) -> None:
    """Another one, from which it cannot be gone on with, begins the next and leaves it as it is."""
    begun = await sit(school)
    assert isinstance(begun, Sitting)
    aside = tuple(replace(begun.asked[0], skipped=True) for _ in begun.wish.items)
    exhausted = replace(begun, asked=aside, reasons=begun.reasons * len(aside))
    await school.store.save(begun, exhausted)
    there = CourseService(
        SqlCourses(school.writer, school.database.reading),
        school.history,
        school.sources,
        school.fresh(),
        is_ours=lambda guild_id: guild_id == ELSEWHERE,
    )
    anew = await sit(school, there, guild=ELSEWHERE)
    assert isinstance(anew, Sitting)
    assert anew.id != begun.id
    read = await school.store.load(begun.id)
    assert read is not None
    assert read.ended_at is None


async def test_a_checkpoint_whose_rows_are_gone_locks_nobody_out(school: School) -> None:
    """It is as if it had never been begun."""
    courses = school.courses
    begun = await sit(school, courses)
    assert isinstance(begun, Sitting)

    async def gone(_: int) -> None:
        return None

    school.practice.peek = gone  # type: ignore[method-assign,assignment]
    anew = await sit(school, courses)
    assert isinstance(anew, Sitting)
    assert anew.id != begun.id


async def test_a_checkpoint_that_cannot_come_to_its_end_is_ended(school: School) -> None:
    """Too many of its questions were set aside, since games asked them: the next one begins at once."""
    courses = school.courses
    begun = await sit(school, courses)
    assert isinstance(begun, Sitting)
    aside = tuple(replace(begun.asked[0], skipped=True) for _ in begun.wish.items)
    school.practice._sittings.hold(replace(begun, asked=aside, reasons=begun.reasons * len(aside)))
    anew = await sit(school, courses)
    assert isinstance(anew, Sitting)
    assert anew.id != begun.id


async def test_quick_presses_begin_one_checkpoint(school: School) -> None:
    """However many arrive before the first is on disk."""
    courses = school.courses
    found = await asyncio.gather(*(sit(school, courses) for _ in range(5)))
    assert len({one.id for one in found}) == 1


@pytest.mark.parametrize("part", [Part.CHECKPOINT, Part.DRILL])
async def test_two_servers_of_different_shards_begin_one_trial(school: School, part: Part) -> None:
    """Pressed at once in both: the second finds the one that the first began, and so does the next attempt."""
    school.writer._on_failure = lambda _: None
    store = SqlCourses(school.writer, school.database.reading)
    shards = [CourseService(store, school.history, school.sources, school.fresh()) for _ in range(2)]
    for at in (NOW, NOW + 2 * DAY):
        both = await asyncio.gather(
            sit(school, shards[0], GUILD, at, part), sit(school, shards[1], ELSEWHERE, at, part)
        )
        assert len({one.id for one in both}) == 1
        open_ones = [one.game_id for one in await store.sat(BEN) if one.ended_at is None]
        assert open_ones == [both[0].id]
        await school.practice.end(both[0].id, BEN, at + SECOND)


async def test_where_nothing_can_be_written_no_trial_begins_and_that_is_said(school: School) -> None:
    """What failed is not taken for one that is there already."""
    school.writer._on_failure = lambda _: None
    school.writer.read_only = True
    with pytest.raises(StorageError):
        await sit(school)
    school.writer.read_only = False
    assert isinstance(await sit(school), Sitting)


@pytest.mark.parametrize("part", [Part.CHECKPOINT, Part.DRILL])
async def test_a_servers_own_questions_never_count(school: School, part: Part) -> None:
    """Whoever may write questions of a server's own cannot make its checkpoints easy."""
    easy = [replace(one, id=own_id(GUILD, one.id)) for one in QUESTIONS]
    school.sources.add(OfServers({GUILD: easy}))
    begun = await sit(school, part=part)
    assert isinstance(begun, Sitting)
    assert not [item for item in begun.wish.items if item.startswith("own")]


async def test_mutes_and_topics_that_are_off_make_no_checkpoint_shorter(school: School) -> None:
    """All that is muted can be asked all the same: the ten questions, to the end."""
    rows = [{"guild_id": GUILD, "question_id": one.id, "organiser_id": BEN, "at": NOW} for one in QUESTIONS]
    await school.writer.queue("mutes", [Put(mutes, row) for row in rows])
    school.sources.follow(lambda *_: Chosen(off=frozenset({"metrics"})))
    sitting = await sit(school)
    assert isinstance(sitting, Sitting)
    for number in range(10):
        assert isinstance(sitting, Sitting)
        sitting = await school.reply(sitting, RIGHT if number else WRONG)
        if number < 9:
            sitting = await school.next(sitting)
    assert isinstance(sitting, Sitting)
    assert sitting.ended_at is not None
    [sat] = await SqlCourses(school.writer, school.database.reading).sat(BEN)
    assert (sat.right, sat.needed, sat.passed) == (9, 8, True)


async def test_where_the_bank_is_too_small_it_cannot_be_sat(school: School, monkeypatch: pytest.MonkeyPatch) -> None:
    """A checkpoint of nine questions would be another one."""
    small = replace(library(COURSE), questions={one.id: one for one in QUESTIONS[:9]})
    monkeypatch.setattr(School, "offered", small)
    assert await sit(school) == TooFew(9, 10)


async def test_a_checkpoint_is_never_written_without_its_module(school: School) -> None:
    """Both in one unit, so that no kill leaves a checkpoint that belongs nowhere."""
    queue, units = school.writer.queue, []

    def noting(
        scope: object, rows: Iterable[Change], *statements: Statement, beside: object = None
    ) -> asyncio.Future[None]:
        changes = list(rows)
        units.append({change.table.name for change in changes})
        return queue(scope, changes, *statements, beside=beside)

    school.writer.queue = noting  # type: ignore[method-assign]
    assert isinstance(await sit(school), Sitting)
    [unit] = units
    assert {"sittings", "course_sittings"} <= unit


async def test_an_objective_is_sure_once_each_of_its_concepts_is_whatever_topics_ask_it(school: School) -> None:
    """A concept that two topics ask is one, and does not stand in for another that was never asked."""
    both = replace(FIRST, objectives=(Objective("Tell both", ("AA-C01", "AA-C02")),))
    half = {one.id: replace(one, topic="other" if number % 2 else "metrics") for number, one in enumerate(QUESTIONS)}
    known = replace(library(replace(COURSE, modules=(both,))), questions=half, find=half.get)
    school.sources, school.questions = Sources(Everywhere(lambda: known)), half

    async def standing() -> Standing:
        view = await school.courses.module(BEN, GUILD, COURSE.id, FIRST.id, NOW)
        assert view is not None
        return view.lines[0].standing

    await school.played({f"q{number:02}": RIGHT for number in range(SECOND_CONCEPT_FROM)})
    assert await standing() is Standing.LEARNING
    await school.played({f"q{number:02}": RIGHT for number in range(SECOND_CONCEPT_FROM, 40)})
    assert await standing() is Standing.SURE


async def test_a_lesson_that_is_gone_is_not_counted_as_read(school: School) -> None:
    """Nobody has read three of two lessons."""
    view = await school.courses.module(BEN, GUILD, COURSE.id, FIRST.id, NOW)
    assert view is not None
    for one in FIRST.lessons:
        await school.courses.open_lesson(BEN, view, one.id, NOW)
    shorter = library(replace(COURSE, modules=(replace(FIRST, lessons=FIRST.lessons[:1]), *COURSE.modules[1:])))
    school.sources = Sources(Everywhere(lambda: shorter))
    view = await school.courses.module(BEN, GUILD, COURSE.id, FIRST.id, NOW)
    assert view is not None
    assert view.read == {FIRST.lessons[0].id}


async def test_a_day_passes_between_two_checkpoints(school: School) -> None:
    """As the rows say by then, whatever the screen that was pressed had said."""
    courses = school.courses
    view = await courses.module(BEN, GUILD, COURSE.id, FIRST.id, NOW)
    assert view is not None
    begun = await sit(school, courses)
    assert isinstance(begun, Sitting)
    await school.practice.end(begun.id, BEN, NOW + SECOND)
    wish = {"player_id": BEN, "guild_id": GUILD, "channel_id": CHANNEL, "seed": 1}
    assert await courses.begin(view, Part.CHECKPOINT, **wish, at=NOW + SECOND) == Wait(NOW + DAY)  # type: ignore[arg-type]
    later = await courses.begin(view, Part.CHECKPOINT, **wish, at=NOW + DAY)  # type: ignore[arg-type]
    assert isinstance(later, Sitting)


async def test_a_course_opens_where_it_was_left(school: School, monkeypatch: pytest.MonkeyPatch) -> None:
    """The one that was worked on last, unless another is named; what is passed opens the next module."""
    monkeypatch.setattr(School, "offered", library(OTHER, COURSE))
    courses = school.courses
    first = await courses.path(BEN, GUILD, NOW)
    assert first is not None
    assert (first.course, first.others) == (OTHER, (COURSE,))
    sitting = await sit(school, courses)
    assert isinstance(sitting, Sitting)
    left = await courses.path(BEN, GUILD, NOW)
    assert left is not None
    assert (left.course, left.others, left.next) == (COURSE, (OTHER,), COURSE.modules[0])
    assert [view.module.id for view in left.modules] == ["first", "second"]
    assert [view.running for view in left.modules] == [{Part.CHECKPOINT}, frozenset()]
    named, elsewhere = await courses.path(BEN, GUILD, NOW, "other"), await courses.path(BEN + 1, GUILD, NOW)
    assert named is not None
    assert elsewhere is not None
    assert (named.course, elsewhere.course) == (OTHER, OTHER)
    assert await courses.path(BEN, GUILD, NOW, "nothing") is None
