"""Who takes which part of the bot, and who gives one away: pure, and the same for every process that looks."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from math import ceil


@dataclass(frozen=True, slots=True)
class Lease:
    """Who has a part. `epoch`: how often it has changed hands. `free`: nobody has it, or whoever had it is gone."""

    part: int
    epoch: int
    owner: str | None
    free: bool


@dataclass(frozen=True, slots=True)
class Plan:
    """What one process is to do now: take these; give one of its own to another process."""

    take: Sequence[Lease] = ()
    give: tuple[Lease, str] | None = None


def plan(me: str, members: Collection[str], leases: Collection[Lease], leaving: Collection[str] = frozenset()) -> Plan:
    """What `me` is to do, with these members there: nothing, unless it is among them.

    Nobody takes more than an even share, so what is free finds enough takers however many take at once. Only one
    gives, one at a time, and only where nothing is free: nothing is carried to and fro. Those that are `leaving` take
    nothing and give what they have, one after the other, unless all are; then the richest gives.
    """
    if me not in members:
        return Plan()
    staying = [name for name in members if name not in leaving] or list(members)
    free = sorted((lease for lease in leases if lease.free), key=lambda lease: lease.part)
    mine = [lease for lease in leases if lease.owner == me and not lease.free]
    if free:
        room = 0 if me not in staying else ceil(len(leases) / len(staying)) - len(mine)
        return Plan(take=free[: max(0, room)])
    return Plan(give=_gift(me, staying, leases, mine))


def poorest(staying: Collection[str], leases: Collection[Lease]) -> str | None:
    """Who has the least, to be given something; None where nobody stays."""
    has = Counter(lease.owner for lease in leases)
    return min(staying, key=lambda name: (has[name], name), default=None)


def _gift(
    me: str, staying: Collection[str], leases: Collection[Lease], mine: Sequence[Lease]
) -> tuple[Lease, str] | None:
    to = poorest(staying, leases)
    if to is None or not mine:
        return None
    has = Counter(lease.owner for lease in leases)
    going = sorted({str(lease.owner) for lease in leases} - {*staying})
    most = max(has[name] for name in staying)
    giver = going[0] if going else min(name for name in staying if has[name] == most)
    if me != giver or (not going and most - has[to] < 2):
        return None
    return max(mine, key=lambda lease: lease.part), to
