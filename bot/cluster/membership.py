"""A process of a cluster from its joining to its leaving: it beats, looks who is there, and takes what is free."""

import asyncio
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import replace

import structlog
from sqlalchemy.exc import SQLAlchemyError

from bot.cluster.rules import Lease, Plan, plan, poorest
from bot.cluster.store import LEASE_S, LeaseStore, Seen
from bot.kernel.outages import Events, OneOutage
from bot.storage.errors import DatabaseError

LOOK_S = 0.4

COURTESY_S = 2.0
"""So long after its first look a process leaves to others what was theirs: they may be coming back, too."""

LEAVING_S = 3.0

AWAY = Events("the database does not answer", "the database still does not answer", "the database answers again")

_log = structlog.get_logger(__name__)


class Membership:
    """This process among the others. `tell` is called whenever something of `held` or `gift` is another.

    What is no longer in `held` is lost at once, whatever is under way with it; what is in `gift` is to be let go in
    order, and then handed over with `give`.
    """

    def __init__(self, store: LeaseStore, tell: Callable[[], None] = lambda: None) -> None:
        self._store = store
        self.tell = tell
        self.held: Mapping[int, int] = {}
        """Part → epoch, of all that is ours."""
        self.gift: tuple[Lease, str] | None = None
        """What another process is to have."""
        self.ends = False
        """Whether this one was told to hand over what it has and end."""
        self._seen = Seen((), ())
        self._parted: dict[int, int] = {}
        self._retired = False
        self._heard_at: float | None = None
        self._heard_since: float | None = None
        self._asked_at: float | None = None
        self._watched_at = 0.0
        self._late = False
        self._outage = OneOutage(AWAY)
        self._task: asyncio.Task[None] | None = None
        self._looking: asyncio.Task[None] | None = None
        self._soon = asyncio.Event()
        self._answered = asyncio.Event()

    async def join(self, cluster: str, program: str, parts: int) -> int:
        """Be one of them; how many parts there are.

        Raises `DatabaseError` where the living ones have another cluster's name.
        """
        others = {member.cluster for member in (await self._store.look()).members if member.there} - {cluster}
        if others:
            raise DatabaseError(
                f"The cluster {min(others)} is running on this database. Set RECALL_CLUSTER to that name to join it, "
                "or RECALL_DATABASE to another database."
            )
        return await self._store.join(cluster, program, parts)

    def begin(self) -> None:
        """Beat and look from now on."""
        self._task = asyncio.create_task(self._run(), name="cluster")

    async def retire(self) -> None:
        """Take nothing more. What we have is to be let go, and given away with `give`."""
        self._retired = True
        with suppress(SQLAlchemyError, OSError, TimeoutError):
            async with asyncio.timeout(LEAVING_S):
                await self._store.retire()

    async def give(self, part: int) -> None:
        """Hand over a part of ours, which nothing of ours uses any more: to whoever has the least, else to nobody."""
        if part not in self.held:
            return
        lease = Lease(part, self.held[part], self._store.me, free=False)
        self._parted[part] = lease.epoch  # a look that is under way may still see it as ours
        self._hold({one: epoch for one, epoch in self.held.items() if one != part})
        try:
            async with asyncio.timeout(LEAVING_S):
                to = self._to(part)
                if to is None or not await self._store.give(lease, to):
                    await self._store.free(part)
        except (SQLAlchemyError, OSError, TimeoutError):
            del self._parted[part]

    def _to(self, part: int) -> str | None:
        """Who is to have it; what was given since the last look counts."""
        gift, self.gift = self.gift, None
        if gift is not None and gift[0].part == part:
            to: str | None = gift[1]
        else:
            to = poorest(self._others, self._seen.leases)
        leases = (replace(one, owner=to) if one.part == part else one for one in self._seen.leases)
        self._seen = replace(self._seen, leases=tuple(leases))
        return to

    @property
    def successors(self) -> bool:
        """Whether any other process is there that takes over what this one lets go."""
        return bool(self._others)

    @property
    def _others(self) -> frozenset[str]:
        """Those that stay."""
        return self._seen.there - self._seen.leaving - {self._store.me}

    async def leave(self) -> None:
        """What this process has is free at once. Where the database is away, it is free a little later."""
        if under_way := {task for task in (self._task, self._looking) if task is not None}:
            for task in under_way:
                task.cancel()
            await asyncio.wait(under_way, timeout=LEAVING_S)
        self.held = {}
        with suppress(SQLAlchemyError, OSError, TimeoutError):
            async with asyncio.timeout(LEAVING_S):
                await self._store.leave()
        await self._store.close()

    def look_soon(self) -> None:
        """Somebody says that there is something to see: look at once, not only when it is time."""
        self._soon.set()

    async def sure(self) -> None:
        """Wait for a look that begins after this, so that what is not ours any more is no longer held.

        Where the database does not answer, no longer than a lease lasts: by then it is not held, either.
        """
        asked_at = asyncio.get_running_loop().time()
        self.look_soon()
        with suppress(TimeoutError):
            async with asyncio.timeout(LEASE_S):
                while self._heard_at is None or self._heard_at < asked_at:
                    await self._answered.wait()

    async def look(self, at: float) -> None:
        """Beat, see who is there, and do what is to be done; `at`: seconds of a clock that nobody sets."""
        self._asked_at, self._late = at, False
        try:
            await self._store.beat()
            seen = await self._store.look()
        except Exception as error:  # noqa: BLE001 - whatever it is, the others cannot be seen just now
            self._outage.failed(error, max(at, self._watched_at))
            self._heard_since = None
            return
        finally:
            self._asked_at = None
        self._outage.succeeded(max(at, self._watched_at))
        if self._late:  # the beat is older than a lease: what was seen may be another's by now
            self._heard_since = None
            return
        if self._heard_at is None or self._heard_since is None or at - self._heard_at > COURTESY_S:
            self._heard_since = at
        self._heard_at = at
        self._see(seen)
        self._answered.set()
        self._answered = asyncio.Event()
        await self._follow(plan(self._store.me, seen.there, seen.leases, seen.leaving), at - self._heard_since)

    def silent_s(self, at: float) -> float:
        """For how many seconds the database has not answered; `at` as above."""
        return 0.0 if self._heard_at is None else at - self._heard_at

    def watch(self, at: float) -> None:
        """Whoever has not been heard by the database for too long has lost what it had, as the others see it.

        A server that hangs refuses nothing, so no look at it fails: it is away once a look has taken so long.
        """
        self._watched_at = at
        if self._asked_at is not None and at - self._asked_at >= LEASE_S:
            self._late = True
            self._outage.failed(TimeoutError(f"no answer for {at - self._asked_at:.0f} s"), at)
        silent_s = self.silent_s(at)
        if self.held and silent_s >= LEASE_S:
            _log.warning("the database has not answered, so others may have taken over", for_s=round(silent_s, 1))
            self._hold({})

    def _see(self, seen: Seen) -> None:
        """What the rows say is ours is ours, also where we were not told so; what they do not is lost."""
        self._seen = seen
        ends = any(member.ending for member in seen.members if member.name == self._store.me)
        if self.ends != ends:
            self.ends = ends
            self.tell()
        mine = (lease for lease in seen.leases if lease.owner == self._store.me)
        self._hold({lease.part: lease.epoch for lease in mine if lease.epoch > self._parted.get(lease.part, -1)})

    async def _follow(self, found: Plan, here_for_s: float) -> None:
        for lease in () if self._retired else found.take:
            if lease.owner is None or here_for_s >= COURTESY_S:
                with suppress(SQLAlchemyError, OSError):  # the next look finds out what became of it
                    epoch = await self._store.take(lease)
                    if epoch is not None:
                        self._hold({**self.held, lease.part: epoch})
        if found.give != self.gift:
            self.gift = found.give
            self.tell()

    def _hold(self, held: Mapping[int, int]) -> None:
        if held != self.held:
            self.held = held
            self.tell()

    async def _run(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            self._looking = looking = asyncio.create_task(self.look(loop.time()))
            while not looking.done():  # a connection that is cut off can keep it for longer than the lease
                await asyncio.wait({looking}, timeout=LOOK_S)
                self.watch(loop.time())
            with suppress(TimeoutError):
                await asyncio.wait_for(self._soon.wait(), LOOK_S)
            self._soon.clear()
