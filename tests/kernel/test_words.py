"""Every refusal of the kernel has its sentence."""

from string import Formatter

import pytest

from bot.kernel.unfit import AnswerError, Unfit
from bot.kernel.words import UNFIT, unfit


@pytest.mark.parametrize("why", Unfit)
def test_every_refusal_has_a_sentence_that_shows_what_it_names(why: Unfit) -> None:
    """What was typed, and how many are wanted, stand in the sentence; no place of it stays open."""
    named = {field for _, field, _, _ in Formatter().parse(UNFIT[why]) if field} - {"how"}
    said = unfit(AnswerError(why, (), **dict.fromkeys(named, "seven")))
    assert said.endswith(".")
    assert not {"{", "}"} & set(said)
    assert ("seven" in said) is bool(named)
