"""Who won a duel: folded from the answers to closed questions, so that no score tells of an open one."""

from dataclasses import dataclass
from datetime import datetime

from bot.duels.rules.model import Duel, End, Stakes
from bot.kernel.asked import Player
from bot.kernel.people import is_erased
from bot.kernel.places import worth
from bot.ratings.api import Game, Placed


@dataclass(frozen=True, slots=True)
class Tally:
    """One player's part so far. `right_ms` sums the time on right answers."""

    player: Player
    points: int
    right: int
    answered: int
    right_ms: int


def tally(duel: Duel, player: Player) -> Tally:
    """The sums over a player's answers to closed questions."""
    closed = [asked for asked in duel.asked if asked.closed_at is not None]
    locked = [asked.answers[player.id] for asked in closed if player.id in asked.answers]
    right = [one for one in locked if one.correct]
    return Tally(
        player, sum(one.points for one in locked), len(right), len(locked), sum(one.elapsed_ms for one in right)
    )


def has_result(duel: Duel) -> bool:
    """Whether a duel was decided, be it as a draw."""
    return duel.end in (End.FINISHED, End.FORFEIT)


def winner(duel: Duel) -> Player | None:
    """Who stands first by the rule for places; a forfeit goes to the other. None: a draw, or undecided."""
    if not has_result(duel):
        return None
    if duel.forfeited_by is not None:
        return duel.other(duel.forfeited_by)
    other, best = sorted((tally(duel, player) for player in duel.players), key=lambda one: worth(one, timed=True))
    return best.player if worth(best, timed=True) > worth(other, timed=True) else None


def rated_game(duel: Duel, rated_at: datetime) -> Game | None:
    """The game as ratings see it; None where the duel moves none: with somebody who was erased nobody is compared."""
    if not has_result(duel) or duel.stakes is not Stakes.RATED or any(is_erased(one.id) for one in duel.players):
        return None
    best = winner(duel)
    return Game(duel.id, rated_at, tuple(Placed(one.id, 1 if best in (None, one) else 2) for one in duel.players))
