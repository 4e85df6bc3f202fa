"""A group's course over real rows: cards once, across kills, and nobody named."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest

from bot.cohorts.rules import Cohort, Kind, Plan, Refusal, State
from bot.cohorts.service import CARD, STANDS_FOR, CohortService
from bot.cohorts.store import SqlCohorts
from bot.daily.rules.schedule import Plan as DailyPlan
from bot.daily.schedules import DailySchedules
from bot.daily.store import SqlDailyStore
from bot.kernel.courses import module_topic
from bot.kernel.people import ErasedPerson, ForgottenServer
from bot.kernel.ports import MessageKey, StorageError
from bot.kernel.sources import Everywhere, Game, Sources
from bot.learning.api import Given
from bot.packs import content
from bot.timing.zones import PinnedZones
from tests.courses.makers import COURSE, FIRST, QUESTIONS, library
from tests.fakes import FakeOutbox
from tests.studying import GUILD, Desk, desk

MONDAY = date(2026, 3, 2)
START = datetime(2026, 3, 2, 6, tzinfo=UTC)
DAY = timedelta(days=1)
PLAN = Plan("demo", 400, MONDAY, 7, time(9), "Europe/Berlin")
GUS, RUN = 7, 900


class Class:
    """One process after the other over the same rows."""

    def __init__(self, study: Desk) -> None:
        self.study = study
        self.at = START
        self.sources = Sources(Everywhere(lambda: library(COURSE)))
        self.outbox = FakeOutbox()

    async def fresh(self) -> CohortService:
        """The service as a new process has it."""
        store = SqlCohorts(self.study.writer, self.study.database.reading, self.study.ids)
        service = CohortService(
            store,
            self.study.history,
            self.sources,
            PinnedZones(),
            self.outbox,
            lambda: self.at,
            lambda guild: guild != 99,
        )
        await service.open()
        self.sources.lead(service.leading)
        return service

    @property
    def posted(self) -> list[MessageKey]:
        return list(dict.fromkeys(key for key, _ in self.outbox.drawn if key.card == CARD))


@pytest.fixture
async def group(tmp_path: Path) -> AsyncIterator[Class]:
    async with desk(tmp_path, QUESTIONS) as made:
        yield Class(made)


async def test_each_card_is_made_once_whoever_dies_in_between(group: Class) -> None:
    """Each look is by a new process; the cards come on the first and the last day, and the last one ends the course."""
    service = await group.fresh()
    await service.arrange(GUILD, PLAN, GUS, RUN, START)
    kinds = []
    for hours in range(0, 24 * 15, 3):
        service = await group.fresh()
        moment = START + timedelta(hours=hours)
        await service.tick(moment)
        await service.tick(moment)
    for key in group.posted:
        shown = await service.showing(key.game_id, moment)
        assert shown is not None
        kinds.append((shown.kind, shown.module.id if shown.module else ""))
    assert kinds == [
        (Kind.FIRST, "first"), (Kind.LAST, "first"), (Kind.FIRST, "second"), (Kind.LAST, "second"), (Kind.END, ""),
    ]  # fmt: skip
    where = await service.where(GUILD, moment)
    assert where is not None
    assert where.cohort.state is State.ENDED


async def test_an_organizer_sees_which_card_is_due_and_which_comes_after_it(group: Class) -> None:
    """Before a card, while it is due, and once it is there: of which module it is, and when the next one comes."""
    service = await group.fresh()
    await service.arrange(GUILD, PLAN, GUS, RUN, START)
    nine = [datetime(2026, 3, day, 8, tzinfo=UTC) for day in (2, 8, 9, 15)]

    async def seen(at: datetime) -> tuple[Kind | None, Kind, datetime | None, str, str]:
        found = await service.where(GUILD, at)
        assert found
        modules = [module.id if module else "" for module in (found.module, found.next_module)]
        return found.posting, found.next_kind, found.next_at, modules[0], modules[1]

    assert await seen(START) == (None, Kind.FIRST, nine[0], "first", "first")
    assert await seen(nine[0]) == (Kind.FIRST, Kind.LAST, nine[1], "first", "first")
    await service.tick(nine[0])
    assert await seen(nine[0]) == (None, Kind.LAST, nine[1], "first", "first")
    assert await seen(nine[1]) == (Kind.LAST, Kind.FIRST, nine[2], "first", "second")
    for at in nine[1:]:
        await service.tick(at)
    assert (await seen(nine[3]))[:2] == (None, Kind.END)
    assert (await seen(nine[3]))[4] == ""


@pytest.mark.parametrize("restarted", [False, True])
async def test_a_clock_that_was_ahead_is_made_good(group: Class, restarted: bool) -> None:
    """With the clock a month ahead the last card is made; set right, each card still comes on its day, and the end."""
    service = await group.fresh()
    await service.arrange(GUILD, PLAN, GUS, RUN, START)
    await service.tick(START + timedelta(hours=3))
    await service.tick(START + 30 * DAY)
    where = await service.where(GUILD, START)
    assert where is not None
    assert where.cohort.state is State.ENDED
    if restarted:
        service = await group.fresh()
    group.outbox.drawn.clear()
    for hours in range(4, 24 * 15, 3):
        await service.tick(START + timedelta(hours=hours))
    kinds = [found.kind for key in group.posted if (found := await service.showing(key.game_id, START))]
    assert kinds == [Kind.LAST, Kind.FIRST, Kind.LAST, Kind.END]


async def test_a_step_cannot_have_two_cards(group: Class) -> None:
    """A second process that had not seen the first one's rows is refused by them."""
    one = await group.fresh()
    await one.arrange(GUILD, PLAN, GUS, RUN, START)
    other = await group.fresh()
    at = START + timedelta(hours=3)
    await one._serve(GUILD, at)
    group.study.writer._on_failure = lambda _: None
    with pytest.raises(StorageError):
        await other._serve(GUILD, at)
    assert len(group.posted) == 1


