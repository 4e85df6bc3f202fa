"""Typed terms: a table of what a fair teacher says, and rules that hold for whatever is typed."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.kernel.normal import normalise
from bot.kernel.terms import is_term

TABLE = Path(__file__).with_name("terms.txt")


def pairs() -> list[tuple[str, str, str]]:
    rows = [line for line in TABLE.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")]
    parted = [(row.partition(" | ")[0], *row.partition(" | ")[2].rpartition("| ")[::2]) for row in rows]
    return [(keys, typed.strip(" "), verdict) for keys, typed, verdict in parted]


@pytest.mark.parametrize(("keys", "typed", "verdict"), pairs())
def test_a_typed_term_is_judged_as_a_fair_teacher_would(keys: str, typed: str, verdict: str) -> None:
    """What looks, sounds or is spelled alike is right, slips are forgiven, and another term is another term."""
    exact = keys.startswith("! ")
    assert is_term(typed, keys.removeprefix("! ").split("\\"), exact=exact) is (verdict == "right")


def test_the_table_is_large() -> None:
    """Both verdicts stand there often enough to mean something."""
    verdicts = [verdict for _, _, verdict in pairs()]
    assert len(verdicts) >= 300
    assert min(verdicts.count("right"), verdicts.count("wrong")) >= 120


@pytest.mark.parametrize(
    ("key", "near", "typed"),
    [
        ("Amazon SageMaker AI", "Amazon SageMaker", "SageMaker"),
        ("Type I error", "Type II error", "type ii error"),
        ("inference a", "inference b", "inference c"),
        ("encoders", "recorders", "ecorders"),
        ("Transcribe", "Translate", "Transalte"),
        ("MAE", "median absolute error", "MAE (median absolute error)"),
    ],
)
def test_as_near_to_another_term_is_that_term(key: str, near: str, typed: str) -> None:
    """What is another term of the item or of the packs, or at least as near to one, is no slip."""
    assert not is_term(typed, [key], [near])
    assert is_term(key, [key], [near])


@given(st.text(st.characters(codec="utf-8"), min_size=1, max_size=30))
def test_a_key_is_right_whatever_it_is(key: str) -> None:
    """A spelling that holds a word is right as it stands, however odd, also where no slip is forgiven."""
    if normalise(key):
        assert is_term(key, [key])
        assert is_term(f" {key} ", [key], exact=True)


@given(st.text(max_size=60), st.text(max_size=60))
def test_nothing_typed_breaks_the_judge(typed: str, key: str) -> None:
    """Whatever is typed is judged, right or wrong."""
    assert is_term(typed, [key]) in (True, False)


@given(st.text(max_size=60))
def test_the_normal_form_is_normal(text: str) -> None:
    """The normal form of the normal form is itself."""
    assert normalise(normalise(text)) == normalise(text)
