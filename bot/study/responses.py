"""One answer as the estimates see it, and which answers count."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

FASTEST_SECONDS = 1.0
"""Nobody reads a question in less: a quicker answer is a slip of the finger or a guess."""

HALF_LIFE = timedelta(days=180)
"""An answer this old weighs half. Practice and forgetting are in the model (`bot.study.gains`), so this stands only for
what changes for reasons nobody sees. In simulation, quicker fading only adds noise: with 60 days, fewer weakest topics
were found after 200 answers (.56 instead of .58), and claims were too cautious."""


@dataclass(frozen=True, slots=True)
class Response:
    """One answer of one player.

    `floor` is the chance to be right by guessing, in [0, 1): one over the number of options, 0 when typed.
    `difficulty` is the item's, in logits: at equal ability a player without guessing is right half the time.
    `seconds` is the time taken, None where nobody measured it. `key_shown` marks an answer given after the
    key was on show in the same sitting. `steered` marks a question that was picked because the player is weak there.
    """

    topic: str
    concept: str
    item: str
    correct: bool
    floor: float
    difficulty: float
    at: datetime
    seconds: float | None = None
    key_shown: bool = False
    steered: bool = False


@dataclass(frozen=True, slots=True)
class Tally:
    """Answers to equally hard questions with the same guess floor; counts are weighted by age."""

    floor: float
    difficulty: float
    right: float
    wrong: float


Leaf = tuple[str, str]
"""A topic and one of its concepts."""


def counts(response: Response) -> bool:
    """Whether an answer says something about what the player knows."""
    in_earnest = response.seconds is None or response.seconds >= FASTEST_SECONDS
    return in_earnest and not response.key_shown


def counted(responses: Iterable[Response], at: datetime) -> list[Response]:
    """Answers that count, among those given up to `at`."""
    return [response for response in responses if response.at <= at and counts(response)]


def tally(responses: Iterable[Response], at: datetime) -> Mapping[Leaf, list[Tally]]:
    """Sum up answers by topic and concept, then by floor and difficulty, fading each with its age at `at`."""
    sums: defaultdict[Leaf, defaultdict[tuple[float, float], list[float]]]
    sums = defaultdict(lambda: defaultdict(lambda: [0.0, 0.0]))
    for response in responses:
        weight = 0.5 ** ((at - response.at) / HALF_LIFE)
        cell = sums[response.topic, response.concept][response.floor, response.difficulty]
        cell[not response.correct] += weight
    return {
        leaf: [Tally(floor, difficulty, right, wrong) for (floor, difficulty), (right, wrong) in cells.items()]
        for leaf, cells in sums.items()
    }