async def test_the_daily_and_the_quiz_follow_the_module(group: Class) -> None:
    """Not before the course, not in a pause, and no other game."""
    service = await group.fresh()
    await service.arrange(GUILD, PLAN, GUS, RUN, START - DAY)
    led = [(await group.sources.of(game).library(GUILD)).leading for game in Game]
    topic = module_topic("demo", "first")
    assert dict(zip(Game, led, strict=True)) == {
        Game.QUIZ: topic, Game.DAILY: topic, Game.DUEL: "", Game.PRACTICE: "",
    }  # fmt: skip
    schedules = DailySchedules(None, group.sources.of(Game.DAILY), PinnedZones())  # type: ignore[arg-type]
    plan = DailyPlan(400, time(9), "UTC")
    found = {question.concept for question in await schedules.led(GUILD, plan)}
    assert found == set(FIRST.concepts)
    group.at = START - DAY
    assert service.leading(GUILD) == ""
    group.at = START + 8 * DAY
    assert service.leading(GUILD) == module_topic("demo", "second")
    await service.pause(GUILD, group.at)
    assert service.leading(GUILD) == ""
    assert await schedules.led(GUILD, plan) == []


async def test_while_the_module_asks_all_of_a_daily_none_of_its_topics_is_missed(group: Class) -> None:
    """Whoever looks whether all is well is told of a topic that is gone once the daily asks about its topics again."""
    service = await group.fresh()
    await service.arrange(GUILD, PLAN, GUS, RUN, START - DAY)
    store = SqlDailyStore(group.study.writer, group.study.database.reading, content, group.study.ids, "one")
    schedules = DailySchedules(store, group.sources.of(Game.DAILY), PinnedZones())
    plan = DailyPlan(400, time(9), "UTC", topics=("gone",), questions=1)
    assert await schedules.drawable(GUILD, plan) != []
    assert await schedules.without_questions(GUILD, plan) == []
    await service.pause(GUILD, group.at)
    assert await schedules.without_questions(GUILD, plan) == ["gone"]


async def test_a_closed_channel_stops_the_course_and_its_organizer_is_told_once(group: Class) -> None:
    """With another channel the card that was refused comes there."""
    service = await group.fresh()
    await service.arrange(GUILD, PLAN, GUS, RUN, START)
    at = START + timedelta(hours=3)
    await service.tick(at)
    [key] = group.posted
    await service.blocked(key.game_id)
    service = await group.fresh()
    await service.tick(at + DAY)
    assert len(group.posted) == 1
    assert await service.to_tell(GUILD, GUS + 1) is None
    assert await service.to_tell(GUILD, GUS) is not None
    assert await service.to_tell(GUILD, GUS) is None
    again = await service.arrange(GUILD, replace(PLAN, channel_id=401), GUS, RUN + 1, at + DAY)
    assert isinstance(again, Cohort)
    assert again.run == RUN
    await service.tick(at + DAY)
    assert len(group.posted) == 2


