"""What practice adds to an ability and time takes away again.

An answer with its explanation adds a little to its area; half of what was added is gone after two weeks. This is the
learning and forgetting of additive factor models (Cen, Koedinger and Junker 2006) with an exponential decay. Both
figures are assumptions, not learnt: `docs/readiness.md` says what a forecast is worth where they are wrong.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from math import log

GAIN = 0.03
"""Logits that one answer adds."""

HALF_LIFE = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Level:
    """What practice has added to an area and time has left at an instant, in logits."""

    value: float = 0.0
    at: datetime | None = None

    def after(self, at: datetime) -> "Level":
        """The same later on."""
        return Level(self.value * _kept(at - self.at) if self.at else self.value, at)

    def raised(self) -> "Level":
        """The same with one answer more."""
        return replace(self, value=self.value + GAIN)


def added_by(a_day: float, wait: timedelta) -> float:
    """What is there after `wait` of so many answers on each day until then."""
    return GAIN * a_day * (HALF_LIFE / timedelta(days=1)) / log(2) * (1 - _kept(wait))


def _kept(age: timedelta) -> float:
    return float(0.5 ** (age / HALF_LIFE))
