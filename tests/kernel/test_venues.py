"""Where a press can be meant for a game: a forged or forwarded one from elsewhere never is."""

import pytest

from bot.kernel.venues import DAILY, EXAM, NIGHT, PRACTICE, TOURNAMENT, GameVenue, Venue, can_be_pressed

HERE, BESIDE, ELSEWHERE, DIRECT = Venue(1, 10), Venue(1, 11), Venue(2, 10), Venue(0, 10)


def pressed_from(game: GameVenue, *, plays_there: bool = False) -> list[Venue]:
    return [one for one in (HERE, BESIDE, ELSEWHERE, DIRECT) if can_be_pressed(game, one, plays_there=plays_there)]


@pytest.mark.parametrize("plays_there", [False, True])
def test_a_quiz_is_pressed_in_its_channel_alone(plays_there: bool) -> None:
    """The same number of a channel on another server is another channel."""
    assert pressed_from(GameVenue("round", HERE), plays_there=plays_there) == [HERE]


@pytest.mark.parametrize("kind", [PRACTICE, EXAM])
def test_what_is_ones_own_is_pressed_anywhere(kind: str) -> None:
    assert pressed_from(GameVenue(kind, HERE)) == [HERE, BESIDE, ELSEWHERE, DIRECT]


def test_a_daily_is_pressed_on_its_server_and_in_direct_messages_by_who_plays_there() -> None:
    """In private, its questions are the same; on another server its buttons are nobody's."""
    assert pressed_from(GameVenue(DAILY, HERE)) == [HERE, BESIDE]
    assert pressed_from(GameVenue(DAILY, HERE), plays_there=True) == [HERE, BESIDE, DIRECT]


@pytest.mark.parametrize(
    "game", [GameVenue(TOURNAMENT, HERE), GameVenue(NIGHT, HERE), GameVenue("duel", HERE, is_part=True)]
)
def test_what_can_move_is_pressed_anywhere_on_its_server(game: GameVenue) -> None:
    """Not in direct messages, whoever plays there."""
    assert pressed_from(game) == pressed_from(game, plays_there=True) == [HERE, BESIDE]
