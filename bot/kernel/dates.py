"""Reading days, weekdays and times of day as people type them; what could be two days is asked back."""

import re
import unicodedata
from collections.abc import Iterator
from datetime import date, time
from enum import Enum, auto

from bot.kernel.reading import UnreadableError, key_of, parts

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
_LEAP = 2028
"""A year that has every day that any year has."""

_CENTURY = 20
"""Nobody plans for another one, and near the ends of the calendar there is no day before or after."""

EVERY_DAY, WORKDAYS, WEEKEND = frozenset(range(7)), frozenset(range(5)), frozenset({5, 6})

_GROUPS = {
    **dict.fromkeys(("every day", "everyday", "daily", "all", "all days", "each day"), EVERY_DAY),
    **dict.fromkeys(("weekdays", "workdays", "working days", "every weekday"), WORKDAYS),
    **dict.fromkeys(("weekend", "weekends", "the weekend"), WEEKEND),
}
_TIME = re.compile(r"(\d{1,2})(?:[:.h ](\d{2}))?\s*h?\s*(?:(a|p)\.? ?m\.?)?")
_WORDS_FOR_TIMES = {"noon": time(12), "midday": time(12), "midnight": time(0)}
_YEAR_FIRST = re.compile(r"(\d{4})\s*[-/. ]\s*(\d{1,2})\s*[-/. ]\s*(\d{1,2})|(\d{4})(\d{2})(\d{2})")
_YEAR_LAST = re.compile(r"(\d{1,2})\s*([-/.])\s*(\d{1,2})\s*\2\s*(\d{4})")
_WITHOUT_YEAR = re.compile(r"(\d{1,2})\s*[-/.]\s*(\d{1,2})")
_SHORT_YEAR = re.compile(r"\d{1,2}\s*([-/.])\s*\d{1,2}\s*\1\s*\d{2}")
_DAY = r"(\d{1,2})(?:st|nd|rd|th|\.)?"
_NAMED = re.compile(rf"(?:{_DAY}\s*(?:of\s+)?)?([a-z]{{3,9}})\s*(?:{_DAY}(?:\s+|$))?(\d{{4}})?")


class Undated(Enum):
    """What keeps a day, a weekday or a time of day from being read."""

    NO_TIME = auto()
    NO_WEEKDAY = auto()
    NO_DAY = auto()
    NO_DATE = auto()
    SHORT_YEAR = auto()
    TWO_DAYS = auto()
    NO_YEAR = auto()
    FAR = auto()


class DateError(UnreadableError):
    """What was typed is no day, weekday or time, or could be two days: a value, with its sentence in `words.py`.

    `typed` is what the sentence repeats; `readings` are the days that it could mean, the earlier first.
    """

    def __init__(self, why: Undated, typed: str, readings: tuple[date, ...] = ()) -> None:
        super().__init__(why, typed)
        self.why, self.typed, self.readings = why, typed, readings


def _plain(text: str) -> str:
    """In small letters, digits of any script as 0 to 9, dashes alike, nothing invisible."""
    folded = re.sub("[\u2010-\u2015\u2212]", "-", unicodedata.normalize("NFKC", text).casefold())
    kept = (str(unicodedata.decimal(c)) if c.isdecimal() else c for c in folded if unicodedata.category(c) != "Cf")
    return " ".join("".join(kept).split())


def read_time(text: str) -> time:
    """`9`, `09:00`, `21.30`, `21h30`, `9 pm`, `noon`. Raises `DateError`."""
    plain = _plain(text).removesuffix(" o'clock").removesuffix(" uhr")
    if plain in _WORDS_FOR_TIMES:
        return _WORDS_FOR_TIMES[plain]
    found = _TIME.fullmatch(plain)
    hour, minute, half = (int(found[1]), int(found[2] or 0), found[3]) if found else (99, 0, None)
    if half and not 1 <= hour <= 12:
        hour = 99
    elif half:
        hour = hour % 12 + (12 if half == "p" else 0)
    if hour > 23 or minute > 59:
        raise DateError(Undated.NO_TIME, text)
    return time(hour, minute)


