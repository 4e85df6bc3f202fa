"""What a quiz is to the night that it is a round of."""

from datetime import datetime

from bot.nights.rules import play
from bot.nights.rules.model import Night
from bot.rounds.api import EndReason, Phase, Round


def outcome_of(game: Round) -> play.Outcome:
    """How a round ended, as seen from its night."""
    return play.Outcome(
        asked=game.position >= 0,
        answered=any(asked.answers for asked in game.asked),
        deserted=game.end in (EndReason.LOBBY_EXPIRED, EndReason.ABANDONED),
    )


def is_ready(night: Night, game: Round) -> bool:
    """Whether a lobby begins by itself: not the first one, as long as nobody but the host is in it."""
    return len(game.active_players) >= play.begins_with(is_first=night.none_played)


def stands(game: Round, at: datetime) -> bool:
    """Whether a quiz can be seen: a lobby that cannot be shown is taken back at once."""
    return game.phase is not Phase.LOBBY or at - game.created_at >= play.RETRY
