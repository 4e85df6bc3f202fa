"""How an answer is judged, in one word."""

import pytest

from bot.kernel.verdicts import Verdict, verdict


@pytest.mark.parametrize(
    ("credit", "word"),
    [
        (1.0, Verdict.RIGHT),
        (0.999, Verdict.HALF),
        (0.01, Verdict.HALF),
        (0.0, Verdict.WRONG),
        (None, Verdict.MISSED),
    ],
)
def test_one_word_for_each_share(credit: float | None, word: Verdict) -> None:
    """All of it is right, some of it partly right, nothing of it wrong; no answer is missed."""
    assert verdict(credit) is word
