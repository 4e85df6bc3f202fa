"""Leaderboards: which periods an answer counts in, how accuracy is ranked, and who shares a place."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum

from bot.kernel import places as kernel

ALL_TIME = "all"
"""The period without an end."""


ALL_TOPICS = ""
"""Stands for all topics where a topic's slug could stand."""


_WEEK = re.compile(r"(2[0-9]{3})-w([0-9]{2})")


_MONTH = re.compile(r"(2[0-9]{3})-([0-9]{2})")


class Metric(StrEnum):
    """What a board ranks by."""

    POINTS = "points"
    ACCURACY = "accuracy"


@dataclass(frozen=True, slots=True)
class Board:
    """One board: of a server, by a metric, over a period (`2026-w10`, `2026-03` or `all`) and a topic or all."""

    guild_id: int
    metric: Metric = Metric.POINTS
    period: str = ALL_TIME
    topic: str = ALL_TOPICS


@dataclass(frozen=True, slots=True)
class Score:
    """A player's sums on a board; `floor` is the lower end of the accuracy's interval, None below `LEAST_ANSWERS`."""

    player_id: int
    name: str
    points: int
    answered: int
    correct: int
    floor: float | None


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a board: equals share a place."""

    place: int
    score: Score


@dataclass(frozen=True, slots=True)
class Own:
    """The caller's line, and the next one whom they can overtake (None for whoever leads).

    So many are `sharing` their place.
    """

    line: Line
    ahead: Score | None
    sharing: int = 1


@dataclass(frozen=True, slots=True)
class Page:
    """A page of a board, numbered from 0."""

    board: Board
    number: int
    pages: int
    lines: tuple[Line, ...]


def week_of(at: datetime) -> str:
    """The ISO week (Monday to Sunday, UTC) of a time: `2026-w10`."""
    year, week, _ = at.astimezone(UTC).isocalendar()
    return f"{year:04}-w{week:02}"


def month_of(at: datetime) -> str:
    """The month (UTC) of a time: `2026-03`."""
    return f"{at.astimezone(UTC):%Y-%m}"


def periods_of(at: datetime) -> tuple[str, str, str]:
    """The periods in which an answer given at `at` counts."""
    return week_of(at), month_of(at), ALL_TIME


def first_day(period: str) -> date | None:
    """The day on which a period begins; None for all time, and for what is no period."""
    try:
        if match := _WEEK.fullmatch(period):
            return date.fromisocalendar(int(match[1]), int(match[2]), 1)
        if match := _MONTH.fullmatch(period):
            return date(int(match[1]), int(match[2]), 1)
    except ValueError:
        return None
    return None


def end_of(period: str) -> datetime | None:
    """The instant at which a period is over; None for all time, and for what is no period."""
    first = first_day(period)
    if first is None:
        return None
    last = first + timedelta(weeks=1) if "w" in period else (first + timedelta(days=32)).replace(day=1)
    return datetime(last.year, last.month, last.day, tzinfo=UTC)


def is_period(text: str) -> bool:
    """Whether a text names a period."""
    return text == ALL_TIME or first_day(text) is not None


def latest_periods(at: datetime, weeks: int = 12, months: int = 12) -> list[str]:
    """This week and month, all time, then the weeks and the months before them."""
    monday = at.astimezone(UTC).date() - timedelta(days=at.astimezone(UTC).weekday())
    past_weeks = [f"{year:04}-w{week:02}" for year, week, _ in _mondays_before(monday, weeks - 1)]
    past_months, first = [], at.astimezone(UTC).date().replace(day=1)
    for _ in range(months - 1):
        first = (first - timedelta(days=1)).replace(day=1)
        past_months.append(f"{first:%Y-%m}")
    return [week_of(at), month_of(at), ALL_TIME, *past_weeks, *past_months]


def _mondays_before(monday: date, number: int) -> Iterable[tuple[int, int, int]]:
    return ((monday - timedelta(weeks=back)).isocalendar() for back in range(1, number + 1))


def rank_value(metric: Metric, score: Score) -> float:
    """The figure by which a board ranks somebody; more is better, equals share a place."""
    if metric is Metric.POINTS:
        return score.points
    return -1.0 if score.floor is None else score.floor


def placed(metric: Metric, scores: Sequence[Score], first_place: int, offset: int) -> tuple[Line, ...]:
    """Lines for scores in rank order, of which the first has `first_place` and stands behind `offset` others."""
    lines = kernel.placed(scores, lambda score: rank_value(metric, score), first=first_place, before=offset)
    return tuple(Line(place, score) for place, score in lines)
