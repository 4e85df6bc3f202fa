"""Which module a group is at, and when its cards come."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.cohorts import rules
from bot.cohorts.rules import Cohort, Kind, Plan, Refusal, State

BERLIN = ZoneInfo("Europe/Berlin")
FIRST = date(2026, 3, 2)
PLAN = Plan("demo", 200, FIRST, 7, time(9), "Europe/Berlin")
BEGUN = datetime(2026, 3, 1, 12, tzinfo=UTC)
MODULES = 3
DAY = timedelta(days=1)


def course(**changes: object) -> Cohort:
    return replace(rules.arrange(100, PLAN, 7, 1, MODULES, BEGUN, BERLIN), **changes)  # type: ignore[arg-type]


def at(day: date, hour: int = 9) -> datetime:
    return datetime.combine(day, time(hour), BERLIN)


def run(cohort: Cohort, moments: list[datetime]) -> list[tuple[int, datetime]]:
    """The cards that are made when somebody looks at these moments."""
    made = []
    for moment in moments:
        cohort, step = rules.look(cohort, MODULES, moment, BERLIN)
        if step is not None:
            made.append((step, moment))
            cohort = rules.posted(cohort, MODULES, moment, BERLIN)
    return made


def test_each_module_has_a_card_on_its_first_and_on_its_last_day_and_the_course_one_at_its_end() -> None:
    """At the local hour, also when the clocks have changed; each once."""
    hours = [at(FIRST) + timedelta(hours=n) for n in range(-30, 24 * 30)]
    made = run(course(), hours)
    assert [step for step, _ in made] == list(range(2 * MODULES + 1))
    assert [moment.astimezone(BERLIN).date() for _, moment in made] == [
        FIRST, FIRST + 6 * DAY, FIRST + 7 * DAY, FIRST + 13 * DAY, FIRST + 14 * DAY, FIRST + 20 * DAY, FIRST + 21 * DAY,
    ]  # fmt: skip
    assert {moment.astimezone(BERLIN).hour for _, moment in made} == {9}


@given(st.lists(st.integers(-24, 24 * 24), max_size=40))
def test_no_card_comes_twice_or_out_of_its_time(hours: list[int]) -> None:
    """Whenever somebody looks: a first day's card before the last day, a last day's on that day."""
    made = run(course(), [at(FIRST) + timedelta(hours=n) for n in sorted(hours)])
    steps = [step for step, _ in made]
    assert steps == sorted(set(steps))
    for step, moment in made:
        day = moment.astimezone(BERLIN).date()
        kind = rules.kind_of(step, MODULES)
        if kind is Kind.FIRST:
            assert rules.day_of(PLAN, step) <= day < rules.day_of(PLAN, step + 1)
        elif kind is Kind.LAST:
            assert day == rules.day_of(PLAN, step)


def test_the_group_is_at_a_module_from_its_first_local_date_to_its_last() -> None:
    """Before the course and after it at none."""
    days = [rules.module_at(course(), MODULES, at(FIRST + n * DAY, 0), BERLIN) for n in (-1, 0, 6, 7, 20, 21)]
    assert days == [None, 0, 0, 1, 2, None]


def test_a_pause_moves_all_that_follows() -> None:
    """After five days of rest in the first module, that module still has the days that it had."""
    paused = rules.pause(course(step=1), MODULES, at(FIRST + 2 * DAY), BERLIN)
    assert isinstance(paused, Cohort)
    assert rules.module_at(paused, MODULES, at(FIRST + 3 * DAY), BERLIN) is None
    assert rules.look(paused, MODULES, at(FIRST + 30 * DAY), BERLIN)[1] is None
    again = rules.resume(paused, MODULES, at(FIRST + 7 * DAY), BERLIN)
    assert isinstance(again, Cohort)
    assert rules.module_at(again, MODULES, at(FIRST + 7 * DAY), BERLIN) == 0
    assert again.due_at == at(FIRST + 11 * DAY)


def test_a_pause_before_the_first_day_keeps_that_day_where_it_ends_in_time() -> None:
    """Only days on which the course would have run are made up for."""
    paused = rules.pause(course(), MODULES, BEGUN - 9 * DAY, BERLIN)
    assert isinstance(paused, Cohort)
    assert rules.resume(paused, MODULES, BEGUN, BERLIN) == course()
    later = rules.resume(paused, MODULES, at(FIRST + 3 * DAY), BERLIN)
    assert isinstance(later, Cohort)
    assert later.plan.first == FIRST + 3 * DAY


def test_a_refused_card_comes_again() -> None:
    """Until then nothing comes, the group is at no module, and its organizer is to be told."""
    shut = rules.refused(course(step=1), 0)
    assert (shut.state, shut.step, shut.told, shut.due_at) == (State.REFUSED, 0, False, None)
    opened = rules.resume(shut, MODULES, at(FIRST + DAY), BERLIN)
    assert isinstance(opened, Cohort)
    assert rules.look(opened, MODULES, at(FIRST + DAY), BERLIN)[1] == 0
    assert opened.plan == PLAN
    assert rules.module_at(shut, MODULES, at(FIRST + DAY), BERLIN) is None


def test_another_pace_leaves_the_group_at_its_module() -> None:
    """It began when it did; those that follow come later."""
    before = course(step=3)
    after = rules.moved(before, replace(PLAN, days=14), 8, MODULES, at(FIRST + 9 * DAY), BERLIN)
    assert rules.module_at(after, MODULES, at(FIRST + 9 * DAY), BERLIN) == 1
    assert rules.day_of(after.plan, 2) == FIRST + 7 * DAY
    assert rules.day_of(after.plan, 4) == FIRST + 21 * DAY


@given(st.integers(0, 13), st.booleans())
def test_a_faster_pace_leaves_the_group_at_its_module(day: int, paused: bool) -> None:
    """However far into its two weeks it is: its last card still comes, and the next module after it."""
    slow, now = replace(PLAN, days=14), at(FIRST + day * DAY, 12)
    cohort = rules.arrange(100, slow, 7, 1, MODULES, BEGUN, BERLIN)
    for moment in (at(FIRST + n * DAY, 12) for n in range(day + 1)):
        cohort, step = rules.look(cohort, MODULES, moment, BERLIN)
        cohort = cohort if step is None else rules.posted(cohort, MODULES, moment, BERLIN)
    resting = rules.pause(cohort, MODULES, now, BERLIN) if paused else cohort
    assert isinstance(resting, Cohort)
    after = rules.moved(resting, PLAN, 8, MODULES, now, BERLIN)
    moved = rules.resume(after, MODULES, now, BERLIN) if paused else after
    assert isinstance(moved, Cohort)
    assert moved.step == cohort.step
    assert rules.module_at(moved, MODULES, now, BERLIN) == 0
    made = run(moved, [now + timedelta(hours=n) for n in range(24 * 30)])
    assert [step for step, _ in made] == list(range(cohort.step, 2 * MODULES + 1))


def in_another_channel(shut: Cohort, now: datetime) -> Cohort | Refusal:
    return rules.moved(shut, replace(PLAN, channel_id=201), 8, MODULES, now, BERLIN)


def continued(shut: Cohort, now: datetime) -> Cohort | Refusal:
    return rules.resume(shut, MODULES, now, BERLIN)


def continued_after_a_pause(shut: Cohort, now: datetime) -> Cohort | Refusal:
    paused = rules.pause(shut, MODULES, now - 4 * DAY, BERLIN)
    assert isinstance(paused, Cohort)
    return rules.resume(paused, MODULES, now, BERLIN)


@pytest.mark.parametrize("go_on", [in_another_channel, continued, continued_after_a_pause])
@pytest.mark.parametrize("refused", [0, 1, 2])
def test_a_course_that_could_not_post_goes_on_where_it_was(
    go_on: Callable[[Cohort, datetime], Cohort | Refusal], refused: int
) -> None:
    """In another channel or in its own, however late that is seen: with the card that was refused, and all after it."""
    shut = rules.refused(course(step=refused + 1), refused)
    now = at(FIRST + 15 * DAY)
    moved = go_on(shut, now)
    assert isinstance(moved, Cohort)
    assert (moved.state, moved.step) == (State.ON, refused)
    assert rules.module_at(moved, MODULES, now, BERLIN) == refused // 2
    made = run(moved, [now + timedelta(hours=n) for n in range(24 * 30)])
    assert [step for step, _ in made] == list(range(refused, 2 * MODULES + 1))


@given(st.integers(0, 24 * 30), st.integers(1, 24 * 90))
def test_a_clock_that_was_ahead_ends_no_course(hours: int, ahead: int) -> None:
    """However far ahead the clock was for one look, what is still days away comes on its day."""
    cohort = course()
    now = at(FIRST) + timedelta(hours=hours - 30)
    for moment in [at(FIRST) + timedelta(hours=n - 30) for n in range(hours)]:
        cohort, step = rules.look(cohort, MODULES, moment, BERLIN)
        cohort = cohort if step is None else rules.posted(cohort, MODULES, moment, BERLIN)
    assert rules.clock_set_back(cohort, MODULES, now, BERLIN) == cohort
    wrong = now + timedelta(hours=ahead)
    early, step = rules.look(cohort, MODULES, wrong, BERLIN)
    early = early if step is None else rules.posted(early, MODULES, wrong, BERLIN)
    right = rules.clock_set_back(early, MODULES, now, BERLIN)
    steps = range(cohort.step, 2 * MODULES + 1)
    days_away = [step for step in steps if rules.due(PLAN, step, BERLIN) > now + rules.AHEAD]
    if days_away:
        assert (right.state, right.plan) == (State.ON, PLAN)
        assert right.step <= days_away[0]
        assert right.due_at == rules.due(PLAN, right.step, BERLIN)


@pytest.mark.parametrize("zone", [ZoneInfo("America/Los_Angeles"), ZoneInfo("Pacific/Auckland")])
def test_how_far_a_card_is_ahead_is_told_by_the_groups_own_hour(zone: ZoneInfo) -> None:
    """A card that was made early comes again where its hour there is more than so far away; not where it is less."""
    early = replace(course(), step=1)
    due = rules.due(PLAN, 0, zone)
    assert due is not None
    a_minute = timedelta(minutes=1)
    assert rules.clock_set_back(early, MODULES, due - rules.AHEAD - a_minute, zone).step == 0
    assert rules.clock_set_back(early, MODULES, due - rules.AHEAD + a_minute, zone) is early


def test_what_its_organizer_ended_stays_ended() -> None:
    """Whatever the clock does."""
    ended = rules.end(replace(course(step=3), told=False))
    assert (ended.state, ended.due_at, ended.paused_on, ended.told) == (State.ENDED, None, None, True)
    assert rules.clock_set_back(ended, MODULES, at(FIRST), BERLIN) == ended


def test_a_card_of_a_date_that_a_zone_leaves_out_comes_the_next_day() -> None:
    """Samoa had no December 30, 2011: at the hour of the next day there."""
    apia = ZoneInfo("Pacific/Apia")
    plan = replace(PLAN, first=date(2011, 12, 30), zone="Pacific/Apia")
    assert rules.due(plan, 0, apia) == datetime(2011, 12, 31, 9, tzinfo=apia)
    assert rules.due(replace(plan, first=date(2011, 12, 29)), 0, apia) == datetime(2011, 12, 29, 9, tzinfo=apia)
