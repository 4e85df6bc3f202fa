"""A daily reminder to practise: asked for, at one's own hour, given up where nobody heeds it or nobody wants it."""

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta, tzinfo
from enum import Enum, StrEnum, auto

from bot.kernel.calendar import LATE, Slot, slots_from

MOST_IGNORED = 3
"""After so many in a row without an answer in between, no more come."""


RETRY_LEAST, RETRY_MOST = timedelta(minutes=1), timedelta(hours=1)
"""Between these lies the wait until one that did not arrive is tried again: as long as it has been on its way."""

FURTHEST = timedelta(days=3)
"""One comes every day. A next one that is further away was worked out while the clock was ahead, and is void."""


class Stopped(StrEnum):
    """Why no more come."""

    IGNORED = "ignored"
    REFUSED = "refused"


class Delivered(Enum):
    """What came of a direct message."""

    SHOWN = auto()
    REFUSED = auto()
    UNREACHABLE = auto()


@dataclass(frozen=True, slots=True)
class Later:
    """What came of one that Discord wants to have sent later, and after how long at the least: it is too many."""

    wait: timedelta = timedelta()


@dataclass(frozen=True, slots=True)
class Reminder:
    """One person's reminder. `next` is None once it has stopped.

    `sending`: one is on its way, and whether it arrived is not known yet; not tried again before `retry_at`.
    `ignored` counts those since the last answer.
    """

    player_id: int
    time: time
    zone: str
    next: Slot | None
    sending: Slot | None = None
    sent_at: datetime | None = None
    ignored: int = 0
    stopped: Stopped | None = None
    retry_at: datetime | None = None

    def takes_place(self, day: date) -> bool:  # noqa: ARG002 - every day is one
        """Every day."""
        return True

    @property
    def last_chance(self) -> bool:
        """Whether it stops after this one, should it be ignored too."""
        return self.ignored == MOST_IGNORED - 1


def ask(player_id: int, local: time, zone_name: str, zone: tzinfo, at: datetime) -> Reminder:
    """A new reminder, or another hour for it: the first comes at the next such hour."""
    new = Reminder(player_id, local, zone_name, next=None)
    return replace(new, next=next(slots_from(new, zone, at, None), None))


def look(
    reminder: Reminder, zone: tzinfo, at: datetime, answered_at: datetime | None, *, barred: bool = False
) -> Reminder:
    """What time makes of it; `answered_at` is the person's last answer anywhere, `barred`: they may not use the bot.

    What is hours late, because the bot was away, is left out and counts as ignored by nobody. So is what comes to
    somebody who is barred, and could not answer it.
    """
    slot = reminder.next
    if slot is not None and slot.at > at + FURTHEST:
        return _by_the_right_clock(reminder, zone, at)
    if slot is None or slot.at > at:
        return reminder
    following = replace(reminder, next=next(slots_from(reminder, zone, at, slot.date), None))
    if barred or at - slot.at >= LATE:
        return following
    heeded = reminder.sent_at is None or (answered_at is not None and answered_at > reminder.sent_at)
    ignored = 0 if heeded else reminder.ignored + 1
    if ignored >= MOST_IGNORED:
        return _stopped(reminder, Stopped.IGNORED)
    return replace(following, sending=slot, ignored=ignored)


def _by_the_right_clock(reminder: Reminder, zone: tzinfo, at: datetime) -> Reminder:
    sent_at = reminder.sent_at and min(reminder.sent_at, at)
    return replace(reminder, next=next(slots_from(reminder, zone, at, None), None), sent_at=sent_at)


def arrived(reminder: Reminder, at: datetime) -> Reminder:
    """It is on the screen."""
    return replace(reminder, sending=None, sent_at=at, retry_at=None)


def refused(reminder: Reminder) -> Reminder:
    """Discord does not deliver it: they closed their direct messages, or share no server with the bot any more."""
    return _stopped(reminder, Stopped.REFUSED)


def unsent(reminder: Reminder, at: datetime, wait: timedelta = timedelta()) -> Reminder:
    """Discord could not be reached, or has us `wait`: it is tried again, ever more rarely, and not for ever.

    With one that is given up, the one before it is not counted: the next look finds it as it was, and counts it then.
    """
    if reminder.sending is None:
        return reminder
    under_way = at - reminder.sending.at
    again = at + max(wait, min(max(under_way, RETRY_LEAST), RETRY_MOST))
    if again - reminder.sending.at >= LATE:
        return replace(reminder, sending=None, retry_at=None, ignored=max(0, reminder.ignored - 1))
    return replace(reminder, retry_at=again)


def _stopped(reminder: Reminder, why: Stopped) -> Reminder:
    return replace(reminder, next=None, sending=None, stopped=why, retry_at=None)
