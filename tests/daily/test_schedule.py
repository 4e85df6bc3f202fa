"""What the organiser set and what time makes of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.daily.rules import schedule as rules
from bot.daily.rules.schedule import QUIET_POSTS, Break, Plan, Schedule, State
from bot.kernel.calendar import LATE
from bot.timing.zones import PinnedZones


def zone(name: str) -> ZoneInfo:
    found = PinnedZones().find(name)
    assert found is not None
    return found


BERLIN, APIA, NEW_YORK = zone("Europe/Berlin"), zone("Pacific/Apia"), zone("America/New_York")
NINE = Plan(1, time(9), "Europe/Berlin")
MONDAY = datetime(2026, 6, 1, 6, tzinfo=UTC)  # 08:00 in Berlin
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def begun(plan: Plan = NINE, at: datetime = MONDAY) -> Schedule:
    return rules.arrange(None, 1, plan, 7, at, BERLIN, on=True)


def after_post(schedule: Schedule, at: datetime, players: int | None = 5) -> Schedule:
    due = rules.look(schedule, at, BERLIN)
    assert due.post is not None
    return rules.posted(due.schedule, due.post, BERLIN, players)


def test_nothing_is_due_before_its_time() -> None:
    """Before the local time nothing happens; at it the post is due, and the next one is a day later."""
    schedule = begun()
    assert rules.look(schedule, MONDAY + HOUR - timedelta(seconds=1), BERLIN) == rules.Due(schedule)
    due = rules.look(schedule, MONDAY + HOUR, BERLIN)
    assert due.post is not None
    assert due.post.date == date(2026, 6, 1)
    assert due.schedule.next is not None
    assert due.schedule.next.at == MONDAY + HOUR + DAY


def test_late_but_not_too_late() -> None:
    """A post missed by less than six hours is made late; from six hours on its date is marked missed."""
    schedule = begun()
    late = rules.look(schedule, MONDAY + HOUR + LATE - timedelta(seconds=1), BERLIN)
    assert late.post is not None
    assert not late.missed
    too_late = rules.look(schedule, MONDAY + HOUR + LATE, BERLIN)
    assert too_late.post is None
    assert too_late.missed == (date(2026, 6, 1),)


def test_off_for_three_days() -> None:
    """After three days away the dates in between are missed, and the day's own post still comes."""
    due = rules.look(begun(), MONDAY + 3 * DAY + 2 * HOUR, BERLIN)
    assert due.missed == (date(2026, 6, 1), date(2026, 6, 2), date(2026, 6, 3))
    assert due.post is not None
    assert due.post.date == date(2026, 6, 4)


def test_a_zone_changed_five_minutes_before() -> None:
    """Moved to a zone where the time is still to come, the post comes then; and never twice on one date."""
    schedule = begun()
    just_before = MONDAY + HOUR - timedelta(minutes=5)
    moved = rules.arrange(schedule, 1, replace(NINE, zone="America/New_York"), 7, just_before, NEW_YORK, on=True)
    assert moved.next is not None
    assert (moved.next.date, moved.next.at) == (date(2026, 6, 1), datetime(2026, 6, 1, 13, tzinfo=UTC))


def test_what_is_changed_while_a_post_waits_to_be_made_does_not_take_it_away() -> None:
    """It comes as it is wanted now, unless it is to come later, on other days, or not at all."""
    schedule, at = begun(), MONDAY + HOUR + timedelta(minutes=3)
    changed = rules.arrange(schedule, 1, replace(NINE, channel_id=2, questions=5), 8, at, BERLIN, on=True)
    due = rules.look(changed, at, BERLIN)
    assert due.post is not None
    assert (due.post.date, due.schedule.plan.channel_id) == (date(2026, 6, 1), 2)
    too_late = rules.arrange(schedule, 1, replace(NINE, questions=5), 8, MONDAY + HOUR + LATE, BERLIN, on=True)
    assert rules.look(too_late, MONDAY + HOUR + LATE, BERLIN).missed == (date(2026, 6, 1),)
    tuesdays, noon = replace(NINE, weekdays=frozenset({1})), replace(NINE, time=time(12))
    for plan, day in ((tuesdays, 2), (noon, 1)):
        later = rules.arrange(schedule, 1, plan, 8, at, BERLIN, on=True)
        assert rules.look(later, at, BERLIN).post is None
        assert later.next is not None
        assert later.next.date == date(2026, 6, day)


