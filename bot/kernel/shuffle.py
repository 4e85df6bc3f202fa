"""The order in which things are shown: drawn once from a stored seed, so that a reveal shows what was asked."""

from random import Random

from bot.kernel.questions import Choice, Kind, Matching, Ordering, Question


def shown_order(question: Question, seed: int) -> tuple[int, ...]:
    """Indices of options, steps or responses in the order shown: position on the screen → index in the body.

    True/false keeps its order; an ordering is never shown already solved; kinds with nothing to pick give ().
    """
    body = question.body
    rng = Random(f"{question.id}/{seed}")  # noqa: S311 - a game's shuffle, not a secret
    if isinstance(body, Choice):
        size = len(body.options)
        return tuple(range(size)) if question.kind is Kind.TRUE_FALSE else _shuffled(size, rng)
    if isinstance(body, Ordering):
        order = _shuffled(len(body.steps), rng)
        return order if order != tuple(range(len(order))) else (*order[1:], order[0])
    if isinstance(body, Matching):
        return _shuffled(len(body.responses), rng)
    return ()


def _shuffled(size: int, rng: Random) -> tuple[int, ...]:
    indices = list(range(size))
    rng.shuffle(indices)
    return tuple(indices)
