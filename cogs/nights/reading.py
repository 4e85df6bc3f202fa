"""Reading when a quiz night begins, what its rounds are about, and which one is meant."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta, timezone, tzinfo

from bot.kernel.calendar import due_at
from bot.kernel.dates import DAYS, read_day, read_time
from bot.kernel.numbers import quoted
from bot.kernel.reading import pick
from bot.nights.rules.model import Night
from cogs.nights import words
from cogs.shared.literal import literal
from cogs.shared.reading import MarkedError
from cogs.shared.words import american

_OFFERED_DAYS = 14

_LAST_ZONE = timezone(timedelta(hours=-12))
"""Where a day ends last."""


def offered_days(at: datetime, zone: tzinfo | None) -> list[tuple[str, date]]:
    """The next two weeks of a zone, as a list shows them.

    Where no zone is known yet, no day is called today: they begin with the one that it still is somewhere.
    """
    first = at.astimezone(zone or _LAST_ZONE).date()
    days = [first + timedelta(days=ahead) for ahead in range(_OFFERED_DAYS)]
    return [(_shown(day, first) if zone else _named(day), day) for day in days]


def _named(day: date) -> str:
    return f"{DAYS[day.weekday()]}, {american(day)}"


def _shown(day: date, today: date) -> str:
    return {0: f"Today, {american(day)}", 1: f"Tomorrow, {american(day)}"}.get((day - today).days, _named(day))


def read_when(day: str, time: str, zone: tzinfo, at: datetime) -> datetime:
    """The instant of a local date and time. Raises `UnreadableError`.

    A weekday alone is the next one to come; today's counts as long as its time has not passed.
    """
    today, local = at.astimezone(zone).date(), read_time(time)
    found = _day(day, today)
    if found is None:
        found = read_day(day)
    due = due_at(found, local, zone)
    if due is not None and due <= at and pick(day, {True: DAYS}):
        due = due_at(found + timedelta(days=7), local, zone)
    if due is None:
        raise MarkedError(words.NO_SUCH_TIME)
    return due


def _day(text: str, today: date) -> date | None:
    offered: dict[date, list[str]] = {}
    for ahead in range(_OFFERED_DAYS):
        day = today + timedelta(days=ahead)
        offered[day] = [day.isoformat(), _named(day), _shown(day, today), f"Today, {american(day)}"]
        if ahead < 7:
            offered[day].append(DAYS[day.weekday()])
    offered[today].append("today")
    offered[today + timedelta(days=1)] += ["tomorrow", f"Tomorrow, {american(today + timedelta(days=1))}"]
    return pick(text, offered)


def label_of(night: Night) -> str:
    """A night as a list shows it."""
    at = night.plan.starts_at
    return f"{night.plan.title[:60]} · {at:%B} {at.day}, {at:%H:%M} UTC"


def read_night(text: str | None, nights: Sequence[Night], channel_id: int) -> Night:
    """The night that is meant; where none is named, the only one, here before elsewhere. Raises `UnreadableError`."""
    if not nights:
        raise MarkedError(words.NONE_PLANNED)
    if text is not None:
        offered = {night.id: [str(night.id), night.plan.title, label_of(night)] for night in nights}
        found = pick(text, offered)
        if found is None:
            several = any(pick(text, {True: names}) for names in offered.values())
            told = words.WHICH_OF_THEM if several else words.NO_SUCH_NIGHT
            raise MarkedError(told.format(text=literal(quoted(text))))
        return next(night for night in nights if night.id == found)
    here = [night for night in nights if night.channel_id == channel_id] or list(nights)
    if len(here) > 1:
        raise MarkedError(words.WHICH)
    return here[0]
