"""The messages of a round."""

from __future__ import annotations

from hypothesis import given

from bot.rounds.rules import control, play
from bot.rounds.rules.cards import cards, changed_cards, current_card, new_cards
from tests.strategies import ADA, MINUTE, NOON, Story, a_lobby, asking, granted, stories


def test_the_messages_of_a_round() -> None:
    """A lobby, a card for each question asked, and a podium at the end."""
    game = asking(ADA)
    assert cards(a_lobby(ADA)) == ["lobby"]
    assert cards(game) == ["lobby", "q0"]
    second = play.next_question(play.close(game, NOON), NOON)
    assert cards(second) == ["lobby", "q0", "q1"]
    assert cards(granted(control.stop(second, NOON))) == ["lobby", "q0", "q1", "podium"]


def test_a_lobby_that_ends_has_no_podium() -> None:
    """Where nothing was played there is nothing to stand on."""
    assert cards(granted(control.stop(a_lobby(ADA), NOON))) == ["lobby"]


def test_what_has_to_be_drawn_again() -> None:
    """Going on changes the message that the round was in, and the new one."""
    game = asking(ADA)
    second = play.next_question(play.close(game, NOON), NOON)
    assert changed_cards(None, a_lobby(ADA)) == ["lobby"]
    assert changed_cards(a_lobby(ADA), game) == ["lobby", "q0"]
    assert changed_cards(game, second) == ["q0", "q1"]
    assert changed_cards(second, second) == ["q1"]


def test_a_new_message_is_as_old_as_the_round_says() -> None:
    """A round's last activity is when it called for its latest message, so that the message's age is told right."""
    later = NOON + 5 * MINUTE
    second = play.next_question(play.close(asking(ADA), NOON), later)
    assert second.active_at == later
    assert granted(control.stop(second, later + MINUTE)).active_at == later + MINUTE


@given(stories())
def test_messages_only_come(story: Story) -> None:
    """No message ever goes away, each comes once, and the round happens in the last."""
    seen: list[str] = []
    before = None
    for game in story.states:
        seen += new_cards(before, game)
        assert seen == cards(game)
        assert len(set(seen)) == len(seen)
        assert current_card(game) == seen[-1]
        before = game
