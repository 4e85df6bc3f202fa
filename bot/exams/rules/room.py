"""A group that sits a mock together: who comes in before it begins, and when it is over. Papers are each one's own."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum

from bot.exams.rules.model import Refusal
from bot.kernel.asked import Player
from bot.kernel.clock import moved_back
from bot.kernel.questions import Exam

WAITS = timedelta(minutes=30)
"""So long a group waits to be started; then it is called off."""

WALK_WAITS = timedelta(days=7)
"""So long a group may pause while it talks about what split it; then nobody goes on any more."""

MOST_PEOPLE = 40
"""More names would not fit on the card."""


class Phase(StrEnum):
    """Where a group stands. `CALLED_OFF`: it never began."""

    GATHERING = "gathering"
    SITTING = "sitting"
    OVER = "over"
    CALLED_OFF = "called_off"


@dataclass(frozen=True, slots=True)
class Room:
    """One group. `extra_time` has those who take 30 minutes more, until it is over; `due_at` is when it is called off.

    `walk` holds the questions, by id, that the group talks about; `step` is where they are in it (each question has two
    steps: first what was chosen, then the key), -1 before they begin, and past its end where they were left off.
    """

    id: int
    guild_id: int
    channel_id: int
    host_id: int
    exam: Exam
    seed: int
    created_at: datetime
    active_at: datetime
    members: Mapping[int, Player] = field(default_factory=dict)
    extra_time: frozenset[int] = frozenset()
    phase: Phase = Phase.GATHERING
    due_at: datetime | None = None
    walk: tuple[str, ...] = ()
    step: int = -1
    ended_at: datetime | None = None

    @property
    def item(self) -> str | None:
        """The question that is talked about, by id; None where none is."""
        return self.walk[self.step // 2] if 0 <= self.step < 2 * len(self.walk) else None

    @property
    def was_left(self) -> bool:
        """Whether they stopped talking before the end."""
        return self.step > 2 * len(self.walk)

    @property
    def shows_key(self) -> bool:
        """Whether its key is on the card."""
        return self.step % 2 == 1


def gather(*, room_id: int, guild_id: int, channel_id: int, host: Player, exam: Exam, seed: int, at: datetime) -> Room:
    """Open a group, its host in it."""
    return Room(
        id=room_id,
        guild_id=guild_id,
        channel_id=channel_id,
        host_id=host.id,
        exam=exam,
        seed=seed,
        created_at=at,
        active_at=at,
        members={host.id: host},
        due_at=at + WAITS,
    )


def join(room: Room, player: Player, at: datetime, *, extra_time: bool) -> Room | Refusal:
    """Come in, or come in with the other time."""
    if room.phase is not Phase.GATHERING:
        return Refusal.ROOM_BEGUN if room.phase is Phase.SITTING else Refusal.ROOM_OVER
    if player.id not in room.members and len(room.members) >= MOST_PEOPLE:
        return Refusal.ROOM_FULL
    extra = room.extra_time | {player.id} if extra_time else room.extra_time - {player.id}
    if player.id in room.members and extra == room.extra_time:
        return room
    return hosted(replace(room, members={**room.members, player.id: player}, extra_time=extra, active_at=at))


def hosted(room: Room) -> Room:
    """A group that gathers with a host who is in it, as long as anybody is: who has been in longest."""
    if room.phase is not Phase.GATHERING or not room.members or room.host_id in room.members:
        return room
    return replace(room, host_id=next(iter(room.members)))


def may_steer(room: Room, by: int, *, may_manage: bool) -> Room | Refusal:
    """The group as it gathers, or why this person cannot begin it, or take it back."""
    if room.phase is not Phase.GATHERING:
        return Refusal.ROOM_BEGUN if room.phase is Phase.SITTING else Refusal.ROOM_OVER
    return room if by == room.host_id or may_manage else Refusal.NOT_HOST


def begin(room: Room, by: int, at: datetime, *, may_manage: bool, left_out: frozenset[int]) -> Room | Refusal:
    """Everybody gets their paper, but for who is `left_out`, since they sit another mock; none of them begins it."""
    allowed = may_steer(room, by, may_manage=may_manage)
    if isinstance(allowed, Refusal):
        return allowed
    sit = {player_id: player for player_id, player in room.members.items() if player_id not in left_out}
    if by in left_out:
        return Refusal.RUNNING
    if not sit:
        return Refusal.NOBODY_FREE
    return replace(room, members=sit, phase=Phase.SITTING, due_at=None, active_at=at)


def call_off(room: Room, by: int, at: datetime, *, may_manage: bool) -> Room | Refusal:
    """The host takes it back before it has begun."""
    allowed = may_steer(room, by, may_manage=may_manage)
    return allowed if isinstance(allowed, Refusal) else _ended(room, Phase.CALLED_OFF, at)


def tick(room: Room, at: datetime) -> Room:
    """A group that nobody starts is called off; the same room before."""
    overdue = room.phase is Phase.GATHERING and room.due_at is not None and at >= room.due_at
    return _ended(room, Phase.CALLED_OFF, at) if overdue else room


def after_outage(room: Room, away_since: datetime, at: datetime) -> Room:
    """Let a group gather for as much longer as nobody could come in, or begin it, from `away_since` to `at`.

    An outage that began later than `at` began by a clock that was ahead, and so did what lies ahead.
    """
    if room.phase is not Phase.GATHERING or room.due_at is None:
        return room
    if away_since > at:
        return replace(room, due_at=moved_back(room.due_at, away_since - at, at + WAITS))
    lost = at - max(away_since, room.created_at)
    if lost <= timedelta():
        return room
    return replace(room, due_at=room.due_at + lost)


def finish(room: Room, walk: tuple[str, ...], at: datetime) -> Room:
    """All papers are in; `walk` has what is worth talking about."""
    return replace(_ended(room, Phase.OVER, at), walk=walk) if room.phase is Phase.SITTING else room


def _ended(room: Room, phase: Phase, at: datetime) -> Room:
    return replace(room, phase=phase, extra_time=frozenset(), due_at=None, ended_at=at, active_at=at)


def go(room: Room, step: int, at: datetime) -> Room | Refusal:
    """Walk on to a step; pressed on a card that has moved on, nothing changes."""
    if room.phase is not Phase.OVER:
        return Refusal.GROUP_WRITES if room.phase is Phase.SITTING else Refusal.ROOM_OVER
    if not room.walk or not 0 <= step <= 2 * len(room.walk):
        return Refusal.UNKNOWN
    return replace(room, step=step, active_at=at) if step == room.step + 1 else room


def leave(room: Room, at: datetime) -> Room:
    """Nobody has gone on talking for long: that is over; the same room before.

    A group that stopped already was only looked at, which counts, so that the next look begins with others.
    """
    if at - room.active_at < WALK_WAITS:
        return room
    return replace(room, step=room.step if room.item is None else 2 * len(room.walk) + 1, active_at=at)