async def test_a_card_that_was_on_its_way_to_a_deleted_channel_comes_in_another(group: Class) -> None:
    """That the channel is gone can be heard before Discord refuses the card; its organizer is told once."""
    service = await group.fresh()
    await service.arrange(GUILD, PLAN, GUS, RUN, START)
    at = START + timedelta(hours=3)
    await service.tick(at)
    [key] = group.posted
    await service.channel_gone(GUILD, PLAN.channel_id + 1)
    assert await service.to_tell(GUILD, GUS) is None
    await service.channel_gone(GUILD, PLAN.channel_id)
    await service.blocked(key.game_id)
    assert await service.to_tell(GUILD, GUS) is not None
    await service.blocked(key.game_id)
    await service.channel_gone(GUILD, PLAN.channel_id)
    assert await service.to_tell(GUILD, GUS) is None
    service = await group.fresh()
    await service.arrange(GUILD, replace(PLAN, channel_id=401), GUS, RUN + 1, at)
    await service.tick(at)
    assert len(group.posted) == 2


async def test_a_late_refusal_stops_only_the_course_that_the_card_is_of(group: Class) -> None:
    """In an earlier channel, of an earlier course, or after the organizer ended it, it changes nothing."""
    service = await group.fresh()
    await service.arrange(GUILD, PLAN, GUS, RUN, START)
    at = START + timedelta(hours=3)
    await service.tick(at)
    [key] = group.posted
    await service.arrange(GUILD, replace(PLAN, channel_id=401), GUS, RUN + 1, at)
    await service.blocked(key.game_id)
    found = await service.where(GUILD, at)
    assert found
    assert found.cohort.state is State.ON
    await service.arrange(GUILD, PLAN, GUS, RUN + 2, at)
    await service.end(GUILD)
    await service.blocked(key.game_id)
    found = await service.where(GUILD, at)
    assert found
    assert found.cohort.state is State.ENDED


async def test_a_server_that_is_away_waits(group: Class) -> None:
    """Its card comes when it is back, and holds up nobody's."""
    service = await group.fresh()
    await service.arrange(99, PLAN, GUS, RUN, START)
    await service.tick(START + timedelta(hours=4))
    assert group.posted == []


async def test_nothing_is_told_of_an_objective_that_fewer_than_five_have_answered(group: Class) -> None:
    """Nobody can be told from the others; of five people one figure stands for all."""
    service = await group.fresh()
    await service.arrange(GUILD, PLAN, GUS, RUN, START)
    for player in range(1, 5):
        await group.study.played({"q00": (0,), "q01": (0,), "q20": (1,)}, player=player, at=START)
    assert [one.share for one in await service.stands(GUILD, [FIRST], START + DAY)] == [None, None]
    await group.study.played({"q02": (0,), "q03": (0,)}, player=5, at=START)
    first, second = await service.stands(GUILD, [FIRST], START + DAY + STANDS_FOR)
    assert first.share is not None
    assert first.share > 0.6
    assert second.share is None


async def test_however_many_ask_how_the_group_stands_it_is_read_once(
    group: Class, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Everybody may press, as often as they like; what failed is not kept."""
    service, at, reads = await group.fresh(), START, 0
    reading = group.study.history.of_guild

    async def counted(guild_id: int) -> list[tuple[int, Given]]:
        nonlocal reads
        reads += 1
        if reads == 1:
            raise StorageError("gone")
        return await reading(guild_id)

    monkeypatch.setattr(group.study.history, "of_guild", counted)
    with pytest.raises(StorageError):
        await service.stands(GUILD, [FIRST], at)
    await asyncio.gather(*(service.stands(GUILD, [FIRST], at) for _ in range(3)))
    await service.stands(GUILD, [FIRST], at + STANDS_FOR / 2)
    assert reads == 2
    await service.stands(GUILD + 1, [FIRST], at)
    await service.stands(GUILD, [FIRST], at + STANDS_FOR)
    assert reads == 4


async def test_a_course_that_would_be_over_is_refused(group: Class) -> None:
    """Its start lies too far back for any card."""
    service = await group.fresh()
    assert await service.arrange(GUILD, replace(PLAN, first=MONDAY - 99 * DAY), GUS, RUN, START) is Refusal.OVER
    assert await service.arrange(GUILD, replace(PLAN, course="nope"), GUS, RUN, START) is Refusal.UNKNOWN
    assert await service.where(GUILD, START) is None


async def test_memory_forgets_whom_and_what_the_rows_forget(group: Class) -> None:
    """An erased organizer is told nothing; a forgotten server follows no course."""
    service = await group.fresh()
    await service.arrange(GUILD, PLAN, GUS, RUN, START)
    service.forget(ErasedPerson(GUS))
    assert service._known[GUILD].organizer_id != GUS
    service.forget(ForgottenServer(GUILD))
    assert await service.where(GUILD, START) is None
