"""The order in which things are shown: drawn once from a stored seed, so that a reveal shows what was asked."""

from random import Random

from bot.domain.questions import Choice, Kind, Matching, Ordering, Question


def shown_order(question: Question, seed: int) -> tuple[int, ...]:
    """Indices of options, steps or responses in the order shown: position on the screen → index in the body.

    True/false keeps its order; an ordering is never shown already solved; kinds with nothing to pick give ().
    """
    body = question.body
    rng = Random(f"{question.id}/{seed}")  # noqa: S311 - a game's shuffle, not a secret
    if isinstance(body, Choice):
        indices = list(range(len(body.options)))
        return tuple(indices) if question.kind is Kind.TRUE_FALSE else _shuffled(indices, rng)
    if isinstance(body, Ordering):
        indices = list(range(len(body.steps)))
        order = _shuffled(indices, rng)
        return order if list(order) != indices else (*order[1:], order[0])
    if isinstance(body, Matching):
        return _shuffled(list(range(len(body.responses))), rng)
    return ()


def _shuffled(indices: list[int], rng: Random) -> tuple[int, ...]:
    rng.shuffle(indices)
    return tuple(indices)
