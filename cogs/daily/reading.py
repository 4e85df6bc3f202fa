"""Reading what an organiser typed: the breaks of a daily."""

import re
from datetime import date

from bot.daily.rules.schedule import Break
from bot.kernel.dates import read_day
from bot.kernel.numbers import quoted
from bot.kernel.reading import UnreadableError, parts

MOST_BREAKS = 10
LONGEST_BREAK_DAYS = 200

_TO = re.compile(r"\s+(?:to|until|till|through|[-–—])\s+|\s*(?:–|—|\.\.+)\s*")
_HOW = "Write a break like 2026-12-24 to 2027-01-02, several with commas between, or none."


def read_breaks(text: str) -> tuple[Break, ...]:
    """`2026-12-24 to 2027-01-02, 2027-04-05`, or `none`. Raises `UnreadableError`."""
    if text.casefold().strip(" .") in ("none", "no", "no breaks", "-", "–"):
        return ()
    gaps = [_break(part) for part in parts(text)]
    if not gaps:
        raise UnreadableError(f"{quoted(text)} is not a break. {_HOW}")
    if len(gaps) > MOST_BREAKS:
        raise UnreadableError(f"At most {MOST_BREAKS} breaks can be set at once.")
    return tuple(sorted(gaps, key=lambda gap: gap.first))


def still_to_come(gaps: tuple[Break, ...], today: date) -> tuple[Break, ...]:
    """The breaks, refused where one is over: who types it means another year. Raises `UnreadableError`."""
    for gap in gaps:
        if gap.last < today:
            days = gap.first.isoformat() if gap.first == gap.last else f"{gap.first} to {gap.last}"
            raise UnreadableError(f"The break {days} is over already: today is {today}. Name days still to come.")
    return gaps


def _break(text: str) -> Break:
    ends = [end for end in _TO.split(text.strip()) if end]
    if not 1 <= len(ends) <= 2:
        raise UnreadableError(f"{quoted(text)} is not a break. {_HOW}")
    first, last = read_day(ends[0]), read_day(ends[-1])
    if not 0 <= (last - first).days <= LONGEST_BREAK_DAYS:
        raise UnreadableError(f"A break ends after it begins, and lasts at most {LONGEST_BREAK_DAYS} days.")
    return Break(first, last)
