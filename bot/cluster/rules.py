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


def plan(me: str, members: Collection[str], leases: Collection[Lease]) -> Plan:
    """What `me` is to do, with these members there: nothing, unless it is among them.

    Nobody takes more than an even share, so what is free finds enough takers however many take at once. Only the
    richest gives, one at a time, and only where nothing is free: nothing is carried to and fro.
    """
    if me not in members:
        return Plan()
    free = sorted((lease for lease in leases if lease.free), key=lambda lease: lease.part)
    mine = [lease for lease in leases if lease.owner == me and not lease.free]
    if free:
        room = ceil(len(leases) / len(members)) - len(mine)
        return Plan(take=free[: max(0, room)])
    return Plan(give=_gift(me, members, leases, mine))


def _gift(
    me: str, members: Collection[str], leases: Collection[Lease], mine: Sequence[Lease]
) -> tuple[Lease, str] | None:
    has = Counter(lease.owner for lease in leases if lease.owner in members)
    by_wealth = sorted(members, key=lambda name: (has[name], name))
    poorest, most = by_wealth[0], has[by_wealth[-1]]
    richest = min(name for name in members if has[name] == most)
    if me != richest or most - has[poorest] < 2:
        return None
    return max(mine, key=lambda lease: lease.part), poorest
