"""A server's daily: what the organiser set, when it comes next, and what becomes of that as time passes."""

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta, tzinfo
from enum import StrEnum

from bot.kernel.calendar import LATE, Slot, due_at, next_slot, slots_from
from bot.kernel.questions import Exam

QUIET_POSTS = 7
"""After so many posts in a row with fewer players than `COMPANY` a daily turns weekly."""

COMPANY = 2

EVERY_DAY = frozenset(range(7))

MOST_QUESTIONS = 5

AHEAD = timedelta(days=1)
"""No post that was made in time is for a date further ahead: the organizer may have changed the zone since."""

WAITS = LATE - timedelta(hours=1)
"""So late a post may come because games are asking its questions. What is left until it is too late is for troubles."""


class State(StrEnum):
    """Whether posts are made. `REFUSED`: Discord did not let us post. `AWAY`: the bot is not in the server."""

    ON = "on"
    OFF = "off"
    REFUSED = "refused"
    AWAY = "away"


@dataclass(frozen=True, slots=True)
class Break:
    """Dates without posts, the last one included."""

    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Plan:
    """What the organiser set. `weekdays` from 0, Monday; no `topics`: all of them; `role_id` is pinged by each post."""

    channel_id: int
    time: time
    zone: str
    weekdays: frozenset[int] = EVERY_DAY
    breaks: tuple[Break, ...] = ()
    topics: tuple[str, ...] = ()
    exam: Exam | None = None
    questions: int = 3
    role_id: int | None = None

    def takes_place(self, day: date) -> bool:
        """Whether the organiser wants a post on this date."""
        return day.weekday() in self.weekdays and not any(gap.first <= day <= gap.last for gap in self.breaks)


@dataclass(frozen=True, slots=True)
class Schedule:
    """A server's daily as it stands.

    `next` is the post to come, None where none is; `posted` the last date that has a post; `quiet` how many posts in
    a row had too few players; `told` whether the organiser knows why nothing was posted. `held` is the date whose post
    was due, and waited to be made, when the daily was switched off.
    """

    guild_id: int
    plan: Plan
    organiser_id: int
    state: State = State.ON
    next: Slot | None = None
    posted: date | None = None
    quiet: int = 0
    told: bool = True
    held: date | None = None


@dataclass(frozen=True, slots=True)
class Due:
    """What the time asks for: dates to be marked missed, and the post to be made, if any."""

    schedule: Schedule
    missed: tuple[date, ...] = ()
    post: Slot | None = None


def arrange(
    before: Schedule | None,
    guild_id: int,
    plan: Plan,
    by: int,
    at: datetime,
    zone: tzinfo,
    *,
    on: bool,
    earlier: tzinfo | None = None,
) -> Schedule:
    """The organiser's wish: from now on like this. A date that has its post gets no second one.

    A post that is due, and waits to be made, is still made, unless its date is not wanted or its hour is yet to come.
    `earlier`: the zone until now.
    """
    known = before or Schedule(guild_id, plan, by)
    days_changed = known.plan.weekdays != plan.weekdays
    changed = replace(known, plan=plan, organiser_id=by, quiet=0 if days_changed else known.quiet, told=True)
    if not on:
        waits = _due(known, known.plan, at, zone, earlier or zone)
        return replace(changed, state=State.OFF, next=None, held=waits.date if waits else known.held)
    resumed, due = resume(changed, at, zone), _due(known, plan, at, zone, earlier or zone)
    if due is None or not plan.takes_place(due.date) or (resumed.next is not None and resumed.next.date <= due.date):
        return resumed
    return replace(resumed, next=due)


def _due(known: Schedule, plan: Plan, at: datetime, zone: tzinfo, earlier: tzinfo) -> Slot | None:
    """The post that was to be made by now, and was not: nobody was able to, or what it asks is being asked."""
    due = known.next
    if known.state is State.OFF and known.held is not None:
        instant = due_at(known.held, plan.time, zone)
        due = Slot(known.held, instant) if instant is not None and at - instant < LATE else None
    if known.state is State.REFUSED:
        due = resume(known, at - LATE, earlier).next
    return due if due is not None and due.at <= at else None


