"""Which question a player who studies alone gets next."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Literal

REST = timedelta(days=3)
"""A question that isn't due does not come again sooner."""

TWIN_AFTER = 3
"""Questions between a miss and its twin: enough that the twin asks for understanding, not for an echo."""

AIM_LOW, AIM_HIGH = 0.7, 0.8
"""Expected success to aim at: hard enough to teach, easy enough to go on."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A question that could come next.

    `expected` is the player's chance to get it right. `due` is when its review falls due and `seen` when the player
    last met it, both None for a new one. `twin` is the item that differs from it in one fact, if there is one;
    `apart` holds the ids of all those that give it away.
    """

    item: str
    topic: str
    expected: float
    due: datetime | None = None
    seen: datetime | None = None
    twin: str | None = None
    apart: Collection[str] = ()


@dataclass(frozen=True, slots=True)
class Asked:
    """A question asked earlier in the same sitting, and whether it was answered correctly."""

    item: str
    correct: bool


@dataclass(frozen=True, slots=True)
class Choice:
    """The next question and why it is this one."""

    candidate: Candidate
    reason: Literal["twin", "due", "weak", "anywhere"]


def choose(
    candidates: Sequence[Candidate],
    asked: Sequence[Asked],
    chances: Mapping[str, float],
    at: datetime,
    seed: int,
) -> Choice | None:
    """Choose the next question, or None when everything rests.

    First the twin of an item missed a few questions ago, then whatever is due, the longest overdue first, then one
    time in two any question and else one from a weak topic that the player should get right 70 to 80% of the time.
    What an item of this sitting gives away is not asked, but for that twin, and a review that is due when nothing else
    is left. `asked` is this sitting, in order; `chances` is each tried topic's chance to be the weakest. The same
    arguments give the same choice.
    """
    earlier = {one.item for one in asked}
    fresh = [one for one in candidates if one.item not in earlier]
    if twin := _twin(fresh, asked):
        return Choice(twin, "twin")
    barred = earlier.union(*(one.apart for one in candidates if one.item in earlier))
    free = [one for one in fresh if one.item not in barred and barred.isdisjoint(one.apart)]
    if due := _due(free, at):
        return Choice(due, "due")
    rested = sorted((one for one in free if one.seen is None or at - one.seen >= REST), key=lambda one: one.item)
    if rested:
        return _new(rested, chances, Random(seed))  # noqa: S311 - repeatable on purpose
    late = _due(fresh, at)
    return Choice(late, "due") if late else None


def _due(candidates: Sequence[Candidate], at: datetime) -> Candidate | None:
    """The review that is longest overdue."""
    due = [(one.due, one.item, one) for one in candidates if one.due is not None and one.due <= at]
    return min(due)[2] if due else None


def _twin(fresh: Sequence[Candidate], asked: Sequence[Asked]) -> Candidate | None:
    """The twin of the earliest miss that lies far enough back."""
    by_twin = {one.twin: one for one in fresh if one.twin}
    misses = (one.item for one in asked[:-TWIN_AFTER] if not one.correct)
    return next((by_twin[item] for item in misses if item in by_twin), None)


def _new(rested: Sequence[Candidate], chances: Mapping[str, float], random: Random) -> Choice:
    """Half the time anything at all, so that what is learnt of the player stays representative."""
    topics = sorted({one.topic for one in rested} & chances.keys())
    if not topics or random.random() < 0.5:
        return Choice(random.choice(rested), "anywhere")
    topic = random.choices(topics, [chances[topic] for topic in topics])[0]
    return Choice(_near_the_aim([one for one in rested if one.topic == topic], random), "weak")


def _near_the_aim(candidates: Sequence[Candidate], random: Random) -> Candidate:
    """One of those within the aim, else the nearest to it."""

    def miss(one: Candidate) -> float:
        return max(AIM_LOW - one.expected, one.expected - AIM_HIGH, 0.0)

    least = min(map(miss, candidates))
    return random.choice([one for one in candidates if miss(one) == least])
