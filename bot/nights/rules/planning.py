"""A night before it begins: planned, moved, changed, canceled; who signs up, and their reminders."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from bot.kernel.asked import Player
from bot.nights.rules.model import (
    LEAST_ROUNDS,
    MOST_ROUNDS,
    End,
    Event,
    Leg,
    Night,
    Phase,
    Plan,
    Refusal,
    SignUp,
)

AHEAD = timedelta(weeks=8)
"""A night is planned at most so long before it begins."""

SOONEST = timedelta(minutes=1)

REMIND_BEFORE = timedelta(minutes=15)
"""A reminder comes so long before a night begins."""

REMIND_UNTIL = timedelta(minutes=10)
"""So long after a night has begun a reminder that could not be sent before may still come."""

RETRY = timedelta(minutes=1)
"""After this long a reminder or an event that did not get through is tried again."""

AWAY = timedelta(minutes=10)
"""After this long the reminders of a server that cannot be heard are looked at again."""

MOST_PLANNED = 5
"""Nights that one server can have planned at a time."""

MOST_SIGN_UPS = 200


A_QUESTION = timedelta(seconds=50)
"""So long a question takes with its reveal, about, at the standard pace."""


def expected_end(plan: Plan) -> datetime:
    """When a night is about over, if all goes well."""
    asked = sum(leg.questions for leg in plan.legs) * A_QUESTION
    return plan.starts_at + timedelta(minutes=2) + asked + plan.pause * (len(plan.legs) - 1)


def overlap(one: Plan, other: Plan) -> bool:
    """Whether two nights in one channel would get into each other's way."""
    return one.starts_at < expected_end(other) and other.starts_at < expected_end(one)


def why_not_at(starts_at: datetime, at: datetime) -> Refusal | None:
    """Why a night cannot begin then, None where it can."""
    if starts_at < at + SOONEST:
        return Refusal.PAST
    return Refusal.TOO_FAR if starts_at > at + AHEAD else None


def _why_not_planned(night: Night) -> Refusal | None:
    """Why nothing can be planned any more, None before it begins."""
    if night.phase is Phase.PLANNED:
        return None
    return Refusal.ENDED if night.phase is Phase.ENDED else Refusal.BEGUN


def plan_night(
    *, night_id: int, guild_id: int, channel_id: int, host: Player, plan: Plan, at: datetime
) -> Night | Refusal:
    """A night that people can sign up for; its host has done so already.

    Its event waits for a moment, in case its card cannot be shown.
    """
    if refusal := why_not_at(plan.starts_at, at):
        return refusal
    if not LEAST_ROUNDS <= len(plan.legs) <= MOST_ROUNDS:
        return Refusal.ROUNDS
    planned = Night(night_id, guild_id, channel_id, host, plan, at, due_at=plan.starts_at, event_at=at + RETRY)
    return planned.with_sign_up(SignUp(host, _reminder(plan.starts_at, at)))


def _reminder(starts_at: datetime, at: datetime) -> datetime | None:
    """When a reminder is to come; whoever signs up later than that needs none."""
    due = starts_at - REMIND_BEFORE
    return due if due > at else None


def sign_up(night: Night, player: Player, at: datetime) -> Night | Refusal:
    """Somebody means to come, and is to be reminded."""
    if refusal := _why_not_planned(night):
        return refusal
    if night.sign_up_of(player.id) is not None:
        return Refusal.IN_ALREADY
    if len(night.coming) >= MOST_SIGN_UPS:
        return Refusal.FULL
    return night.with_sign_up(SignUp(player, _reminder(night.plan.starts_at, at)))


def withdraw(night: Night, player_id: int) -> Night | Refusal:
    """Somebody does not come after all."""
    if refusal := _why_not_planned(night):
        return refusal
    if night.sign_up_of(player_id) is None:
        return Refusal.NOT_IN
    return replace(night, sign_ups=tuple(one for one in night.sign_ups if one.id != player_id))


def move(night: Night, starts_at: datetime, at: datetime) -> Night | Refusal:
    """Let it begin at another time. Everybody is reminded before that, also who was before the other time.

    At once where that is soon: they are to hear of the new time at all. Nothing is in the way of that time yet.
    """
    if refusal := _why_not_planned(night):
        return refusal
    if refusal := why_not_at(starts_at, at):
        return refusal
    due = max(starts_at - REMIND_BEFORE, at)
    wanted = tuple(replace(one, remind_at=due, sending=False) for one in night.sign_ups)
    moved = replace(night, plan=replace(night.plan, starts_at=starts_at), due_at=starts_at, sign_ups=wanted)
    return _event_outdated(replace(moved, waits=None, waits_since=None, told=True), at)


def _why_not_changed(night: Night, seen: Sequence[Leg]) -> Refusal | None:
    """Why its rounds cannot be changed by whoever has `seen` these: by number alone it would be another round."""
    return _why_not_planned(night) or (Refusal.CHANGED if tuple(seen) != night.legs else None)


