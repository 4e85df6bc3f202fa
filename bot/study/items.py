"""Item analysis: how a question works, from people's first attempts (as Moodle's quiz statistics do)."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import sqrt
from statistics import fmean

LEAST_FOR_FACILITY = 30
LEAST_FOR_DISCRIMINATION = 50
LEAST_FOR_SHARES = 100

WORKS_FROM = 0.05
"""A distractor that fewer choose does not distract."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """One player's first attempt at an item, with the options chosen (several for a choose-N item)."""

    player: int
    item: str
    chosen: frozenset[str]
    correct: bool


@dataclass(frozen=True, slots=True)
class NotEnough:
    """A figure that can't be given yet: `have` first attempts of the `need` that it takes."""

    have: int
    need: int


@dataclass(frozen=True, slots=True)
class Distractor:
    """A wrong option and the share of people who chose it."""

    option: str
    share: float

    @property
    def works(self) -> bool:
        """Whether anybody to speak of falls for it."""
        return self.share >= WORKS_FROM


@dataclass(frozen=True, slots=True)
class ItemReport:
    """An item's statistics.

    `facility` is the share correct. `discrimination` is the correlation, from -1 to 1, between being right here and
    the rest score (the player's share correct on everything else); None when either never varies. `look_again` holds
    the distractors that the strongest third choose at least as often as the key: the key needs a second look.
    """

    item: str
    attempts: int
    facility: float | NotEnough
    discrimination: float | NotEnough | None
    distractors: tuple[Distractor, ...] | NotEnough
    look_again: tuple[str, ...] | NotEnough


@dataclass(frozen=True, slots=True)
class _Scored:
    attempt: Attempt
    rest: float


Totals = Mapping[int, Sequence[int]]
"""Player → right answers and all answers."""


def analyze(
    attempts: Iterable[Attempt], distractors: Mapping[str, Sequence[str]], totals: Totals | None = None
) -> list[ItemReport]:
    """Report on each item in `distractors`, which gives its wrong options (none for a typed or numeric item).

    `attempts` hold one attempt for each player and item. The rest score needs what the players did on other items:
    it comes from `totals`, or where these are not given from `attempts`, which then are about all items.
    """
    given = list(attempts)
    totals = totals or _totals(given)
    by_item: defaultdict[str, list[Attempt]] = defaultdict(list)
    for one in given:
        by_item[one.item].append(one)
    return [_report(item, by_item[item], wrong, totals) for item, wrong in distractors.items()]


def _totals(attempts: Iterable[Attempt]) -> Totals:
    totals: defaultdict[int, list[int]] = defaultdict(lambda: [0, 0])
    for one in attempts:
        totals[one.player][0] += one.correct
        totals[one.player][1] += 1
    return totals


def _report(
    item: str, attempts: Sequence[Attempt], wrong: Sequence[str], totals: Mapping[int, Sequence[int]]
) -> ItemReport:
    # Somebody who answered nothing else has no rest score.
    scored = [
        _Scored(one, (totals[one.player][0] - one.correct) / (totals[one.player][1] - 1))
        for one in attempts
        if totals[one.player][1] > 1
    ]
    count = len(attempts)
    return ItemReport(
        item,
        count,
        _needing(LEAST_FOR_FACILITY, count) or fmean(one.correct for one in attempts),
        _needing(LEAST_FOR_DISCRIMINATION, len(scored)) or _discrimination(scored),
        _needing(LEAST_FOR_SHARES, count) or _shares(attempts, wrong),
        _needing(LEAST_FOR_SHARES, len(scored)) or _look_again(scored, wrong),
    )


def _needing(need: int, have: int) -> NotEnough | None:
    return NotEnough(have, need) if have < need else None


def _discrimination(scored: Sequence[_Scored]) -> float | None:
    """Pearson's correlation of being right with the rest score."""
    rights = [float(one.attempt.correct) for one in scored]
    rests = [one.rest for one in scored]
    right, rest = fmean(rights), fmean(rests)
    spread = sqrt(sum((x - right) ** 2 for x in rights) * sum((y - rest) ** 2 for y in rests))
    if not spread:
        return None
    return sum((x - right) * (y - rest) for x, y in zip(rights, rests, strict=True)) / spread


def _shares(attempts: Sequence[Attempt], wrong: Sequence[str]) -> tuple[Distractor, ...]:
    chosen = Counter(option for one in attempts for option in one.chosen)
    return tuple(Distractor(option, chosen[option] / len(attempts)) for option in wrong)


def _look_again(scored: Sequence[_Scored], wrong: Sequence[str]) -> tuple[str, ...]:
    strongest = sorted(scored, key=lambda one: (-one.rest, one.attempt.player))[: len(scored) // 3]
    right = sum(one.attempt.correct for one in strongest)
    chosen = Counter(option for one in strongest for option in one.attempt.chosen)
    return tuple(option for option in wrong if chosen[option] and chosen[option] >= right)