def test_a_daily_that_is_moved_earlier_while_its_post_waits_still_posts_it() -> None:
    """Once: from the next date on it comes at the new hour. What has its post, or is yet to come, waits for nothing."""
    schedule, at = begun(), MONDAY + HOUR + timedelta(minutes=3)
    for plan, there in ((replace(NINE, time=time(8)), BERLIN), (replace(NINE, zone="Pacific/Apia"), APIA)):
        due = rules.look(rules.arrange(schedule, 1, plan, 8, at, there, on=True), at, there)
        assert due.post is not None
        assert due.post.date == date(2026, 6, 1)
        assert due.schedule.next is not None
        assert due.schedule.next.date == date(2026, 6, 2)
    seven = rules.arrange(schedule, 1, replace(NINE, time=time(7)), 8, MONDAY, BERLIN, on=True)
    assert rules.look(seven, at, BERLIN).post is None


def test_a_daily_that_is_switched_off_and_on_again_while_its_post_waits_still_posts_it() -> None:
    """If it is not too late by then; whoever switches it on after its hour on another day begins with the next one."""
    schedule, at = begun(), MONDAY + HOUR + timedelta(minutes=3)
    off = rules.arrange(schedule, 1, NINE, 8, at, BERLIN, on=False)
    assert off.next is None
    assert rules.look(off, at, BERLIN) == rules.Due(off)
    still_off = rules.arrange(off, 1, replace(NINE, questions=5), 8, at, BERLIN, on=False)
    again = rules.arrange(still_off, 1, still_off.plan, 8, at + HOUR, BERLIN, on=True)
    due = rules.look(again, at + HOUR, BERLIN)
    assert due.post is not None
    assert due.post.date == date(2026, 6, 1)
    for later, day in ((LATE, 2), (DAY, 3)):
        anew = rules.arrange(off, 1, NINE, 8, at + later, BERLIN, on=True)
        assert anew.next is not None
        assert anew.next.date == date(2026, 6, day)
    once = rules.arrange(after_post(again, at + HOUR), 1, NINE, 8, at + 2 * HOUR, BERLIN, on=False)
    later_on = rules.arrange(once, 1, NINE, 8, at + 3 * HOUR, BERLIN, on=True)
    assert rules.look(later_on, at + 3 * HOUR, BERLIN).post is None


def test_a_daily_that_was_refused_and_is_mended_posts_what_is_not_too_late() -> None:
    """As after an absence: the organizer mends what was in the way, and the day's post comes."""
    refused = rules.refused(after_post(begun(), MONDAY + HOUR), NINE.channel_id, None)
    for later, day, posts in ((HOUR, 1, True), (LATE, 2, False), (DAY + HOUR, 2, True)):
        at = MONDAY + HOUR + later
        mended = rules.arrange(refused, 1, replace(NINE, channel_id=2), 8, at, BERLIN, on=True)
        assert mended.next is not None
        assert (mended.next.date, mended.next.at <= at) == (date(2026, 6, day), posts)
    moved = rules.arrange(refused, 1, replace(NINE, time=time(8)), 8, MONDAY + 2 * HOUR, BERLIN, on=True)
    assert moved.next is not None
    assert moved.next.date == date(2026, 6, 1)


def test_a_refused_post_waits_through_off_as_a_late_one_does() -> None:
    """And nothing that never was due comes, where the mended daily has more days than the one that was refused."""
    refused = rules.refused(after_post(begun(), MONDAY + HOUR), NINE.channel_id, None)
    at = MONDAY + HOUR + timedelta(minutes=10)
    off = rules.arrange(refused, 1, NINE, 8, at, BERLIN, on=False)
    for known in (refused, off):
        mended = rules.arrange(known, 1, NINE, 8, at, BERLIN, on=True)
        assert mended.next is not None
        assert mended.next.date == date(2026, 6, 1)
    mondays = rules.refused(begun(replace(NINE, weekdays=frozenset({0}))), NINE.channel_id, None)
    wednesday = MONDAY + 2 * DAY + 2 * HOUR
    daily = rules.arrange(mondays, 1, NINE, 8, wednesday, BERLIN, on=True)
    assert daily.next is not None
    assert daily.next.date == date(2026, 6, 4)


