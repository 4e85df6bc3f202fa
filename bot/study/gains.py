"""What practice adds to an ability and time takes away again.

An answer with its explanation adds a little to its area; half of what was added is gone after two weeks. This is the
learning of additive factor models (Cen, Koedinger and Junker 2006) with an exponential decay, and no practice adds more
than so much. How much an answer adds is learnt from the people (`bot.study.spreads`); the rest are assumptions:
`docs/readiness.md` says what a forecast is worth where they are wrong.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import exp, log

from bot.study.responses import Response

HALF_LIFE = timedelta(days=14)

STEP = 0.1
"""To this, in logits, eased difficulties are rounded, so that answers to questions as hard are summed up together."""

LIMIT = 2.5
"""Logits that no amount of practice gets beyond: each answer adds less than the one before."""


@dataclass(frozen=True, slots=True)
class Level:
    """What practice has added to an area and time has left at an instant.

    `gain` is what the first answers add, each, in logits; `raw` the plain sum over earlier ones; `fresh` are answers of
    this very instant, which teach only what comes after them.
    """

    gain: float
    raw: float = 0.0
    at: datetime | None = None
    fresh: int = 0

    @property
    def value(self) -> float:
        """What that comes to, in logits."""
        return limited(self.raw)

    def after(self, at: datetime) -> "Level":
        """The same later on."""
        if self.at is None or at <= self.at:
            return Level(self.gain, self.raw, at, self.fresh)
        return Level(self.gain, (self.raw + self.gain * self.fresh) * kept(at - self.at), at)

    def raised(self) -> "Level":
        """The same with one answer more."""
        return Level(self.gain, self.raw, self.at, self.fresh + 1)


def limited(raw: float) -> float:
    """What a plain sum of gains comes to."""
    return LIMIT * (1 - exp(-raw / LIMIT))


def added_by(gain: float, a_day: float, wait: timedelta) -> float:
    """The plain sum that is there after `wait` of so many answers on each day until then."""
    return gain * a_day * (HALF_LIFE / timedelta(days=1)) / log(2) * (1 - kept(wait))


def kept(age: timedelta) -> float:
    """The share of what was added so long ago that is still there."""
    return float(0.5 ** (age / HALF_LIFE))


def _harder(one: Response, difficulty: float) -> Response:
    """The same answer to a question of another difficulty; `dataclasses.replace` takes several times as long."""
    return Response(
        one.topic,
        one.concept,
        one.item,
        one.correct,
        one.floor,
        difficulty,
        one.at,
        one.seconds,
        one.key_shown,
        one.steered,
    )


def eased(responses: Iterable[Response], gain: float) -> tuple[list[Response], Mapping[str, Level]]:
    """Answers of one person as evidence of what lasts of their abilities, and what practice has added by topic.

    What had been added when a question was answered makes it count as so much easier.
    """
    levels: defaultdict[str, Level] = defaultdict(lambda: Level(gain))
    found = []
    for one in sorted(responses, key=lambda one: one.at):
        level = levels[one.topic].after(one.at)
        levels[one.topic] = level.raised()
        found.append(_harder(one, round((one.difficulty - level.value) / STEP) * STEP))
    return found, levels
