"""What the host decides about a round besides its clock: who is in, who hosts, how much a question counts."""

from dataclasses import replace
from datetime import datetime, timedelta

from bot.kernel.clock import counts_from
from bot.kernel.pace import Pace
from bot.rounds.rules.lobby import hosted, leave
from bot.rounds.rules.model import Joining, PauseReason, Phase, Refusal, Round, Weight
from bot.rounds.rules.play import pause

LOOK_UP = timedelta(minutes=5)
"""A break to look something up lasts so long, unless the host ends it earlier."""


def remove(game: Round, player_id: int, at: datetime) -> Round | Refusal:
    """Take somebody out for good: they cannot come back into this round, and stand in it no more.

    What they answered stays their own.
    """
    if game.phase is Phase.ENDED:
        return Refusal.ENDED
    player = game.players.get(player_id)
    if player is None or player_id in game.removed:
        return Refusal.NOT_PLAYING
    left = leave(game, player_id, at) if player.active else game
    return left if isinstance(left, Refusal) else replace(left, removed=game.removed | {player_id})


def pass_on(game: Round, player_id: int) -> Round | Refusal:
    """Have somebody else host, who is in."""
    if game.phase is Phase.ENDED:
        return Refusal.ENDED
    player = game.players.get(player_id)
    if player is None or not player.active:
        return Refusal.NOT_PLAYING
    return game if player_id == game.host_id else hosted(replace(game, host_id=player_id))


def let_in(game: Round, who: Joining) -> Round | Refusal:
    """Say who may still come in."""
    return Refusal.ENDED if game.phase is Phase.ENDED else replace(game, joining=who)


def set_pace(game: Round, pace: Pace) -> Round | Refusal:
    """Change the pace, in the lobby or between two questions: an open question keeps the time that it was given."""
    if game.phase is not Phase.LOBBY and (refusal := _why_not_between(game)):
        return refusal
    return replace(game, settings=replace(game.settings, pace=pace))


def weigh(game: Round, weight: Weight) -> Round | Refusal:
    """Say how much the next question counts, before anybody has seen it."""
    if refusal := _why_not_between(game):
        return refusal
    if game.position + 1 >= len(game.asked):
        return Refusal.NO_NEXT
    others = {position: one for position, one in game.weights.items() if position != game.position + 1}
    chosen = {} if weight is Weight.ONCE else {game.position + 1: weight}
    return replace(game, weights={**others, **chosen})


def warm_up(game: Round, *, wanted: bool) -> Round | Refusal:
    """Have a first question that does not count, on top of the others, or have none."""
    if game.phase is Phase.LOBBY:
        return replace(game, warm_up=wanted)
    return Refusal.ENDED if game.phase is Phase.ENDED else Refusal.BEGUN


def look_up(game: Round, at: datetime) -> Round | Refusal:
    """A break at the reveal in which everybody can read up on it; then the round goes on by itself."""
    if game.phase is not Phase.REVEAL:
        return _why_not_between(game) or Refusal.PAUSED
    at = counts_from(at, game.heard_since)
    return replace(pause(game, PauseReason.LOOK_UP, at), due_at=at + LOOK_UP)


def between(game: Round) -> bool:
    """Whether the round stands between two questions: at a reveal, paused or not."""
    waiting = game.pause.resume_to if game.pause else game.phase
    return waiting is Phase.REVEAL


def _why_not_between(game: Round) -> Refusal | None:
    if game.phase in (Phase.ENDED, Phase.LOBBY):
        return Refusal.ENDED if game.phase is Phase.ENDED else Refusal.NOT_BEGUN
    return None if between(game) else Refusal.NOT_BETWEEN
