"""What a player mixes up: the concept chosen against the concept that was right."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

LEAST_TIMES = 2
"""Once is a slip."""


@dataclass(frozen=True, slots=True)
class Pick:
    """One answer to a question whose options stand for concepts.

    `key` is the right concept, `chosen` the one that the player took and `offered` all that were on offer.
    """

    key: str
    chosen: str
    offered: frozenset[str]


@dataclass(frozen=True, slots=True)
class Confusion:
    """`chosen` was taken for `key` so many `times`, `of` the answers where both were on offer and `key` was right."""

    chosen: str
    key: str
    times: int
    of: int


def confusions(picks: Iterable[Pick]) -> list[Confusion]:
    """What is mixed up at least twice, the most frequent first and among equals the larger share."""
    taken: Counter[tuple[str, str]] = Counter()
    offered: Counter[tuple[str, str]] = Counter()
    for pick in picks:
        offered.update((other, pick.key) for other in pick.offered | {pick.chosen})
        if pick.chosen != pick.key:
            taken[pick.chosen, pick.key] += 1
    found = [
        Confusion(chosen, key, times, offered[chosen, key])
        for (chosen, key), times in taken.items()
        if times >= LEAST_TIMES
    ]
    return sorted(found, key=lambda one: (-one.times, one.of, one.key, one.chosen))
