"""The messages of a tournament: the sign-up, which in an arena goes on to show the standings; a card a round; the end.

However many games there are, a channel sees no more than these.
"""

from bot.tournaments.rules.model import Phase, Tournament

CUP = "cup"
ROUND = "cupround"
PODIUM = "cuppodium"
LEFT = "cupleft"
"""What was the latest message in a channel that the tournament left."""


def cards(tournament: Tournament) -> list[str]:
    """Every message that must have been shown by now, in order."""
    rounds = [f"{ROUND}{number}" for number in range(1, tournament.round + 1)]
    ended = tournament.phase is Phase.ENDED and tournament.started_at is not None
    return [CUP, *rounds, *([PODIUM] if ended else [])]


def is_card(card: str) -> bool:
    """Whether a message is a tournament's."""
    return card in (CUP, PODIUM) or card.startswith((ROUND, LEFT))


def left(channel_id: int) -> str:
    """The message that says, in a channel, where the tournament has gone."""
    return f"{LEFT}{channel_id}"


def round_of(card: str) -> int:
    """Which round a card is about."""
    return int(card.removeprefix(ROUND))


def new_cards(before: Tournament | None, after: Tournament) -> list[str]:
    """The messages that a change calls for."""
    known = cards(before) if before else []
    return [card for card in cards(after) if card not in known]
