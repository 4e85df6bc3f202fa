"""The leases in a database on a PostgreSQL server, and the fence that every commit passes. All times are the server's.

A process is there while it beats and the session that beats is still connected: one that is killed is gone as soon as
the server has noticed, one that hangs when its time has run out.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from math import gcd

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    Text,
    Update,
    and_,
    case,
    cast,
    column,
    delete,
    exists,
    extract,
    func,
    not_,
    or_,
    select,
    table,
    text,
    update,
)
from sqlalchemy.dialects.postgresql import Insert, insert
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.cluster.rules import Lease
from bot.cluster.tables import leases, members
from bot.storage.errors import LostError
from bot.storage.tables import heartbeat, meta

LEASE_S = 5.0
"""Who has not beaten for so long has lost what it had; a process counts with that, too, by a clock of its own."""

GRACE_S = 1.0
"""So long after its last beat a process may be without a session: a server that restarts ends everybody's."""

TURNS_AHEAD_S = 15.0
"""So far ahead a shard takes a turn to connect; with a process that dies, no more than these are lost.

One that is heard meanwhile takes its turn only when it comes: whichever is not heard by then has been faster.
"""

SET_BACK_S = 2 * TURNS_AHEAD_S
"""If the last turn that was taken is further ahead than that, the server's clock was set back."""

FORGOTTEN_S = 3_600.0
"""A process that has ended without a word is listed for so long."""

ENDS_WITHIN_MS = 2_000

GIVES, ENDS = 1, 2
"""What `members.leaving` says, where it is not 0: to give away what it has, and then to end as well."""

TAKEN = "another process of the cluster has taken over"

_activity = table("pg_stat_activity", column("pid"), column("backend_start"), column("application_name"))
NOW = cast(extract("epoch", func.clock_timestamp()) * 1000, BigInteger)
"""The server's time, in ms since 1970."""

_BEGAN = cast(extract("epoch", _activity.c.backend_start) * 1_000_000, BigInteger)
_ME = func.pg_backend_pid()


@dataclass(frozen=True, slots=True)
class Member:
    """A process of the cluster; `there`: it is alive. `silent_s`: seconds since it last beat.

    `leaving`: it gives away what it has; `ending`: and then ends.
    """

    name: str
    cluster: str
    program: str
    there: bool
    silent_s: float
    leaving: bool = False
    ending: bool = False


@dataclass(frozen=True, slots=True)
class Seen:
    """One look at the cluster."""

    members: tuple[Member, ...]
    leases: tuple[Lease, ...]

    @property
    def there(self) -> frozenset[str]:
        """The names of those that are alive."""
        return frozenset(member.name for member in self.members if member.there)

    @property
    def leaving(self) -> frozenset[str]:
        """The names of those that are to give away what they have."""
        return frozenset(member.name for member in self.members if member.leaving)

    @property
    def free(self) -> list[int]:
        """The parts that nobody has."""
        return [lease.part for lease in self.leases if lease.free]

    def parts_of(self, name: str) -> list[int]:
        """What a process has."""
        return [lease.part for lease in self.leases if lease.owner == name and not lease.free]


_AHEAD = members.c.beat_at > NOW + int(GRACE_S * 1000)
"""It beat while the server's clock was ahead, which was set back since."""

_LONG_GONE = members.c.beat_at < NOW - int(FORGOTTEN_S * 1000)


