"""The forecast, the plan and what came of it, over a real database."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.exams.api import Result, Share
from bot.kernel.questions import Exam, Kind, Question
from bot.kernel.sources import own_id
from bot.learning.spreads import SpreadService
from bot.learning.spreads_store import SqlSpreads
from bot.readiness.ports import Told
from bot.readiness.rules.gate import Missing
from bot.readiness.rules.reliability import Outcome
from bot.readiness.service import NotYet, Readiness, ReadinessService
from bot.readiness.store import SqlReadiness
from bot.reminders.rules import ask
from bot.reminders.store import SqlReminders
from bot.storage.changes import Put
from bot.storage.tables import mutes
from bot.study.spreads import START
from bot.timing.zones import PinnedZones
from cogs.readiness.rendering import ready_card
from cogs.readiness.words import chance
from tests.readiness.test_rules import GUIDE
from tests.studying import ADA, BEN, DAY, GUILD, NOW, RIGHT, WRONG, Desk, desk, question

AIF = Exam.AIF_C01
HOUR = timedelta(hours=1)


def of_exam(name: str, topic: str, domain: int) -> Question:
    return replace(question(name, topic), exams={AIF: domain}, tasks={AIF: f"{domain}.1"}, kind=Kind.SINGLE)


ONES = [of_exam(f"o{n}", "metrics", 1) for n in range(40)]
TWOS = [of_exam(f"t{n}", "inference_modes", 2) for n in range(40)]


@dataclass
class Sat:
    """Mocks that somebody sat, by when they were handed in, the newest first."""

    ended: list[datetime] = field(default_factory=list)
    counts: bool = True

    async def results(self, player_id: int, exam: Exam | None = None) -> Sequence[Result]:  # noqa: ARG002
        share = Share(30, 50)
        return [Result(n, AIF, at, share, counts=self.counts) for n, at in enumerate(self.ended)]


@dataclass
class Case:
    table: Desk
    mocks: Sat
    rows: SqlReadiness
    service: ReadinessService

    async def look(self, at: datetime = NOW) -> Readiness:
        return await self.service.look(BEN, AIF, at)

    async def prepare(self, *, right: int = 30, exam_in: int = 20, days: int = 20) -> None:
        """Two mocks, a date, and eighty answers on so many days; so many in each domain are right."""
        self.mocks.ended = [NOW - DAY, NOW - 8 * DAY]
        await self.table.days.put(BEN, {AIF: day(exam_in)})
        for bank in (ONES, TWOS):
            for start in range(0, 40, 10):
                part = {
                    one.id: RIGHT if start + at < right else WRONG for at, one in enumerate(bank[start : start + 10])
                }
                await self.table.played(part, NOW - days * (1 - start / 40) * DAY)


def day(days: int) -> date:
    return NOW.date() + days * DAY


@asynccontextmanager
async def case(directory: Path) -> AsyncIterator[Case]:
    async with desk(directory, ONES + TWOS) as table:
        mocks, rows = Sat(), SqlReadiness(table.writer, table.database.reading)
        days, muted = table.days, table.reports.muted
        service = ReadinessService(rows, table.history, table.sources, days, mocks, {AIF: GUIDE}, muted)
        yield Case(table, mocks, rows, service)


async def test_each_exam_has_its_own_day_and_the_soonest_is_planned_for(tmp_path: Path) -> None:
    """The other is told beside it; a day that is past gives way; an exam without one has neither plan nor forecast."""
    async with case(tmp_path) as one:
        mla = Exam.MLA_C02
        one.service._guides = {AIF: GUIDE, mla: replace(GUIDE, exam=mla)}
        await one.table.days.put(BEN, {AIF: day(40)})
        assert (await one.service.look(BEN, mla, NOW)).plan is None
        await one.table.days.put(BEN, {mla: day(10)})
        plan = await one.service.plan(BEN, NOW)
        assert plan is not None
        assert (plan.exam, plan.days_left, plan.others) == (mla, 10, ((AIF, day(40)),))
        assert (await one.service.look(BEN, None, NOW)).exam is mla
        plan = await one.service.plan(BEN, NOW + 11 * DAY)
        assert plan is not None
        assert (plan.exam, plan.days_left, plan.others) == (AIF, 29, ())
        assert await one.service.tell(BEN, AIF, NOW + 11 * DAY, passed=True) == NotYet(day(40))
        assert await one.service.tell(BEN, mla, NOW + 11 * DAY, passed=True) is None


@pytest.mark.parametrize(("zone", "left"), [(None, 1), ("Pacific/Auckland", 0), ("America/Los_Angeles", 1)])
async def test_days_are_counted_where_somebody_lives(tmp_path: Path, zone: str | None, left: int) -> None:
    """In the zone of their reminder: noon in Greenwich is tomorrow already in Auckland. Without one it is UTC."""
    async with case(tmp_path) as one:
        if zone:
            found = PinnedZones().find(zone)
            assert found is not None
            await SqlReminders(one.table.writer, one.table.database.reading).put(ask(BEN, time(9), zone, found, NOW))
        await one.table.days.put(BEN, {AIF: day(1)})
        plan = await one.service.plan(BEN, NOW)
        assert plan is not None
        assert plan.days_left == left
        assert (await one.look()).today == day(1 - left)


async def test_what_a_server_muted_is_not_in_its_plan(tmp_path: Path) -> None:
    """Practice there never asks it, so its reviews and misses could not be brought to an end; elsewhere they can."""
    async with case(tmp_path) as one:
        await one.table.days.put(BEN, {AIF: day(5)})
        await one.table.played({"o1": WRONG, "o2": WRONG, "o3": WRONG}, NOW - 2 * DAY)
        by = {"guild_id": GUILD, "organiser_id": 1, "at": NOW}
        await one.table.writer.queue("muted", [Put(mutes, by | {"question_id": name}) for name in ("o1", "o2")])
        plans = [await one.service.plan(BEN, NOW, guild_id=guild) for guild in (GUILD, GUILD + 1)]
        assert [plan and plan.reviews + plan.misses for plan in plans] == [1, 3]


async def test_a_mock_that_does_not_count_brings_no_forecast_nearer(tmp_path: Path) -> None:
    """Neither the number of mocks nor how old the newest is."""
    async with case(tmp_path) as one:
        await one.prepare()
        one.mocks.counts = False
        found = await one.look()
        assert found.missing == Missing(mocks=2)
        assert found.forecast is None
        assert found.plan is not None
        assert found.plan.mock_today


async def test_somebody_new_is_told_all_that_is_missing(tmp_path: Path) -> None:
    """No forecast, no plan without a date, and each thing that is missing in words."""
    async with case(tmp_path) as one:
        found = await one.look()
        assert found.missing == Missing(date=True, mocks=2, answers=50, domains=(("One", 5), ("Two", 5)))
        assert (found.forecast, found.plan) == (None, None)
        told = shown(found)
        assert "Too early for a forecast" in told
        assert "2 more mock exams" in told
        assert "5 more answers in Two" in told
        assert await one.rows.told(BEN, AIF) is None


async def test_a_forecast_is_given_and_kept(tmp_path: Path) -> None:
    """With enough of everything the chance is told, with its range and what stopping would cost, and is kept."""
    async with case(tmp_path) as one:
        await one.prepare()
        found = await one.look()
        assert found.missing == Missing()
        assert found.forecast is not None
        told = found.forecast.outlook
        assert 0 < found.forecast.stopped.chance <= told.chance < 1
        assert told.low < told.expected < told.high
        assert found.forecast.answers == 80
        kept = await one.rows.told(BEN, AIF)
        assert kept == Told(day(20), NOW, told.chance, told.low, told.high)
        assert f"Your chance of passing is {chance(told.chance)}" in shown(found)


@pytest.mark.parametrize(("days", "early"), [(15, False), (13, True)])
async def test_what_somebody_will_study_is_counted_once_two_weeks_show_it(
    tmp_path: Path, days: int, early: bool
) -> None:
    """Two long sittings on the first days are not a habit: until then, what is there now is all that is counted."""
    async with case(tmp_path) as one:
        await one.prepare(days=days)
        found = await one.look()
        assert found.forecast is not None
        forecast, told = found.forecast, shown(found)
        assert (forecast.outlook == forecast.stopped) is early
        assert ("too early to say how much you will study" in told) is early
        assert ("keep studying as in the last four weeks" in told) is not early


def test_no_forecast_claims_certainty() -> None:
    """Nobody reads that they pass in no case, or in any."""
    assert [chance(share) for share in (0.0, 0.004, 0.01, 0.64, 0.99, 0.999)] == [
        "under 1%", "under 1%", "about 1%", "about 64%", "about 99%", "over 99%",
    ]  # fmt: skip


async def test_better_answers_give_a_better_chance(tmp_path: Path) -> None:
    """Who got more right is told more."""
    chances = []
    for right in (12, 28, 40):
        async with case(tmp_path / str(right)) as one:
            (tmp_path / str(right)).mkdir(exist_ok=True)
            await one.prepare(right=right)
            found = await one.look()
            assert found.forecast is not None
            chances.append(found.forecast.outlook.chance)
    assert chances == sorted(chances)
    assert chances[0] < 0.2 < 0.8 < chances[-1]


async def test_the_plan_counts_down_and_counts_what_was_done(tmp_path: Path) -> None:
    """The portion is that of the morning, and each answer of the day counts towards it."""
    async with case(tmp_path) as one:
        await one.prepare()
        before = await one.service.plan(BEN, NOW)
        assert before is not None
        assert (before.days_left, before.done) == (20, 0)
        assert before.goal >= 5
        await one.table.played({item.id: WRONG for item in ONES[:3]}, NOW)
        after = await one.service.plan(BEN, NOW + HOUR)
        assert after is not None
        assert (after.goal, after.done) == (before.goal, 3)
        assert await one.service.plan(ADA, NOW) is None
        assert await one.service.plan(BEN, NOW + 30 * DAY) is None


async def test_the_profile_and_the_forecast_tell_of_the_same_portion(tmp_path: Path) -> None:
    """In a server both count its own questions, elsewhere neither does: what was done today is one number."""
    async with case(tmp_path) as one:
        await one.prepare()
        own = question(own_id(GUILD, "ours"), ONES[0].topic)
        one.table.questions[own.id] = own
        await one.table.played({own.id: RIGHT, ONES[0].id: RIGHT}, NOW)
        for guild_id, done in ((GUILD, 2), (0, 1)):
            planned = (await one.service.look(BEN, AIF, NOW, guild_id)).plan
            assert planned is not None
            assert planned.done == done
            assert await one.service.plan(BEN, NOW, guild_id=guild_id) == planned


async def test_the_domain_that_the_exam_asks_most_of_and_is_weak_gains_most(tmp_path: Path) -> None:
    """Of a strong light domain and a weak heavy one the latter comes first, with the topics to practice."""
    async with case(tmp_path) as one:
        await one.prepare()
        await one.table.played({item.id: WRONG for item in ONES[:20]}, NOW - 2 * DAY)
        await one.table.played({item.id: RIGHT for item in TWOS}, NOW - 2 * DAY)
        found = await one.look()
        assert found.plan is not None
        first, second = found.plan.worth
        assert (first.title, first.topics) == ("One", ("metrics",))
        assert first.points > second.points > 0
        wish = await one.service.wish_for(AIF, 1, 0)
        assert (wish.topics, wish.exam) == (("metrics",), AIF)


async def test_a_result_is_held_against_the_last_forecast(tmp_path: Path) -> None:
    """It is refused before the day, taken after it, changed by telling again, and forgotten when taken back."""
    async with case(tmp_path) as one:
        await one.prepare(exam_in=2)
        found = await one.look()
        assert found.forecast is not None
        assert await one.service.tell(BEN, AIF, NOW, passed=True) == NotYet(day(2))
        assert await one.rows.outcomes() == []
        held = await one.service.tell(BEN, AIF, NOW + 3 * DAY, passed=False)
        assert isinstance(held, Told)
        assert await one.rows.outcomes() == [Outcome(BEN, found.forecast.outlook.chance, False)]
        await one.service.tell(BEN, AIF, NOW + 4 * DAY, passed=True)
        assert await one.rows.outcomes() == [Outcome(BEN, found.forecast.outlook.chance, True)]
        await one.service.take_back(BEN, AIF)
        assert await one.rows.outcomes() == []


async def test_an_exam_that_is_past_says_when_it_was_and_how_it_went(tmp_path: Path) -> None:
    """It is not too early for a forecast of it: it is over, and what was told of it is seen again."""
    async with case(tmp_path) as one:
        await one.prepare(exam_in=2)
        over = shown(await one.look(NOW + 3 * DAY))
        assert "Your AIF-C01 exam was" in over
        assert "How did it go?" in over
        assert "Too early" not in over
        assert [(sat.on, sat.passed) for sat in await one.service.past(BEN, NOW + 3 * DAY)] == [(day(2), None)]
        await one.service.tell(BEN, AIF, NOW + 3 * DAY, passed=True)
        assert "You said that you **passed**" in shown(await one.look(NOW + 3 * DAY))
        assert [(sat.on, sat.passed) for sat in await one.service.past(BEN, NOW + 3 * DAY)] == [(day(2), True)]


async def test_nobody_is_wished_luck_for_an_exam_of_which_they_have_told(tmp_path: Path) -> None:
    """On its own day already."""
    async with case(tmp_path) as one:
        await one.prepare(exam_in=0)
        assert await one.service.plan(BEN, NOW) is not None
        await one.service.tell(BEN, AIF, NOW, passed=True)
        assert await one.service.plan(BEN, NOW) is None
        found = await one.look()
        assert found.forecast is None
        assert "You said that you **passed**" in shown(found)
        assert "Too early" not in shown(found)


async def test_a_result_is_shown_to_who_never_set_a_date_and_none_is_made_up(tmp_path: Path) -> None:
    """The day on which they told of it may be any day after the exam."""
    async with case(tmp_path) as one:
        await one.service.tell(BEN, AIF, NOW, passed=True)
        told = shown(await one.look())
        assert "You said that you **passed**" in told
        assert "Too early" not in told
        assert "the date of your exam" not in told
        assert "2026" not in told.split("(AIF")[0]
        assert [(sat.passed, sat.dated) for sat in await one.service.past(BEN, NOW)] == [(True, False)]


async def test_a_result_that_is_told_again_on_another_day_takes_the_place_of_the_first(tmp_path: Path) -> None:
    """Where no date is set, too: nobody has passed an exam and failed it. Each exam and each person has their own."""
    async with case(tmp_path) as one:
        await one.service.tell(ADA, AIF, NOW, passed=True)
        await one.service.tell(BEN, Exam.MLA_C02, NOW, passed=True)
        for later, passed in enumerate((True, False, True, False)):
            await one.service.tell(BEN, AIF, NOW + later * DAY, passed=passed)
        past = await one.service.past(BEN, NOW + 9 * DAY)
        assert {(sat.exam, sat.passed) for sat in past} == {(AIF, False), (Exam.MLA_C02, True)}
        assert len(past) == 2
        assert [sat.passed for sat in await one.service.past(ADA, NOW + 9 * DAY)] == [True]


async def test_a_new_date_is_a_new_exam(tmp_path: Path) -> None:
    """Whoever failed, sets another date, and passes has done both."""
    async with case(tmp_path) as one:
        await one.service.tell(BEN, AIF, NOW, passed=False)
        await one.table.days.put(BEN, {AIF: day(20)})
        await one.service.tell(BEN, AIF, NOW + 20 * DAY, passed=True)
        assert [sat.passed for sat in await one.service.past(BEN, NOW + 21 * DAY)] == [False, True]


async def test_a_result_is_dated_by_what_was_known_when_it_was_told(tmp_path: Path) -> None:
    """Whatever date is set or taken away since: the day on which somebody told is no day of an exam."""
    async with case(tmp_path) as one:
        await one.service.tell(BEN, AIF, NOW, passed=False)
        await one.service.tell(BEN, AIF, NOW + 3 * DAY, passed=False)
        await one.table.days.put(BEN, {AIF: day(20)})
        assert [sat.dated for sat in await one.service.past(BEN, NOW + 4 * DAY)] == [False]
        await one.service.tell(BEN, AIF, NOW + 22 * DAY, passed=True)
        for date in (day(20), day(40), None):
            await one.table.days.put(BEN, {AIF: date})
            told = [(sat.passed, sat.dated) for sat in await one.service.past(BEN, NOW + 23 * DAY)]
            assert told == [(False, False), (True, True)]


async def test_a_result_without_a_forecast_counts_for_none(tmp_path: Path) -> None:
    """Who was shown none, or one for another date, can tell all the same, and moves no figure."""
    async with case(tmp_path) as one:
        assert await one.service.tell(ADA, AIF, NOW, passed=True) is None
        await one.prepare(exam_in=2)
        await one.look()
        await one.table.days.put(BEN, {AIF: day(5)})
        assert await one.service.tell(BEN, AIF, NOW + 6 * DAY, passed=True) is None
        assert await one.rows.outcomes() == []


async def test_from_ten_on_everybody_sees_how_forecasts_came_true(tmp_path: Path) -> None:
    """The sentence is about those who were told about the same chance."""
    async with case(tmp_path) as one:
        await one.prepare()
        found = await one.look()
        assert found.forecast is not None
        chance = found.forecast.outlook.chance
        for person in range(9):
            await one.rows.put_result(1000 + person, AIF, NOW.date(), NOW, chance, passed=person < 6)
        await one.rows.put_result(1000, AIF, day(-9), NOW - DAY, chance, passed=False)
        assert "Of those told" not in shown(await one.look())
        await one.rows.put_result(1010, AIF, NOW.date(), NOW, chance, passed=True)
        low = int(chance * 5) * 20
        assert f"Of those told {low}% to {low + 20}%, 7 of 10 passed." in shown(await one.look())


async def test_spreads_are_learnt_once_a_day_and_used(tmp_path: Path) -> None:
    """With enough people the spreads move from the start, for topics and for each exam; a second look waits a day."""
    async with case(tmp_path) as one:
        assert await one.table.history.spreads() == START
        for person in range(12):
            strong, weak = (ONES, TWOS) if person % 2 else (TWOS, ONES)
            await one.table.played({item.id: RIGHT for item in strong[:15]}, NOW - DAY, player=5000 + person)
            await one.table.played({item.id: WRONG for item in weak[:15]}, NOW - DAY, player=5000 + person)
        rows = SqlSpreads(one.table.writer, one.table.database.reading)
        learning = SpreadService(rows, one.table.history, one.table.sources)
        assert await learning.learn(NOW)
        assert not await learning.learn(NOW + 23 * HOUR)
        assert await learning.learn(NOW + 24 * HOUR)
        assert (await one.table.history.spreads()).topic > START.topic
        assert (await one.table.history.spreads(AIF.value)).topic > START.topic


def shown(found: Readiness) -> str:
    card: Any = ready_card(found)
    return str(card.to_components())