def set_leg(night: Night, number: int, leg: Leg, seen: Sequence[Leg], at: datetime) -> Night | Refusal:
    """Change one of its rounds, or add one at the end."""
    if refusal := _why_not_changed(night, seen):
        return refusal
    if number == len(night.legs) + 1 and number <= MOST_ROUNDS:
        return _event_outdated(replace(night, plan=replace(night.plan, legs=(*night.legs, leg))), at)
    if not 1 <= number <= len(night.legs):
        return Refusal.NO_SUCH_ROUND
    return _event_outdated(night.with_leg(number, leg), at)


def drop_leg(night: Night, number: int, seen: Sequence[Leg], at: datetime) -> Night | Refusal:
    """Take one of its rounds out."""
    if refusal := _why_not_changed(night, seen):
        return refusal
    if not 1 <= number <= len(night.legs):
        return Refusal.NO_SUCH_ROUND
    legs = (*night.legs[: number - 1], *night.legs[number:])
    if len(legs) < LEAST_ROUNDS:
        return Refusal.ROUNDS
    return _event_outdated(replace(night, plan=replace(night.plan, legs=legs)), at)


def cancel(night: Night, at: datetime, why: End = End.CANCELED) -> Night | Refusal:
    """It does not take place; Discord's event of it goes."""
    if refusal := _why_not_planned(night):
        return refusal
    gone = Event.LEAVING if night.event_id is not None or night.event is Event.SENDING else Event.NONE
    over = replace(night, phase=Phase.ENDED, end=why, ended_at=at, due_at=None, waits=None, waits_since=None)
    return without_reminders(replace(over, event=gone, event_at=at if gone is Event.LEAVING else None))


def without_reminders(night: Night) -> Night:
    """Nobody is reminded of it any more."""
    return replace(night, sign_ups=tuple(replace(one, remind_at=None, sending=False) for one in night.sign_ups))


# The reminders, each one by one


def remind(night: Night, player_id: int, at: datetime) -> Night:
    """Somebody's reminder is due: note that it is being sent. One that comes too late is left out."""
    known = night.sign_up_of(player_id)
    if known is None or known.remind_at is None or known.remind_at > at:
        return night
    late = at > night.plan.starts_at + REMIND_UNTIL
    if late or night.phase is Phase.ENDED:
        return night.with_sign_up(replace(known, remind_at=None, sending=False))
    return night if known.sending else night.with_sign_up(replace(known, sending=True))


def reminded(night: Night, player_id: int, of: Plan) -> Night:
    """It has arrived, or is not wanted. Moved meanwhile, the night is still to be told `of` its new time."""
    known = night.sign_up_of(player_id)
    if known is None or night.plan.starts_at != of.starts_at:
        return night
    return night.with_sign_up(replace(known, remind_at=None, sending=False))


def remind_later(night: Night, player_id: int, of: Plan, at: datetime, wait: timedelta = RETRY) -> Night:
    """It did not get through: try again."""
    known = night.sign_up_of(player_id)
    if known is None or not known.sending or night.plan.starts_at != of.starts_at:
        return night
    return night.with_sign_up(replace(known, remind_at=at + max(wait, RETRY)))


def remind_once_back(night: Night, player_id: int, at: datetime) -> Night:
    """Its server cannot be heard: look again in a while."""
    known = night.sign_up_of(player_id)
    if known is None or known.remind_at is None:
        return night
    return night.with_sign_up(replace(known, remind_at=at + AWAY))


# Discord's own event


def _event_outdated(night: Night, at: datetime) -> Night:
    """Its event is to say the same; where one was refused, perhaps one is allowed by now."""
    sending = night.event is Event.SENDING
    return replace(night, event=Event.SENDING if sending else Event.WANTED, event_at=at)


def event_begun(night: Night, at: datetime) -> Night:
    """It is about to be made: after a kill it is looked for before another one is made."""
    if night.event is not Event.WANTED or night.event_id is not None:
        return night
    return replace(night, event=Event.SENDING, event_at=at)


def event_made(night: Night, event_id: int, shown: Plan, at: datetime) -> Night:
    """Discord shows the event, as `shown` has it; where the night has changed meanwhile, it is to be changed again.

    Canceled meanwhile, it is to go again.
    """
    noted = replace(night, event_id=event_id)
    if night.phase is Phase.ENDED:
        return replace(noted, event=Event.LEAVING, event_at=at)
    same = shown == night.plan
    return replace(noted, event=Event.MADE if same else Event.WANTED, event_at=None if same else at)


def event_found(night: Night, event_id: int, at: datetime) -> Night:
    """It was made before a kill: it is to be brought up to date."""
    gone = night.phase is Phase.ENDED
    return replace(night, event_id=event_id, event=Event.LEAVING if gone else Event.WANTED, event_at=at)


def event_refused(night: Night) -> Night:
    """Discord refuses it: the night goes without; one that is there stays known, so that no second one is made."""
    if night.phase is Phase.ENDED or night.event is Event.LEAVING:
        return replace(night, event=Event.NONE, event_id=None, event_at=None)
    return replace(night, event=Event.REFUSED, event_at=None)


def event_gone(night: Night) -> Night:
    """Somebody deleted it: the night goes without."""
    return replace(event_refused(night), event_id=None)


def event_later(night: Night, at: datetime) -> Night:
    """Discord did not answer: try again, for as long as it is of use."""
    if night.event is not Event.LEAVING and at >= night.plan.starts_at:
        return event_refused(night)
    return replace(night, event_at=at + RETRY)