def read_weekdays(text: str) -> frozenset[int]:
    """`every day`, `weekdays`, `weekend`, `Mon, Wed, Fri`, `Mon-Thu`; Monday is 0. Raises `DateError`."""
    plain = key_of(_plain(text), keep="-,;&")
    if plain in _GROUPS:
        return _GROUPS[plain]
    chosen: set[int] = set()
    for part in parts(plain) or [""]:
        chosen |= _GROUPS.get(part) or _span(part, text)
    return frozenset(chosen)


def _span(part: str, text: str) -> set[int]:
    ends = [word.strip() for word in re.split(r"-|\bto\b|\bthrough\b|\buntil\b", part)]
    found = [_weekday(word) for word in ends]
    if None in found or len(found) > 2:
        wrong = ends[found.index(None)] if None in found and len(ends) <= 2 else ""
        raise DateError(Undated.NO_WEEKDAY, wrong or text)
    first, last = (day for day in (found[0], found[-1]) if day is not None)
    return {(first + step) % 7 for step in range((last - first) % 7 + 1)}


def _weekday(word: str) -> int | None:
    """A weekday by its name, or its beginning from two letters on; also in the plural."""
    fitting = [n for n, day in enumerate(DAYS) if len(word) > 1 and f"{day}s".casefold().startswith(word)]
    return fitting[0] if len(fitting) == 1 else None


def read_day(text: str) -> date:
    """`2026-12-31`, `31.12.2026`, `31 December 2026`, `Dec 31, 2026`. Raises `DateError`, also for a day that
    could be two (`03/04/2026`), for one without its year, and for one of another century.
    """
    read = _read_day(text)
    if read.year // 100 != _CENTURY:
        raise DateError(Undated.FAR, text)
    return read


def _read_day(text: str) -> date:
    plain = _plain(text).replace(",", " ").strip(" .")
    if found := _YEAR_FIRST.fullmatch(plain):
        year, month, day = (int(part) for part in found.groups() if part)
        return _date(year, month, day, text)
    if found := _YEAR_LAST.fullmatch(plain):
        return _year_last(int(found[1]), int(found[3]), int(found[4]), found[2], text)
    if found := _WITHOUT_YEAR.fullmatch(plain):
        a_day = any(_readings(int(found[1]), int(found[2]), _LEAP))
        raise DateError(Undated.NO_YEAR if a_day else Undated.NO_DATE, text)
    if _SHORT_YEAR.fullmatch(plain):
        raise DateError(Undated.SHORT_YEAR, text)
    return _named(" ".join(plain.split()), text)


def _year_last(one: int, two: int, year: int, mark: str, text: str) -> date:
    """Dots stand between day and month in that order; with other marks only what can be one day alone is taken."""
    readings = {found for found in _readings(one, two, year) if mark != "." or (found.day, found.month) == (one, two)}
    if len(readings) == 1:
        return readings.pop()
    if not readings:
        raise _no_day(text)
    raise DateError(Undated.TWO_DAYS, text, tuple(sorted(readings)))


def _readings(one: int, two: int, year: int) -> Iterator[date]:
    for day, month in ((one, two), (two, one)):
        try:
            yield date(year, month, day)
        except ValueError:
            continue


def _named(plain: str, text: str) -> date:
    found = _NAMED.fullmatch(plain)
    fitting = [number for number, month in enumerate(MONTHS, 1) if found and month.casefold().startswith(found[2])]
    day = (found[1] or found[3]) if found else None
    if found is None or len(fitting) != 1 or day is None or (found[1] and found[3]):
        raise DateError(Undated.NO_DATE, text)
    if found[4] is None:
        raise DateError(Undated.NO_YEAR, text)
    return _date(int(found[4]), fitting[0], int(day), text)


def _date(year: int, month: int, day: int, text: str) -> date:
    try:
        return date(year, month, day)
    except ValueError:
        raise _no_day(text) from None


def _no_day(text: str) -> DateError:
    return DateError(Undated.NO_DAY, text)