def test_a_date_that_has_its_post_gets_no_second() -> None:
    """Setting a later time after the day's post moves the next date's post, even across the date line."""
    posted = after_post(begun(), MONDAY + HOUR)
    evening = rules.arrange(posted, 1, replace(NINE, time=time(20)), 7, MONDAY + 2 * HOUR, BERLIN, on=True)
    assert evening.next is not None
    assert evening.next.date == date(2026, 6, 2)
    apia = rules.arrange(posted, 1, replace(NINE, zone="Pacific/Apia"), 7, MONDAY + 2 * HOUR, APIA, on=True)
    assert apia.next is not None
    assert apia.next.date == date(2026, 6, 2)


def test_a_clock_set_back_by_a_day() -> None:
    """With the clock a day back nothing is posted again: the posted date's successor is next."""
    posted = after_post(begun(), MONDAY + HOUR)
    assert rules.look(posted, MONDAY + HOUR - DAY, BERLIN).post is None
    again = rules.resume(posted, MONDAY + HOUR - DAY, BERLIN)
    assert again.next is not None
    assert again.next.date == date(2026, 6, 2)


def test_a_clock_that_was_a_day_ahead() -> None:
    """A date that was marked missed by a clock running ahead gets its post once the clock is right again."""
    ahead = rules.look(begun(), MONDAY + DAY, BERLIN)
    assert ahead.missed == (date(2026, 6, 1),)
    right = rules.resume(ahead.schedule, MONDAY, BERLIN)
    assert right.next is not None
    assert right.next.date == date(2026, 6, 1)


def test_breaks_and_weekdays() -> None:
    """No post in a break or on a weekday that was not chosen."""
    plan = replace(NINE, weekdays=frozenset({0, 2}), breaks=(Break(date(2026, 6, 3), date(2026, 6, 10)),))
    schedule, found = begun(plan), list[str]()
    while len(found) < 3:
        assert schedule.next is not None
        found.append(schedule.next.date.isoformat())
        schedule = after_post(schedule, schedule.next.at)
    assert found == ["2026-06-01", "2026-06-15", "2026-06-17"]


def test_quiet_dailies_turn_weekly() -> None:
    """After seven posts with fewer than two players the daily comes weekly, on the weekday of the post that says so."""
    schedule = begun()
    assert schedule.next is not None
    schedule = after_post(schedule, schedule.next.at, players=None)
    for _ in range(QUIET_POSTS - 1):
        assert schedule.next is not None
        schedule = after_post(schedule, schedule.next.at, players=1)
        assert len(schedule.plan.weekdays) == 7
    assert schedule.next is not None
    turning = schedule.next
    schedule = after_post(schedule, turning.at, players=1)
    assert schedule.plan.weekdays == {turning.date.weekday()}
    assert schedule.next is not None
    assert schedule.next.date == turning.date + 7 * DAY


def test_company_starts_the_count_anew() -> None:
    """One post with two players, and seven more quiet ones are needed."""
    schedule = replace(begun(), quiet=QUIET_POSTS - 1)
    assert after_post(schedule, MONDAY + HOUR, players=2).quiet == 0


def test_new_rules_of_a_zone() -> None:
    """With new rules the same date is next, at the instant that they give it."""
    schedule = begun()
    moved = rules.recompute(replace(schedule, plan=replace(NINE, zone="UTC")), UTC)
    assert moved.next is not None
    assert (moved.next.date, moved.next.at) == (date(2026, 6, 1), datetime(2026, 6, 1, 9, tzinfo=UTC))


def test_switched_off() -> None:
    """Off means that nothing comes, and refused that the organiser is yet to be told."""
    off = rules.arrange(begun(), 1, NINE, 7, MONDAY, BERLIN, on=False)
    assert (off.state, off.next) == (State.OFF, None)
    assert rules.look(off, MONDAY + 9 * DAY, BERLIN) == rules.Due(off)
    refused = rules.refused(begun(), NINE.channel_id, None)
    assert (refused.state, refused.next, refused.told) == (State.REFUSED, None, False)