def resume(schedule: Schedule, at: datetime, zone: tzinfo) -> Schedule:
    """Post from now on, the first time at the first slot still to come.

    What was posted for a date days ahead was posted by a clock that was wrong, and nobody is to wait for that date.
    """
    ahead = schedule.posted is not None and schedule.posted > at.astimezone(zone).date() + AHEAD
    upcoming = next(slots_from(schedule.plan, zone, at, None if ahead else schedule.posted), None)
    return replace(schedule, state=State.ON, next=upcoming, told=True, held=None)


def come_back(schedule: Schedule, at: datetime, zone: tzinfo) -> Schedule:
    """The bot is in the server again: what came due meanwhile is late, or missed, as after any other absence."""
    if schedule.state is State.AWAY and schedule.next is not None:
        return replace(schedule, state=State.ON, told=True)
    return resume(schedule, at - LATE, zone)


def clock_set_back(schedule: Schedule, ahead: timedelta, at: datetime, zone: tzinfo) -> Schedule:
    """It is `at` again, after a clock that was so far `ahead`: a date that it took for too late can still get its post.

    No other date that is past gets one: the daily may have been set after its hour, to begin tomorrow.
    """
    if schedule.state is not State.ON:
        return schedule
    lost = resume(schedule, at - LATE, zone)
    if lost.next is None or lost.next.at > at or lost.next.at <= at + ahead - LATE:
        return lost
    due = schedule.next
    return replace(lost, next=due) if due is not None and due.at <= at else resume(schedule, at, zone)


def recompute(schedule: Schedule, zone: tzinfo) -> Schedule:
    """The same next date, by what the zone's rules say now."""
    if schedule.next is None:
        return schedule
    return replace(schedule, next=next_slot(schedule.plan, zone, schedule.next.date - timedelta(days=1)))


def look(schedule: Schedule, at: datetime, zone: tzinfo) -> Due:
    """What is due at `at`: what is too late is missed, what is not is to be posted, and the next one is known."""
    slot, missed, post = schedule.next, list[date](), None
    while slot is not None and slot.at <= at:
        if at - slot.at < LATE:
            post = slot
        else:
            missed.append(slot.date)
        slot = next_slot(schedule.plan, zone, slot.date)
    return Due(replace(schedule, next=slot), tuple(missed), post)


def may_wait(slot: Slot, at: datetime) -> bool:
    """Whether a post that is due can wait for the games that ask its questions."""
    return at - slot.at < WAITS


def posted(schedule: Schedule, slot: Slot, zone: tzinfo, players_before: int | None) -> Schedule:
    """A post is made; `players_before` had played the one before it, None where there was none.

    Too few for too long, and the daily comes once a week from now on, on the weekday of this post.
    """
    quiet = schedule.quiet
    if players_before is not None:
        quiet = quiet + 1 if players_before < COMPANY else 0
    changed = replace(schedule, posted=slot.date, quiet=quiet)
    if quiet < QUIET_POSTS or len(schedule.plan.weekdays) == 1:
        return changed
    weekly = replace(schedule.plan, weekdays=frozenset({slot.date.weekday()}))
    return replace(changed, plan=weekly, quiet=0, next=next_slot(weekly, zone, slot.date))


def withdrawn(schedule: Schedule) -> Schedule:
    """A post that nobody saw is none: how many played the one before it is counted with the next."""
    return replace(schedule, quiet=max(schedule.quiet - 1, 0))


def refused(schedule: Schedule, channel_id: int, last_posted: date | None) -> Schedule:
    """Discord does not let us post there: switched off until the organiser says otherwise, who is to be told.

    Where they have moved it to another channel meanwhile, or it is off already, or the bot is away, that stays so, and
    only the date is free again.
    """
    if schedule.state in (State.OFF, State.AWAY):
        return replace(schedule, next=None, posted=last_posted)
    if schedule.plan.channel_id != channel_id:
        return replace(schedule, posted=last_posted)
    return replace(schedule, state=State.REFUSED, next=None, posted=last_posted, told=False)
