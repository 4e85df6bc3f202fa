"""The lobby: people come and go until somebody starts the round."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from types import MappingProxyType

from bot.kernel.asked import Asked, Player
from bot.kernel.questions import Question
from bot.rounds.rules.model import EndReason, Joining, Part, Phase, Refusal, Round, Settings, Teams, Weight
from bot.rounds.rules.teams import Strengths, formed, seated
from bot.rounds.rules.turns import taken_over

NONE_KNOWN: Strengths = MappingProxyType({})

IDLE = timedelta(minutes=2)
"""After this long without anybody coming or going, anybody in the lobby may start."""

LIFETIME = timedelta(minutes=15)
"""A lobby that nobody starts ends after this long."""


def open_lobby(
    *,
    round_id: int,
    guild_id: int,
    channel_id: int,
    host: Player,
    settings: Settings,
    seed: int,
    at: datetime,
    teams: Teams | None = None,
    part: Part | None = None,
) -> Round:
    """A new round with its host in it."""
    return Round(
        id=round_id,
        guild_id=guild_id,
        channel_id=channel_id,
        host_id=host.id,
        settings=settings,
        seed=seed,
        created_at=at,
        active_at=at,
        due_at=at + LIFETIME,
        players={host.id: host},
        teams=teams,
        part=part,
    )


def join(game: Round, player: Player, at: datetime) -> Round | Refusal:
    """Come in, in the lobby or while the round runs; coming back keeps what was answered before.

    While teams talk, a turn that nobody is left for passes to whoever comes in.
    """
    known = game.players.get(player.id)
    if known and known.active and game.phase is not Phase.ENDED:
        return Refusal.ALREADY_IN
    if refusal := why_not_in(game, player.id):
        return refusal
    others = {one.id: one for one in game.players.values() if one.id != player.id}
    entered = replace(game, players={**others, player.id: player}, active_at=max(at, game.active_at))
    return hosted(taken_over(seated(entered, player.id)))


def why_not_in(game: Round, player_id: int) -> Refusal | None:
    """Why somebody who is not in may not come in, None where they may."""
    if game.phase is Phase.ENDED:
        return Refusal.ENDED
    if player_id in game.removed:
        return Refusal.REMOVED
    if player_id in game.players or game.joining is Joining.ANYBODY:
        return None
    if game.joining is Joining.NOBODY:
        return Refusal.CLOSED_TO_ALL
    return None if game.phase is Phase.LOBBY else Refusal.NO_LATECOMERS


def leave(game: Round, player_id: int, at: datetime) -> Round | Refusal:
    """Go out. The host's place passes to whoever has been in longest, a turn to answer to another of the team.

    An empty lobby ends.
    """
    if game.phase is Phase.ENDED:
        return Refusal.ENDED
    known = game.players.get(player_id)
    if known is None or not known.active:
        return Refusal.NOT_IN
    left = replace(game, players={**game.players, player_id: replace(known, active=False)}, active_at=at)
    return without_gone(left, at)


def without_gone(game: Round, at: datetime) -> Round:
    """The same round as it goes on once somebody in it is there no more; see `leave`."""
    if game.phase is Phase.LOBBY and not game.active_players:
        return replace(game, phase=Phase.ENDED, end=EndReason.LOBBY_EXPIRED, due_at=None, ended_at=at)
    return hosted(taken_over(game))


def hosted(game: Round) -> Round:
    """The same round with a host who is in it, as long as anybody is."""
    staying = game.active_players
    if not staying or any(player.id == game.host_id for player in staying):
        return game
    return replace(game, host_id=staying[0].id)


def shortened(game: Round, questions: int) -> Round:
    """A lobby that announces no more than so many questions, warm-up included: more cannot be asked any more."""
    left = max(1, questions - game.warm_up)
    if game.phase is not Phase.LOBBY or not questions or left >= game.settings.questions:
        return game
    return replace(game, settings=game.settings.shortened(left))


def begin(
    game: Round,
    by: int,
    chosen: Sequence[Question],
    at: datetime,
    *,
    may_manage: bool = False,
    repeats: int = 0,
    strengths: Strengths = NONE_KNOWN,
) -> Round | Refusal:
    """Start asking `chosen`: the host, who may manage the server, or after two idle minutes anybody in the lobby.

    `repeats` counts the questions among them that were asked here lately. Where a warm-up is wanted the first does not
    count, unless it is the only one. `strengths`: how strong the players are that it is known of, for teams.
    """
    if game.phase is Phase.ENDED:
        return Refusal.ENDED
    if game.phase is not Phase.LOBBY:
        return Refusal.BEGUN
    if by != game.host_id and not may_manage:
        player = game.players.get(by)
        if player is None or not player.active:
            return Refusal.NOT_IN
        if at - game.active_at < IDLE:
            return Refusal.NOT_YET
    if not chosen:
        return Refusal.NO_QUESTIONS
    together = formed(game, strengths)
    if together is Refusal.ONE_TEAM and game.part is not None:  # nobody may be there to mend it before the night ends
        together = replace(game, teams=None, members={})
    if isinstance(together, Refusal):
        return together
    asked = tuple(Asked(question, seed=game.seed + place) for place, question in enumerate(chosen))
    weights = {0: Weight.NOT_AT_ALL} if game.warm_up and len(asked) > 1 else {}
    begun = replace(together, phase=Phase.POSTING, position=0, asked=asked, weights=weights)
    return replace(begun, active_at=at, due_at=None, repeats=repeats)
