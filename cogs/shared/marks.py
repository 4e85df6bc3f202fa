"""One sign and one word for how an answer was judged, the same in every game and on every screen."""

from collections.abc import Iterable

from bot.kernel.asked import Locked
from bot.kernel.verdicts import Verdict, verdict

SIGNS = {Verdict.RIGHT: "✅", Verdict.HALF: "🟨", Verdict.WRONG: "❌", Verdict.MISSED: "⬜"}
"""Told apart by shape and brightness, never by color alone."""

LEGEND = " · ".join(f"{sign} {word}" for word, sign in SIGNS.items())
"""Stands wherever signs stand in a row without their words."""


def judged(locked: Locked | None) -> Verdict:
    """The word for an answer, or for there being none."""
    return verdict(None if locked is None else 1.0 if locked.correct else locked.credit)


def sign(locked: Locked | None) -> str:
    """Its sign."""
    return SIGNS[judged(locked)]


def signs(answers: Iterable[Locked | None]) -> str:
    """A row of signs, one an answer."""
    return "".join(map(sign, answers))
