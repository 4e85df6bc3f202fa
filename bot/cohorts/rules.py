"""Which module a group is at, and which cards are due: pure and synchronous.

A course of n modules has 2n + 1 cards, its *steps* from 0: each module's first day and last day in turn, and at the end
how the group stands. Which date a step has is worked out from the first one, so that a pause moves all that follow.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta, tzinfo
from enum import StrEnum

from bot.kernel.calendar import due_at
from bot.kernel.courses import Course

WEEK, FORTNIGHT = 7, 14
"""Days for which a group can stay at a module."""

AHEAD = timedelta(days=2)
"""A card whose day is further away than this cannot have come yet, to whatever hour of its day it was moved since."""

_DAY = timedelta(days=1)


class State(StrEnum):
    """Whether the course goes on. `REFUSED`: Discord did not let us post."""

    ON = "on"
    PAUSED = "paused"
    REFUSED = "refused"
    ENDED = "ended"


class Kind(StrEnum):
    """What a card is about."""

    FIRST = "first"
    LAST = "last"
    END = "end"


class Refusal(StrEnum):
    """Why a wish was not granted; `cogs` says it in words."""

    UNKNOWN = "unknown"
    OVER = "over"


@dataclass(frozen=True, slots=True)
class Plan:
    """What the organizer set: the first module's first date, and how many days the group stays at each."""

    course: str
    channel_id: int
    first: date
    days: int
    time: time
    zone: str


@dataclass(frozen=True, slots=True)
class Cohort:
    """A group's course as it stands. `run` tells it from the server's other ones, `step` is the card that comes next.

    `paused_on`: the local date since which it rests; `told`: whether the organizer knows that posting was refused.
    """

    guild_id: int
    plan: Plan
    organizer_id: int
    run: int
    state: State = State.ON
    step: int = 0
    paused_on: date | None = None
    due_at: datetime | None = None
    told: bool = True


def kind_of(step: int, modules: int) -> Kind:
    """What the card of a step is about."""
    if step >= 2 * modules:
        return Kind.END
    return Kind.LAST if step % 2 else Kind.FIRST


def day_of(plan: Plan, step: int) -> date:
    """The local date of a step."""
    module, last = divmod(step, 2)
    return plan.first + (module * plan.days + (plan.days - 1 if last else 0)) * _DAY


def due(plan: Plan, step: int, zone: tzinfo) -> datetime:
    """When the card of a step comes; a date that the zone leaves out counts as the next."""
    day = day_of(plan, step)
    found = due_at(day, plan.time, zone) or due_at(day + _DAY, plan.time, zone)
    return found or datetime.combine(day, plan.time, zone)


def module_at(cohort: Cohort, modules: int, at: datetime, zone: tzinfo) -> int | None:
    """The place of the module that the group is at, from 0; None before the first, after the last, and while the
    course rests."""
    if cohort.state is not State.ON:
        return None
    gone = (at.astimezone(zone).date() - cohort.plan.first).days
    place = gone // cohort.plan.days
    return place if gone >= 0 and place < modules else None


def arrange(guild_id: int, plan: Plan, by: int, run: int, modules: int, at: datetime, zone: tzinfo) -> Cohort:
    """Begin a course, or begin anew."""
    return _waiting(Cohort(guild_id, plan, by, run), modules, at, zone)


