"""A process of a cluster from its joining to its leaving: it beats, looks who is there, and takes what is free."""

import asyncio
from collections.abc import Callable
from contextlib import suppress

import structlog
from sqlalchemy.exc import SQLAlchemyError

from bot.cluster.rules import Plan, plan
from bot.cluster.store import LEASE_S, TAKEN, Fence, LeaseStore, Seen
from bot.storage.errors import DatabaseError

LOOK_S = 0.4

COURTESY_S = 2.0
"""So long after its first look a process leaves to others what was theirs: they may be coming back, too."""

LEAVING_S = 3.0

PARTS = 1
"""All of the bot is one part: one process has it, the others stand by. A part a shard needs more than this."""

CUT_OFF = "the database has not answered for {:.0f} s, and another process of the cluster may have taken over"

_log = structlog.get_logger(__name__)


class Membership:
    """This process among the others. `lose` is told, once, why it has lost what it had."""

    def __init__(self, store: LeaseStore, fence: Fence, lose: Callable[[str], None] = lambda _: None) -> None:
        self._store = store
        self._fence = fence
        self.lose = lose
        self._heard_at: float | None = None
        self._heard_since: float | None = None
        self._has_all = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self._looking: asyncio.Task[None] | None = None
        self.lost = False

    @property
    def stands_by(self) -> bool:
        """Whether another process has the bot."""
        return not self._has_all.is_set()

    async def join(self, cluster: str, program: str) -> None:
        """Be one of them. Raises `DatabaseError` where the living ones have another cluster's name."""
        others = {member.cluster for member in (await self._store.look()).members if member.there} - {cluster}
        if others:
            raise DatabaseError(
                f"The cluster {min(others)} is running on this database. Set RECALL_CLUSTER to that name to join it, "
                "or RECALL_DATABASE to another database."
            )
        await self._store.join(cluster, program, PARTS)

    async def hold(self) -> None:
        """Beat and look from now on; done when the whole bot is this process's."""
        self._task = asyncio.create_task(self._run(), name="cluster")
        with suppress(TimeoutError):
            async with asyncio.timeout(COURTESY_S + LOOK_S):
                await self._has_all.wait()
                return
        _log.info("standing by", process=self._store.me)
        await self._has_all.wait()
        _log.info("taking over", process=self._store.me)

    async def leave(self) -> None:
        """What this process has is free at once. Where the database is away, it is free a little later."""
        if under_way := {task for task in (self._task, self._looking) if task is not None}:
            for task in under_way:
                task.cancel()
            await asyncio.wait(under_way, timeout=LEAVING_S)
        self._fence.held = {}
        with suppress(SQLAlchemyError, OSError, TimeoutError):
            async with asyncio.timeout(LEAVING_S):
                await self._store.leave()
        await self._store.close()

    async def look(self, at: float) -> None:
        """Beat, see who is there, and do what is to be done; `at`: seconds of a clock that nobody sets."""
        try:
            await self._store.beat()
            seen = await self._store.look()
        except Exception as error:  # noqa: BLE001 - whatever it is, the others cannot be seen just now
            if self._heard_since is not None:
                _log.warning("the cluster cannot be seen", why=str(getattr(error, "orig", error)).partition("\n")[0])
            self._heard_since = None
            return
        if self._heard_at is None or self._heard_since is None or at - self._heard_at > COURTESY_S:
            self._heard_since = at
        self._heard_at = at
        self._see(seen)
        if not self.lost:
            await self._take(plan(self._store.me, seen.there, seen.leases), at - self._heard_since)
        if not self.lost and len(self._fence.held) == len(seen.leases):
            self._has_all.set()

    def watch(self, at: float) -> None:
        """Whoever has not been heard by the database for too long has lost what it had, as the others see it."""
        silent_s = at - (at if self._heard_at is None else self._heard_at)
        if self._fence.held and silent_s >= LEASE_S:
            self._give_up(CUT_OFF.format(silent_s))

    def _see(self, seen: Seen) -> None:
        """What the rows say is ours is ours, also where we were not told so; what they do not is lost."""
        mine = {lease.part: lease.epoch for lease in seen.leases if lease.owner == self._store.me}
        if self._fence.held.items() <= mine.items():
            self._fence.held = mine
        else:
            self._give_up(TAKEN)

    async def _take(self, found: Plan, here_for_s: float) -> None:
        for lease in found.take:
            if lease.owner is None or here_for_s >= COURTESY_S:
                with suppress(SQLAlchemyError, OSError):  # the next look finds out what became of it
                    epoch = await self._store.take(lease)
                    if epoch is not None:
                        self._fence.held = {**self._fence.held, lease.part: epoch}

    def _give_up(self, why: str) -> None:
        if not self.lost:
            self.lost = True
            self.lose(why)

    async def _run(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            self._looking = looking = asyncio.create_task(self.look(loop.time()))
            while not looking.done():  # a connection that is cut off can keep it for longer than the lease
                await asyncio.wait({looking}, timeout=LOOK_S)
                self.watch(loop.time())
            await asyncio.sleep(LOOK_S)
