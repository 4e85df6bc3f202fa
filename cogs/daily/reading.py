"""Reading what an organiser typed: the breaks of a daily."""

import re
from datetime import date

from bot.daily.rules.schedule import Break
from bot.kernel.dates import read_day
from bot.kernel.numbers import quoted
from bot.kernel.reading import UnreadableError, parts
from cogs.daily.words import (
    A_BREAK_ENDS_AFTER,
    AT_MOST_BREAKS_CAN,
    HOW_TO_WRITE_BREAKS,
    IS_NOT_A_BREAK,
    NO_BREAKS,
    THE_BREAK_IS_OVER,
)

MOST_BREAKS = 10
LONGEST_BREAK_DAYS = 200

_TO = re.compile(r"\s+(?:to|until|till|through|[-–—])\s+|\s*(?:–|—|\.\.+)\s*|(?<=\d{4})-(?=\d{0,2} ?[./a-zA-Z])")
_DAY = r"\d{1,2}(?:st|nd|rd|th|\.)?"
_BEFORE_YEAR = re.compile(
    rf"([a-z]{{3,9}}\.? +{_DAY}|{_DAY} *(?:of +)?[a-z]{{3,9}}\.?) *, *(?=\d{{4}}(?![-/.]?\d))", re.IGNORECASE
)
"""A comma that belongs to a date, as in `Dec 24, 2026`."""


def read_breaks(text: str) -> tuple[Break, ...]:
    """`2026-12-24 to 2027-01-02, 2027-04-05`, or `none`. Raises `UnreadableError`."""
    if text.casefold().strip(" .") in ("none", "no", NO_BREAKS, "-", "–"):
        return ()
    gaps = [_break(part) for part in parts(_BEFORE_YEAR.sub(r"\1 ", text))]
    if not gaps:
        raise UnreadableError(IS_NOT_A_BREAK.format(text=quoted(text), how=HOW_TO_WRITE_BREAKS))
    if len(gaps) > MOST_BREAKS:
        raise UnreadableError(AT_MOST_BREAKS_CAN.format(most_breaks=MOST_BREAKS))
    return tuple(sorted(gaps, key=lambda gap: gap.first))


def still_to_come(gaps: tuple[Break, ...], today: date) -> tuple[Break, ...]:
    """The breaks, refused where one is over: who types it means another year. Raises `UnreadableError`."""
    for gap in gaps:
        if gap.last < today:
            days = gap.first.isoformat() if gap.first == gap.last else f"{gap.first} to {gap.last}"
            raise UnreadableError(THE_BREAK_IS_OVER.format(days=days, today=today))
    return gaps


def _break(text: str) -> Break:
    ends = [end for end in _TO.split(text.strip()) if end]
    if not 1 <= len(ends) <= 2:
        raise UnreadableError(IS_NOT_A_BREAK.format(text=quoted(text), how=HOW_TO_WRITE_BREAKS))
    first, last = read_day(ends[0]), read_day(ends[-1])
    if not 0 <= (last - first).days <= LONGEST_BREAK_DAYS:
        raise UnreadableError(A_BREAK_ENDS_AFTER.format(longest_break_days=LONGEST_BREAK_DAYS))
    return Break(first, last)
