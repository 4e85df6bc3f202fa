"""The messages of a round: which must exist, and which show something else after a change."""

from bot.rounds.rules.model import Phase, Round

LOBBY = "lobby"
PODIUM = "podium"


def question_card(position: int) -> str:
    """The card of a question, by its place in the round (from 0)."""
    return f"q{position}"


def cards(game: Round) -> list[str]:
    """Every message that the round must have shown by now, in order."""
    shown = [LOBBY, *(question_card(position) for position in range(game.position + 1))]
    return [*shown, PODIUM] if game.phase is Phase.ENDED and game.position >= 0 else shown


def new_cards(before: Round | None, after: Round) -> list[str]:
    """The messages that a change calls for."""
    known = cards(before) if before else []
    return [card for card in cards(after) if card not in known]


def current_card(game: Round) -> str:
    """The message that the round happens in just now."""
    return cards(game)[-1]


def changed_cards(before: Round | None, after: Round) -> list[str]:
    """The messages that look different after a change: where the round was, where it is, and what lies between."""
    first = cards(after).index(current_card(before)) if before else 0
    return cards(after)[first:]
