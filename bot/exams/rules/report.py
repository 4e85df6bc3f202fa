"""What a mock came to: by domain, with what a sample of questions can say and no more; time; what split a group."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from math import sqrt

from bot.exams.rules.model import Cause, Sitting
from bot.exams.rules.sitting import counts, is_gap
from bot.kernel.asked import Locked
from bot.kernel.exams import Guide
from bot.kernel.questions import Exam

Z_80 = 1.2816
"""Standard deviations to each side for an interval that holds the truth four times in five."""

CUT_FROM, CUT_TO = 0.65, 0.75
"""AWS publishes no conversion from right answers to its scale: the cut is taken to lie somewhere in here."""

MOST_TO_TALK_ABOUT = 10

TYPICAL_FROM = 3
"""Of fewer questions that were looked at, nobody is told how long a typical one took."""


class Band(StrEnum):
    """Where a share right lies, with its interval, against where the cut may be."""

    ABOVE = "above"
    WITHIN = "within"
    BELOW = "below"


@dataclass(frozen=True, slots=True)
class Share:
    """So many right of so many, with the 80% interval of the share (Wilson's), in [0, 1]."""

    right: int
    of: int

    @property
    def value(self) -> float:
        """The share itself, 0 of nothing."""
        return self.right / self.of if self.of else 0.0

    @property
    def interval(self) -> tuple[float, float]:
        """Wilson's score interval (1927): right also for few questions and for shares near 0 and 1."""
        if not self.of:
            return 0.0, 1.0
        weight = Z_80 * Z_80 / self.of
        middle = (self.value + weight / 2) / (1 + weight)
        reach = Z_80 * sqrt(self.value * (1 - self.value) / self.of + weight / (4 * self.of)) / (1 + weight)
        return max(0.0, min(self.value, middle - reach)), min(1.0, max(self.value, middle + reach))

    @property
    def band(self) -> Band:
        """Above or below only where the whole interval lies beyond the middle of where the cut may be."""
        middle = (CUT_FROM + CUT_TO) / 2
        low, high = self.interval
        if low >= middle:
            return Band.ABOVE
        return Band.BELOW if high < middle else Band.WITHIN


@dataclass(frozen=True, slots=True)
class Result:
    """What a mock that is over came to. `scored`: right of the questions that count; `counts`: is it evidence for a
    forecast.
    """

    sitting_id: int
    exam: Exam
    ended_at: datetime
    scored: Share
    counts: bool = True


@dataclass(frozen=True, slots=True)
class Times:
    """How the time was used. `slowest` has places with their time, the longest first.

    `median`: of the questions looked at, None where these are too few for any of them to be typical.
    """

    used: timedelta
    median: timedelta | None
    slowest: tuple[tuple[int, timedelta], ...]


def result(sitting: Sitting) -> Result:
    """The sums of a paper that was handed in."""
    return Result(
        sitting_id=sitting.id,
        exam=sitting.exam,
        ended_at=sitting.ended_at or sitting.deadline,
        scored=_share(sitting),
        counts=counts(sitting),
    )


def by_domain(sitting: Sitting, guide: Guide) -> list[Share]:
    """Right of the questions that count, from domain 1 on."""
    return [_share(sitting, number) for number in range(1, len(guide.domains) + 1)]


def _share(sitting: Sitting, domain: int | None = None) -> Share:
    counted = [p for p in sitting.scored if domain in (None, sitting.asked[p].question.exams.get(sitting.exam))]
    given = [sitting.given(place) for place in counted]
    return Share(sum(locked is not None and locked.correct for locked in given), len(counted))


def times(sitting: Sitting, most: int) -> Times:
    """Where the time went: the whole, the middle of the questions looked at, and those that took longest."""
    spent = sorted(((mark.spent_ms, place) for place, mark in sitting.marks.items() if mark.spent_ms), reverse=True)
    middle = timedelta(milliseconds=spent[len(spent) // 2][0]) if len(spent) >= TYPICAL_FROM else None
    slowest = tuple((place, timedelta(milliseconds=ms)) for ms, place in spent[:most])
    return Times(timedelta(milliseconds=sum(ms for ms, _ in spent)), middle, slowest)


def gaps(sitting: Sitting) -> list[int]:
    """The places that show a gap: wrong, blank, or right without being sure."""
    return [place for place in range(len(sitting.asked)) if is_gap(sitting, place)]


def causes(sitting: Sitting) -> Counter[Cause]:
    """How often each cause was given."""
    return Counter(mark.cause for mark in sitting.marks.values() if mark.cause is not None)


def worth_talking_about(papers: Sequence[Sitting], most: int = MOST_TO_TALK_ABOUT) -> tuple[str, ...]:
    """The questions, by id, on which a group's answers differ most; those on which all agree are left out.

    How much they differ is the chance that two people of the group answered, and answered otherwise (after Gini's index
    of diversity); at the same chance a question that half of them had right comes before one that none had. Papers that
    were thrown away say nothing.
    """
    papers = [paper for paper in papers if not paper.is_discarded]
    pairs = len(papers) * (len(papers) - 1)
    split: dict[str, tuple[float, float]] = {}
    for item, given in _answers(papers).items():
        same = sum(n * (n - 1) for n in Counter(locked.answer for locked in given).values())
        differing = len(given) * (len(given) - 1) - same
        share = sum(locked.correct for locked in given) / len(papers)
        if differing:
            split[item] = -differing / pairs, -share * (1 - share)
    return tuple(sorted(split, key=lambda item: (*split[item], item))[:most])


def share_a_question(papers: Sequence[Sitting]) -> bool:
    """Whether any question was answered by two of a group, whatever they answered."""
    kept = [paper for paper in papers if not paper.is_discarded]
    return any(len(given) > 1 for given in _answers(kept).values())


def _answers(papers: Sequence[Sitting]) -> Mapping[str, list[Locked]]:
    """Question → what was answered to it."""
    found: dict[str, list[Locked]] = {}
    for paper in papers:
        for place, asked in enumerate(paper.asked):
            locked = paper.given(place)
            if locked is not None:
                found.setdefault(asked.question.id, []).append(locked)
    return found