class LeaseStore:
    """What one process reads and writes about the cluster, on sessions of its own that commit each statement."""

    def __init__(self, engine: AsyncEngine, me: str) -> None:
        self._engine = engine
        self._said: dict[str, str] = {}
        self.me = me

    async def join(self, cluster: str, program: str, parts: int) -> int:
        """Be one of them from now on; how many parts there are. Those that are long gone are forgotten.

        The number is the one that those who are there go by. Where nobody is, it is the one given.
        """
        self._said = {"name": self.me, "cluster": cluster, "program": program}
        async with self._engine.connect() as connection:
            await connection.execution_options(isolation_level="READ COMMITTED")
            async with connection.begin():
                await connection.execute(text("LOCK TABLE leases IN SHARE ROW EXCLUSIVE MODE"))  # one joins at a time
                known = await connection.run_sync(_count_parts, parts)
                await connection.execute(delete(members).where(_LONG_GONE))
                await connection.execute(self._beat())
        return known

    async def beat(self) -> None:
        """Say that this process is there, and on which session; also where the others have forgotten it."""
        async with self._engine.connect() as connection:
            await connection.execute(self._beat())

    def _beat(self) -> Insert:
        began = select(_BEGAN).where(_activity.c.pid == _ME).scalar_subquery()
        now = {"joined_at": NOW, "beat_at": NOW, "pid": _ME, "began_us": began}
        put = insert(members).values(self._said | now)
        changed = {name: put.excluded[name] for name in ("beat_at", "pid", "began_us")}
        return put.on_conflict_do_update(index_elements=["name"], set_=changed)

    async def retire(self) -> None:
        """Have everybody know that this process gives away what it has, and takes nothing."""
        async with self._engine.connect() as connection:
            await connection.execute(update(members).where(members.c.name == self.me).values(leaving=GIVES))

    async def look(self) -> Seen:
        """Who is there, and who has what. A beat that lies ahead is put right, so that it runs out as any other."""
        async with self._engine.connect() as connection:
            seen = await connection.run_sync(look)
            if any(member.silent_s < -GRACE_S for member in seen.members):
                await connection.execute(_put_right())
            return seen

    async def take(self, lease: Lease) -> int | None:
        """Take a part that is free; its new epoch, None where another process was faster or its owner is back.

        The sessions of an owner that is gone are ended first: one that hangs in the middle of a commit would keep the
        row locked, and nothing of it may come after this.
        """
        gone = or_(leases.c.owner.is_(None), leases.c.owner.not_in(select(members.c.name).where(_there())))
        same = and_(leases.c.part == lease.part, leases.c.epoch == lease.epoch, gone)
        ended = select(func.pg_terminate_backend(_activity.c.pid, ENDS_WITHIN_MS)).where(
            _activity.c.application_name == lease.owner,
            _activity.c.pid != _ME,
            exists().where(same),
        )
        taken = update(leases).where(same).values(owner=self.me, epoch=leases.c.epoch + 1, taken_at=NOW)
        async with self._engine.connect() as connection:
            if lease.owner is not None:
                await connection.execute(ended)
            epoch: int | None = (await connection.execute(taken.returning(leases.c.epoch))).scalar_one_or_none()
            return epoch

    async def give(self, lease: Lease, to: str) -> bool:
        """Give a part of ours to a process by name; whether it was still ours."""
        ours = and_(leases.c.part == lease.part, leases.c.epoch == lease.epoch, leases.c.owner == self.me)
        given = update(leases).where(ours).values(owner=to, epoch=leases.c.epoch + 1, taken_at=NOW)
        async with self._engine.connect() as connection:
            return (await connection.execute(given.returning(leases.c.part))).first() is not None

    async def identify_turn(self, bucket: int, apart_s: float, lead_s: float, ahead_s: float) -> tuple[float, bool]:
        """Take the next turn of all processes to begin a session in a bucket: in how many seconds it is, and True.

        It is in `lead_s` seconds at the soonest. Where it would be in more than `ahead_s`, none is taken, so that few
        are lost with a process that dies: in how many seconds it is worth asking again, and False. After the server's
        clock was set back, it is after all that may have been taken before.
        """
        name, apart, ahead = f"identify {bucket}", int(apart_s * 1000), int(ahead_s * 1000)
        last, soonest = cast(meta.c.value, BigInteger), NOW + int(lead_s * 1000)
        next_at, set_back = last + apart, last > NOW + int(SET_BACK_S * 1000)
        put = insert(meta).values(name=name, value=cast(soonest, Text))
        at = case((set_back, NOW + int(TURNS_AHEAD_S * 1000) + apart), else_=func.greatest(next_at, soonest))
        soon_enough = or_(next_at <= NOW + ahead, set_back)
        turn = put.on_conflict_do_update(index_elements=["name"], set_={"value": cast(at, Text)}, where=soon_enough)
        async with self._engine.connect() as connection:
            in_ms = cast(meta.c.value, BigInteger) - NOW
            if (found := (await connection.execute(turn.returning(in_ms))).scalar_one_or_none()) is not None:
                return max(0.0, float(found) / 1000), True
            again = select(next_at - ahead - NOW).where(meta.c.name == name)
            return max(0.0, float((await connection.execute(again)).scalar_one_or_none() or 0.0) / 1000), False

    async def free(self, part: int) -> None:
        """Have a part of ours be nobody's: whoever looks next takes it."""
        ours = and_(leases.c.part == part, leases.c.owner == self.me)
        async with self._engine.connect() as connection:
            await connection.execute(update(leases).where(ours).values(owner=None))

    async def leave(self) -> None:
        """Be none of them any more: what we have is free at once."""
        async with self._engine.connect() as connection:
            await connection.execute(update(leases).where(leases.c.owner == self.me).values(owner=None))
            await connection.execute(delete(members).where(members.c.name == self.me))

    async def close(self) -> None:
        """End the sessions."""
        await self._engine.dispose()


