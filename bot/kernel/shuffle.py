"""The order in which things are shown: drawn once from a stored seed, so that a reveal shows what was asked."""

from functools import lru_cache
from random import Random

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


@lru_cache(maxsize=DRAWN)
def _shuffled(size: int, question_id: str, seed: int) -> tuple[int, ...]:
    indices = list(range(size))
    Random(f"{question_id}/{seed}").shuffle(indices)  # noqa: S311 - a game's shuffle, not a secret
    return tuple(indices)