def moved(cohort: Cohort, plan: Plan, by: int, modules: int, at: datetime, zone: tzinfo) -> Cohort:
    """The same course with another channel, hour, or pace: what was posted is not posted again.

    With another pace the group stays at its module, which began when it did; those that follow come later, or sooner.
    One that would be over by the new pace ends today, with its last card. Where Recall was not allowed to post, the
    course goes on with the card that was refused.
    """
    if plan.days != cohort.plan.days:
        began = day_of(cohort.plan, cohort.step // 2 * 2)
        plan = replace(plan, first=began - cohort.step // 2 * plan.days * _DAY)
    if plan.days != cohort.plan.days or cohort.state is State.REFUSED:
        plan = _with_its_card_to_come(cohort, plan, modules, at, zone)
    changed = replace(cohort, plan=plan, organizer_id=by, told=True)
    if cohort.state is State.PAUSED:
        return changed
    return _waiting(replace(changed, state=State.ON), modules, at, zone)


def _with_its_card_to_come(cohort: Cohort, plan: Plan, modules: int, at: datetime, zone: tzinfo) -> Plan:
    """The plan, with all days as much later as its next card would be too late."""
    today = cohort.paused_on or at.astimezone(zone).date()
    if cohort.step < 2 * modules and today >= _too_late_on(plan, cohort.step):
        return replace(plan, first=plan.first + (today - day_of(plan, cohort.step)))
    return plan


def _made_up_for(cohort: Cohort, modules: int, at: datetime, zone: tzinfo) -> Plan:
    """The plan; of a course that could not post, without the time in which nothing came."""
    if cohort.state is State.REFUSED:
        return _with_its_card_to_come(cohort, cohort.plan, modules, at, zone)
    return cohort.plan


def would_cut_off(plan: Plan, cohort: Cohort) -> bool:
    """Whether another course, or one from its first module again, would take the place of one that has begun."""
    anew = (plan.course, plan.first) != (cohort.plan.course, cohort.plan.first)
    return anew and cohort.step > 0 and cohort.state is not State.ENDED


def is_over(cohort: Cohort, modules: int, at: datetime) -> bool:
    """Whether not even its last card is still to come."""
    return cohort.step >= 2 * modules and cohort.due_at is not None and cohort.due_at <= at


def pause(cohort: Cohort, modules: int, at: datetime, zone: tzinfo) -> Cohort | Refusal:
    """Rest from now on; a course that could not post has rested already."""
    if cohort.state is State.ENDED:
        return Refusal.OVER
    if cohort.state is State.PAUSED:
        return cohort
    plan = _made_up_for(cohort, modules, at, zone)
    return replace(cohort, plan=plan, state=State.PAUSED, paused_on=at.astimezone(zone).date(), due_at=None, told=True)


def resume(cohort: Cohort, modules: int, at: datetime, zone: tzinfo) -> Cohort | Refusal:
    """Go on; what was still to come is as many days later as the course has rested.

    One that could not post goes on with the card that was refused.
    """
    if cohort.state is State.ENDED:
        return Refusal.OVER
    plan, since = _made_up_for(cohort, modules, at, zone), cohort.paused_on
    if cohort.state is State.PAUSED and since is not None:
        rested = at.astimezone(zone).date() - max(since, plan.first)
        plan = replace(plan, first=plan.first + max(rested, timedelta()))
    return _waiting(replace(cohort, plan=plan, state=State.ON, paused_on=None, told=True), modules, at, zone)


def end(cohort: Cohort) -> Cohort:
    """Stop for good."""
    return replace(cohort, state=State.ENDED, paused_on=None, due_at=None, told=True)


def look(cohort: Cohort, modules: int, at: datetime, zone: tzinfo) -> tuple[Cohort, int | None]:
    """The course without cards that come too late, and the step whose card is due, None where none is."""
    if cohort.state is not State.ON:
        return cohort, None
    waiting = _waiting(cohort, modules, at, zone)
    is_due = waiting.due_at is not None and waiting.due_at <= at
    return waiting, waiting.step if is_due else None


def posted(cohort: Cohort, modules: int, at: datetime, zone: tzinfo) -> Cohort:
    """The card that was due is on its way; with the last one the course is over."""
    if cohort.step >= 2 * modules:
        return end(cohort)
    return _waiting(replace(cohort, step=cohort.step + 1), modules, at, zone)


def clock_set_back(cohort: Cohort, modules: int, at: datetime, zone: tzinfo) -> Cohort:
    """It is `at` (again): cards that were made or left out while the clock was ahead come on their day.

    A course whose last card was made then goes on; one that its organizer ended stays so.
    """
    ended = cohort.state is State.ENDED
    done = cohort.step + 1 if ended else cohort.step
    step = done
    while step and due(cohort.plan, step - 1, zone) > at + AHEAD:
        step -= 1
    if step == done or (ended and cohort.step < 2 * modules):
        return cohort
    back = replace(cohort, step=step, state=State.ON if ended else cohort.state)
    return _waiting(back, modules, at, zone) if back.state is State.ON else back


def concerns(cohort: Cohort, run: int | None, channel_id: int, step: int, course: Course | None) -> bool:
    """Whether a card that Discord refused stops a course: not one of an earlier course, nor in an earlier channel.

    Of a course that is over only its last card matters; what the organizer ended stays so. A course that was stopped
    already goes back to the first of its cards that did not come.
    """
    if (run, channel_id) != (cohort.run, cohort.plan.channel_id):
        return False
    last = course is not None and kind_of(step, len(course.modules)) is Kind.END
    earlier = cohort.state is State.REFUSED and step < cohort.step
    return cohort.state is State.ON or earlier or (cohort.state is State.ENDED and last)


def refused(cohort: Cohort, step: int) -> Cohort:
    """Discord does not let us post: nothing comes until the organizer says otherwise, who is to be told."""
    return replace(cohort, state=State.REFUSED, step=min(step, cohort.step), due_at=None, told=False)


def _waiting(cohort: Cohort, modules: int, at: datetime, zone: tzinfo) -> Cohort:
    """The course with its next card: what a module's first day has to say can be said until its last, that until it
    is over, and the end at any time."""
    today, step = at.astimezone(zone).date(), cohort.step
    while step < 2 * modules and today >= _too_late_on(cohort.plan, step):
        step += 1
    return replace(cohort, step=step, due_at=due(cohort.plan, step, zone))


def _too_late_on(plan: Plan, step: int) -> date:
    return day_of(plan, step) + _DAY if step % 2 else day_of(plan, step + 1)
