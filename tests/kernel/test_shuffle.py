"""The order in which things are shown."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.kernel.questions import Choice, Kind, Matching, Ordering, Question, Step
from bot.kernel.shuffle import shown_order
from tests.strategies import question, questions

seeds = st.integers(0, 2**63)


@given(questions, seeds)
def test_everything_is_shown_once(asked: Question, seed: int) -> None:
    """An order shows each option, step or response exactly once, and nothing where nothing is offered."""
    assert sorted(shown_order(asked, seed)) == list(range(offered(asked)))


def offered(asked: Question) -> int:
    body = asked.body
    if isinstance(body, Choice):
        return len(body.options)
    if isinstance(body, Ordering):
        return len(body.steps)
    return len(body.responses) if isinstance(body, Matching) else 0


def test_an_order_is_for_good() -> None:
    """A seed gives the same order in every process and version, so that a reveal shows what was asked."""
    kinds = (Kind.MULTIPLE, Kind.ORDERING, Kind.MATCHING)
    assert [shown_order(question(kind=kind), 5) for kind in kinds] == [(2, 0, 1, 3, 4), (2, 0, 1, 3), (2, 0, 1, 3)]


@given(st.integers(2, 6), seeds)
def test_an_ordering_is_never_shown_solved(steps: int, seed: int) -> None:
    """Steps never stand in their right order on the card."""
    body = Ordering(tuple(Step(str(i), "why") for i in range(steps)))
    assert shown_order(question(kind=Kind.ORDERING, body=body), seed) != tuple(range(steps))


def test_true_comes_before_false() -> None:
    """True and false are not shuffled."""
    assert all(shown_order(question(kind=Kind.TRUE_FALSE), seed) == (0, 1) for seed in range(20))


def test_the_key_moves_about() -> None:
    """Over many seeds the key stands in every place about equally often."""
    places = [shown_order(question(), seed).index(0) for seed in range(3_000)]
    assert all(abs(places.count(place) - 1_000) < 120 for place in range(3))
