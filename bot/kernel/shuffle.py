"""The order in which things are shown: drawn once from a stored seed, so that a reveal shows what was asked."""

from collections.abc import Sequence
from functools import lru_cache
from random import Random
from zlib import crc32

from bot.kernel.questions import Choice, Kind, Matching, Ordering, Question

DRAWN = 4_000
"""So many orders are remembered: each press on a question asks for its order several times."""


def shown_order(question: Question, seed: int) -> tuple[int, ...]:
    """Indices of options, steps or responses in the order shown: position on the screen → index in the body.

    True/false keeps its order; an ordering is never shown already solved; kinds with nothing to pick give ().
    """
    body = question.body
    if isinstance(body, Choice):
        size = len(body.options)
        return tuple(range(size)) if question.kind is Kind.TRUE_FALSE else _shuffled(size, question.id, seed)
    if isinstance(body, Ordering):
        order = _shuffled(len(body.steps), question.id, seed)
        return order if order != tuple(range(len(order))) else (*order[1:], order[0])
    if isinstance(body, Matching):
        return _shuffled(len(body.responses), question.id, seed)
    return ()


def lot(text: str) -> int:
    """By this, texts in a file or on paper stand in an order that is always the same and does not give the key away."""
    return crc32(text.encode())


def unsolved(steps: Sequence[str]) -> list[str]:
    """Steps in that order, and never already in their own."""
    order = sorted(steps, key=lot)
    return order if order != [*steps] else [*order[1:], order[0]]


@lru_cache(maxsize=DRAWN)
def _shuffled(size: int, question_id: str, seed: int) -> tuple[int, ...]:
    indices = list(range(size))
    Random(f"{question_id}/{seed}").shuffle(indices)  # noqa: S311 - a game's shuffle, not a secret
    return tuple(indices)
