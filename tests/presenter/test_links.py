"""Secret links: only this installation can make one, and each leads to one game."""

from __future__ import annotations

from contextlib import ExitStack
from string import printable

from hypothesis import given
from hypothesis import strategies as st

from bot.presenter.limits import A_GAME, A_SPAN_S, ALTOGETHER, IN_A_SPAN, MOST_ASKING, Streams, Visits
from bot.presenter.links import Links, new_key

LINKS = Links("ab" * 32)
OTHERS = Links("cd" * 32)
games = st.integers(1, 2**40)


@given(games)
def test_a_link_leads_to_its_game(game_id: int) -> None:
    """After a restart too, since nothing but the key is remembered."""
    assert Links("ab" * 32).game(LINKS.token(game_id)) == game_id


@given(games, games)
def test_a_link_to_one_game_opens_no_other(one: int, other: int) -> None:
    """The code of a game that somebody hosts says nothing of another's."""
    code = LINKS.token(one).partition("-")[2]
    number = LINKS.token(other).partition("-")[0]
    assert (LINKS.game(f"{number}-{code}") == other) == (one == other)


@given(games, st.text(printable, max_size=60))
def test_whatever_else_is_no_link(game_id: int, text: str) -> None:
    """Guessed, cut, longer, written otherwise, of another installation: none leads anywhere, and none is an error."""
    token = LINKS.token(game_id)
    for wrong in (text, f"0{token}", token[:-1], f"{token}0", f"{token}\u0131", OTHERS.token(game_id)):
        assert LINKS.game(wrong) is None


def test_a_code_has_128_bits() -> None:
    """Nobody finds one by trying."""
    assert len(LINKS.token(1).partition("-")[2]) * 4 == 128
    assert len({new_key() for _ in range(100)}) == 100


def test_an_address_may_ask_so_often() -> None:
    """Past the limit it waits for the end of the span; another address does not."""
    visits = Visits()
    assert all(visits.allow("a", 0.0) for _ in range(IN_A_SPAN))
    assert not visits.allow("a", A_SPAN_S - 0.1)
    assert visits.allow("b", A_SPAN_S - 0.1)
    assert visits.allow("a", A_SPAN_S)


def test_many_addresses_take_no_memory() -> None:
    """However many ask, so many are remembered."""
    visits = Visits()
    for number in range(MOST_ASKING + 10):
        visits.allow(str(number), 0.0)
    assert len(visits._spans) == MOST_ASKING


def test_so_many_pages_follow_one_game_and_all_games() -> None:
    """One that closes makes room; one game's audience does not shut others out before the whole is full."""
    streams = Streams()
    with ExitStack() as others:
        for _ in range(A_GAME - 1):
            others.enter_context(streams.one_more(1))
        with streams.one_more(1):
            assert not streams.have_room(1)
            assert streams.have_room(2)
        assert streams.have_room(1)
        for number in range(ALTOGETHER - A_GAME + 1):
            others.enter_context(streams.one_more(10 + number))
        assert not streams.have_room(9_999)
