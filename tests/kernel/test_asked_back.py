"""An answer that is asked back costs no attempt, and no time."""

from datetime import timedelta

import pytest

from bot.kernel.asked_back import MOST, AskedBack
from bot.kernel.clock import Running
from bot.kernel.grading import check
from bot.kernel.questions import Kind, Numeric, Typed
from bot.kernel.unfit import AnswerError, Unfit
from tests.strategies import NOON, SECOND, question

ASKED = question(kind=Kind.NUMERIC, body=Numeric(1234, 0, "days", "worked"))
TYPED = question(kind=Kind.TYPED, body=Typed(("recall",)))
CLOCK = Running(NOON)
SOON, LATER = NOON + 5 * SECOND, NOON + 20 * SECOND


@pytest.mark.parametrize(
    ("first", "then"), [("1,234", "1234"), ("1,234", "1.234"), ("1234 hours", "1234"), ("1,234", "1234 d")]
)
def test_who_is_asked_back_loses_no_time(first: str, then: str) -> None:
    """What was meant at first counts as given then, whichever of the readings it was."""
    back = AskedBack()
    with pytest.raises(AnswerError, match=first):
        back.check((1, 0, 5), ASKED, first, SOON, CLOCK)
    assert back.check((1, 0, 5), ASKED, then, LATER, CLOCK) == (then, SOON)


@pytest.mark.parametrize("blank", ["", "  ", "\u200b", "\u2800\u200b"])
def test_what_nobody_sees_is_not_quoted(blank: str) -> None:
    """Quotation marks around nothing say nothing."""
    with pytest.raises(AnswerError) as found:
        check(TYPED, blank)
    assert found.value.why is Unfit.NOTHING_TYPED


def test_another_answer_counts_from_when_it_is_given() -> None:
    """Typing anything early stops no clock: another number, another player, another question."""
    back = AskedBack()
    for text in ("1,234", "?"):
        with pytest.raises(AnswerError):
            back.check((1, 0, 5), ASKED, text, SOON, CLOCK)
    assert back.check((1, 0, 5), ASKED, "77", LATER, CLOCK) == ("77", LATER)
    assert back.check((1, 0, 6), ASKED, "1234", LATER, CLOCK) == ("1234", LATER)
    assert back.check((1, 1, 5), ASKED, "1234", LATER, CLOCK) == ("1234", LATER)


def test_the_first_time_counts() -> None:
    """Asked back twice, the first time holds."""
    back = AskedBack()
    for second in range(2):
        with pytest.raises(AnswerError):
            back.check((1, 0, 5), ASKED, "1,234", SOON + timedelta(seconds=second), CLOCK)
    assert back.check((1, 0, 5), ASKED, "1234", LATER, CLOCK)[1] == SOON


def test_the_time_moves_with_the_clock() -> None:
    """A question whose clock stood still opened later by so much: what was typed before it moves as far."""
    back = AskedBack()
    with pytest.raises(AnswerError):
        back.check((1, 0, 5), ASKED, "1,234", SOON, CLOCK)
    after = NOON + timedelta(minutes=3)
    assert back.check((1, 0, 5), ASKED, "1234", after + 20 * SECOND, Running(after))[1] == after + 5 * SECOND
    assert back.check((1, 0, 5), ASKED, "1234", after + 2 * SECOND, Running(after))[1] == after + 2 * SECOND


def test_only_so_many_are_remembered() -> None:
    """However many type oddly, what is held in memory is bounded."""
    back = AskedBack()
    for player in range(MOST + 10):
        with pytest.raises(AnswerError):
            back.check((1, 0, player), ASKED, "1,234", NOON, CLOCK)
    assert len(back._first) == MOST