class Fence:
    """What this process may write for. Each of its commits locks these rows first, and is refused if one has changed.

    A taker waits for the lock, so nothing of an older epoch is committed after a takeover.
    """

    def __init__(self, me: str, held: Mapping[int, int]) -> None:
        """`held`: part → epoch."""
        self._me = me
        self._held = dict(held)

    def check(self, connection: Connection) -> None:
        """Raise `LostError` unless all that we hold is still ours; until the transaction ends it stays so."""
        ours = select(leases.c.part, leases.c.epoch).where(leases.c.owner == self._me, leases.c.part.in_(self._held))
        found = connection.execute(ours.order_by(leases.c.part).with_for_update(read=True))
        if {row.part: row.epoch for row in found} != self._held:
            raise LostError(TAKEN)


def look(connection: Connection) -> Seen:
    """Who is there, or was until lately, and who has what."""
    silent = (NOW - members.c.beat_at) / 1000.0
    who = select(
        members.c.name,
        members.c.cluster,
        members.c.program,
        _there().label("there"),
        silent.label("silent_s"),
        members.c.leaving,
    )
    known = [
        Member(
            row.name,
            row.cluster,
            row.program,
            row.there,
            float(row.silent_s),
            leaving=bool(row.leaving),
            ending=row.leaving == ENDS,
        )
        for row in connection.execute(who.where(~_LONG_GONE).order_by(members.c.name))
    ]
    there = {member.name for member in known if member.there}
    rows = connection.execute(select(leases).order_by(leases.c.part))
    return Seen(tuple(known), tuple(Lease(row.part, row.epoch, row.owner, row.owner not in there) for row in rows))


def drain(connection: Connection, name: str, *, end: bool = False) -> None:
    """Have a process give away what it has, and take nothing more; it stays, unless it is to `end` afterward."""
    connection.execute(update(members).where(members.c.name == name).values(leaving=ENDS if end else GIVES))


def _count_parts(connection: Connection, parts: int) -> int:
    """How many parts there are: as many as wanted, unless somebody is there who goes by another number.

    Parts of another number have other servers: nobody goes on with a session of theirs, so no epoch follows theirs.
    """
    known = [(row.part, row.epoch) for row in connection.execute(select(leases.c.part, leases.c.epoch))]
    if known and connection.execute(select(members.c.name).where(_there())).first():
        return len(known)
    _renumber_beats(connection, parts)
    if len(known) == parts:
        return parts
    epoch = 1 + max((epoch for _, epoch in known), default=-1)
    connection.execute(delete(leases))
    connection.execute(insert(leases), [{"part": part, "epoch": epoch} for part in range(parts)])
    return parts


def _renumber_beats(connection: Connection, parts: int) -> None:
    """Have it be noted by these parts when each server was last heard, if those before had another number.

    Each part reads that when it begins, and the first that beats would hide from the others what is known of theirs.
    """
    rows = connection.execute(select(heartbeat)).all()
    before = max(rows, key=lambda row: row.alive_at).shards or 1 if rows else parts
    if before == parts:
        return
    known = {row.id: row.alive_at for row in rows if (row.shards or 1) == before}
    alike = gcd(before, parts)  # servers of two parts, one of each number, can be the same only if they agree in this
    beats = {
        part: min((at for other, at in known.items() if other % alike == part % alike), default=min(known.values()))
        for part in range(parts)
    }
    connection.execute(delete(heartbeat))
    connection.execute(insert(heartbeat), [{"id": n, "alive_at": at, "shards": parts} for n, at in beats.items()])


def _put_right() -> Update:
    """What beat while the server's clock was ahead counts as if it had beaten just now, as long as it is connected.

    The rows are locked in one order, and those that beat in this instant are left alone.
    """
    ahead = select(members.c.name).where(_AHEAD).order_by(members.c.name).with_for_update(skip_locked=True)
    return update(members).where(members.c.name.in_(ahead)).values(beat_at=NOW - int(GRACE_S * 1000))


def _there() -> ColumnElement[bool]:
    """Whether a member is alive. What other users' sessions are is hidden: then its number has to do.

    One that beat while the clock was ahead has no moment without a session: when that was is not known.
    """
    began = or_(_activity.c.backend_start.is_(None), members.c.began_us == _BEGAN)
    connected = exists().where(_activity.c.pid == members.c.pid, began).correlate(members)
    beaten = members.c.beat_at
    lately = and_(beaten > NOW - int(GRACE_S * 1000), not_(_AHEAD))
    return and_(beaten > NOW - int(LEASE_S * 1000), or_(lately, connected))
