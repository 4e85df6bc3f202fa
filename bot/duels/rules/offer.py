"""A challenge: offered to somebody or to anybody, and accepted, declined, taken back or forgotten."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.duels.rules.model import Duel, DuelPace, DuelSettings, End, Newcomers, Phase, Refusal, Stakes
from bot.kernel.asked import Asked, Player
from bot.kernel.clock import counts_from
from bot.kernel.people import is_erased
from bot.kernel.questions import Question

OFFER_STANDS = {DuelPace.LIVE: timedelta(minutes=5), DuelPace.DAY: timedelta(hours=24)}
"""So long a challenge can be accepted."""

TIME_TO_PLAY = timedelta(hours=24)
"""Within a day: from the acceptance on."""

GET_READY = timedelta(seconds=15)
"""The first question of a live duel, or the one after an outage, comes after this long at the latest."""

LEAST_ANSWERS = 20
"""A duel with somebody of fewer answers on this server moves no rating."""


@dataclass(frozen=True, slots=True)
class Part:
    """Of which game a duel is a part, its number there, and when its time comes.

    Live: when the first question comes at the latest. Each alone: until when it can be played.
    `waits`: a live one begins only once both are ready, as after an outage, and is called off at `begins_by`.
    """

    of: int
    number: int
    begins_by: datetime
    waits: bool = False


def challenge(
    *,
    duel_id: int,
    guild_id: int,
    channel_id: int,
    challenger: Player,
    invited: Player | None,
    settings: DuelSettings,
    seed: int,
    at: datetime,
) -> Duel | Refusal:
    """A new challenge; nobody challenges themselves."""
    if invited is not None and invited.id == challenger.id:
        return Refusal.SELF
    return Duel(
        id=duel_id,
        guild_id=guild_id,
        channel_id=channel_id,
        settings=settings,
        seed=seed,
        created_at=at,
        active_at=at,
        challenger=challenger,
        invited=invited,
        due_at=at + OFFER_STANDS[settings.pace],
    )


def accept(
    duel: Duel, player: Player, chosen: Sequence[Question], answered: Sequence[int], at: datetime
) -> Duel | Refusal:
    """Take the challenge up with these questions; `answered` is how many answers each has given on this server."""
    refusal = why_not_accept(duel, player.id)
    if refusal is not None:
        return refusal
    if not chosen:
        return Refusal.NO_QUESTIONS
    live, at = duel.is_live, counts_from(at, duel.heard_since)
    return replace(
        duel,
        settings=duel.settings.shortened(len(chosen)),
        opponent=player,
        asked=tuple(Asked(question, seed=duel.seed + place) for place, question in enumerate(chosen)),
        phase=Phase.READY if live else Phase.ALONE,
        due_at=at + (GET_READY if live else TIME_TO_PLAY),
        stakes=_stakes(duel.settings, answered),
        newcomers=_newcomers(answered) if duel.settings.rated else Newcomers.NOBODY,
        active_at=at,
    )


def pair(
    *,
    duel_id: int,
    guild_id: int,
    channel_id: int,
    players: tuple[Player, Player],
    settings: DuelSettings,
    part: Part,
    seed: int,
    chosen: Sequence[Question],
    answered: Sequence[int],
    at: datetime,
) -> Duel:
    """A duel of two who were paired, and so accepted by both; it is a part of another game."""
    first, second = players
    offered = Duel(
        id=duel_id,
        guild_id=guild_id,
        channel_id=channel_id,
        settings=settings.shortened(len(chosen)),
        seed=seed,
        created_at=at,
        active_at=at,
        challenger=first,
        part_of=part.of,
        part=part.number,
    )
    begun = accept(offered, second, chosen, answered, at)
    if not isinstance(begun, Duel):
        return offered
    return replace(begun, due_at=part.begins_by, phase=Phase.PAUSED if part.waits else begun.phase)


def why_not_accept(duel: Duel, player_id: int) -> Refusal | None:
    """Why somebody cannot take the challenge up, None where they can."""
    if duel.phase is not Phase.OFFERED:
        return Refusal.ENDED if duel.phase is Phase.ENDED else Refusal.BEGUN
    if player_id == duel.challenger.id:
        return Refusal.OWN
    if is_erased(duel.challenger.id):
        return Refusal.CHALLENGER_GONE
    return Refusal.NOT_INVITED if duel.invited and duel.invited.id != player_id else None


def is_out_to(duel: Duel, guild_id: int, challenger_id: int, invited_id: int) -> bool:
    """Whether this is a challenge on a server, of one person to another, that still waits for its answer."""
    waits = duel.phase is Phase.OFFERED and duel.guild_id == guild_id and duel.challenger.id == challenger_id
    return waits and duel.invited is not None and duel.invited.id == invited_id


def is_out_in(duel: Duel, channel_id: int, challenger_id: int) -> bool:
    """Whether this is a challenge in a channel, of one person to anybody, that still waits for somebody."""
    waits = duel.phase is Phase.OFFERED and duel.channel_id == channel_id and duel.challenger.id == challenger_id
    return waits and duel.invited is None


def is_rematch(duel: Duel, of: Duel, by: int) -> bool:
    """Whether this is a challenge that waits, of one player of a duel to the other, to the same once more."""
    others = [player.id for player in of.players if player.id != by]
    return duel.settings.wish == of.settings.wish and any(is_out_to(duel, of.guild_id, by, other) for other in others)


def _stakes(settings: DuelSettings, answered: Sequence[int]) -> Stakes:
    if not settings.rated:
        return Stakes.FRIENDLY
    return Stakes.NEWCOMER if _newcomers(answered) else Stakes.RATED


def _newcomers(answered: Sequence[int]) -> Newcomers:
    """`answered`: the challenger's answers, and the opponent's."""
    return Newcomers(sum(one for one, number in zip(Newcomers, answered, strict=True) if number < LEAST_ANSWERS))


def decline(duel: Duel, player_id: int, at: datetime) -> Duel | Refusal:
    """Say no to a challenge, or take one's own back."""
    if duel.phase is not Phase.OFFERED:
        return Refusal.ENDED if duel.phase is Phase.ENDED else Refusal.BEGUN
    if player_id == duel.challenger.id:
        return over(duel, End.WITHDRAWN, at)
    if duel.invited is None:
        return Refusal.NOT_THE_CHALLENGER
    return over(duel, End.DECLINED, at) if duel.invited.id == player_id else Refusal.NOT_INVITED


def over(duel: Duel, end: End, at: datetime, forfeited_by: int | None = None) -> Duel:
    """End the duel, whatever it was doing; what is open is closed with the answers it has."""
    asked = tuple(
        replace(one, closed_at=at) if _begun(duel, place) and one.closed_at is None else one
        for place, one in enumerate(duel.asked)
    )
    return replace(
        duel,
        phase=Phase.ENDED,
        end=end,
        asked=asked,
        forfeited_by=forfeited_by,
        ended_at=at,
        due_at=None,
        ready=frozenset(),
        active_at=at,
    )


def _begun(duel: Duel, place: int) -> bool:
    """Whether a question has been put to anybody: within a day all of them count as put to both."""
    return not duel.is_live or place <= duel.position
