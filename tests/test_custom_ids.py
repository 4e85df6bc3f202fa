"""The ids on components."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.kernel.custom_ids import Press, base36, build, mark, mark_of, parse, unbase36
from bot.kernel.ports import MessageKey

arguments = st.lists(st.from_regex(r"[0-9a-z-]{0,8}", fullmatch=True), max_size=3)


@given(st.integers(0, 2**63))
def test_base_36_both_ways(number: int) -> None:
    """A number written in base 36 is the same number when read, in at most 13 characters."""
    assert unbase36(base36(number)) == number
    assert len(base36(number)) <= 13


@given(st.sampled_from("abcdefgh"), st.integers(0, 10**12), st.integers(0, 99), arguments)
def test_an_id_says_what_was_built(verb: str, game: int, position: int, given_arguments: list[str]) -> None:
    """Whatever is built is read back, the eleventh question's place as well as the second's."""
    press = parse(build(verb, game, base36(position), *given_arguments))
    assert press == Press(verb, game, base36(position), tuple(given_arguments))
    assert press.position == position


@given(st.text(max_size=120))
@example("v1:a:1:")
@example("v1:a::1")
@example("v1::1:1")
@example("v1:a:-1:1")
@example("v1:a:1:É")
@example("v2:a:1:1")
@example("v1:a:" + "z" * 13 + ":1")
@example("v1:a:1:1:" + "x" * 92)
def test_damaged_ids_are_nobodys(text: str) -> None:
    """What is not ours, or not whole, is read as nothing, and nothing breaks on it."""
    assert parse(text) is None


def test_an_id_that_discord_would_refuse_is_not_built() -> None:
    """Discord allows 100 characters."""
    assert len(build("a", 1, "1", "x" * 91)) == 100
    with pytest.raises(ValueError, match="too long"):
        build("a", 1, "1", "x" * 92)


@given(st.sampled_from("abcdefgh"), st.integers(1, 10**6), st.integers(0, 40), arguments)
def test_a_card_is_known_by_its_mark(verb: str, game: int, position: int, given_arguments: list[str]) -> None:
    """A question's message is found by any component on it, whatever its verb and arguments."""
    key = MessageKey(game, f"q{position}")
    assert mark_of(build(verb, game, base36(position), *given_arguments)) == mark(game, key.code)


@pytest.mark.parametrize(
    "other", [build("a", 5, "1", "2"), build("1", 2, "0"), build("a", 1, "20"), build("a", 11, "2"), "v2:a:1:2", "x"]
)
def test_no_other_card_has_that_mark(other: str) -> None:
    """Digits in the same row, in another place of an id, are another card's."""
    assert mark_of(other) != mark(1, "2")
