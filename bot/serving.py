"""`recall run`, put together: reach Discord, serve until told to stop, leave in order."""

import asyncio
import logging
import os
from pathlib import Path

import discord
import structlog

from bot.app import App, listen, settle_heap
from bot.client.client import RecallClient
from bot.client.orders import Standing, orders_beside
from bot.client.restraint import Allowance
from bot.cluster.api import Joining, open_together
from bot.kernel.background import give_up
from bot.kernel.ports import StorageError
from bot.monitoring.counts import Counting, Counts
from bot.monitoring.lagging import LOGGER, LOOKS_S, Lagging
from bot.monitoring.server import watched
from bot.monitoring.systemd import announced
from bot.packs.live import LivePacks
from bot.packs.sources import pack_sources
from bot.presenter.server import presented
from bot.reaching import log_in, reach
from bot.settings import Settings
from bot.storage.daily_backups import DailyBackups
from bot.storage.database import Database, open_database
from bot.storage.errors import DatabaseError
from bot.storage.writer import Fence
from bot.timing.clock import Clock
from bot.timing.ticks import Ticks

PACKS_S = ORDERS_S = 5.0

TOKEN_GONE = (
    "Discord no longer accepts this DISCORD_TOKEN: it was reset. Copy the new one from "  # noqa: S105 - no token
    "https://discord.com/developers/applications (Bot) into DISCORD_TOKEN and start again."
)
INTENTS_REFUSED = (
    "Discord refuses Recall's intents (close code 4014), although it requests no privileged intents. Look at the "
    "application at https://discord.com/developers/applications (Bot), or take another application's token."
)
OUTDATED = "Discord's gateway no longer understands this Recall (close code {code}). Upgrade Recall."
RESHARDED = "Discord now wants a different number of shards (close code {code}). After a restart, Recall asks how many."
LOST = "Recall stops: {why}."
NOT_UNDERSTOOD = "Discord's gateway said something that Recall does not understand: {error!r}."

MENDED_BY_SOMEBODY, MENDED_BY_A_RESTART = 2, 1
"""Exit statuses."""


_log = structlog.get_logger(__name__)


class FatalError(Exception):
    """Recall cannot go on; the message says why in one line. `status`: what the process is to end with."""

    def __init__(self, message: str, status: int) -> None:
        super().__init__(message)
        self.status = status


class _Service:
    """One run of the bot."""

    def __init__(self, settings: Settings, token: str, packs: LivePacks) -> None:
        self._settings = settings
        self._token = token
        self._packs = packs
        self._clock = Clock()
        self._ticks = Ticks(self._clock)
        self._opened = False
        self.looked = asyncio.Event()
        """Set once Discord was asked for the first time: before, a refused token is the one thing to say."""
        self.counts = Counts()
        logging.getLogger().addHandler(Counting(self.counts))
        self._lagging = Lagging()
        logging.getLogger(LOGGER).addFilter(self._lagging)
        client = RecallClient(self.counts)
        client.allowance = Allowance(settings.posts_per_server)
        self._joining = _joining(settings)
        database, fence = _database(settings, self._joining)
        self.app = App(database, client, self._clock, *pack_sources(packs), fence=fence)
        self.app.presenter.address = settings.web_address
        self.app.backups = _backups(settings, self.counts)
        listen(self.app, invites=settings.clock is None)  # nobody can be invited into a playground

    async def follow_clock(self) -> None:
        """Keep to the playground's clock, where there is one."""
        if self._settings.clock is not None:
            await self._clock.follow(str(self._settings.clock))

    async def serve(self) -> None:
        """Until the connection is over for good. Raises `discord.LoginFailure`, `StorageError`, and what ended it."""
        api_base, client = self._settings.api_base, self.app.client
        gateway = await reach(self._token, api_base, self.looked)
        if self._joining is not None:
            await self._stand_by(self._joining)
            gateway = await reach(self._token, api_base, self.looked)
        await self.app.open()
        self._opened = True
        settle_heap()
        self.app.tick(self._ticks)
        client.standing = Standing(orders_beside(self._settings.database), self.app.hold)
        await client.standing.look(self._clock.now())
        self._ticks.every(ORDERS_S, client.standing.look, "orders")
        self._ticks.every(PACKS_S, self._packs.reload, "packs")
        self._ticks.every(LOOKS_S, self._lagging.look, "late heartbeats")
        self._ticks.start()
        client.shard_count = client.shard_count or gateway.shards
        client.identify_at_once = gateway.identify_at_once
        await log_in(client, self._token, api_base)
        await _connect(client)

    async def _stand_by(self, joining: Joining) -> None:
        """Until the bot is this process's; what may have changed meanwhile is looked at once more."""
        joining.membership.lose = self.app.writer.lose
        self.app.stands_by = True
        await joining.join()
        self.app.stands_by = False
        await self._packs.reload(self._clock.now())

    async def leave(self, serving: "asyncio.Task[None]") -> None:
        """In order, where anything has begun."""
        if self.app.writer.lost.is_set():
            await self._ticks.stop(within=1)
            await self.app.drop()
            await give_up({serving})
        elif self._opened:
            await self._ticks.stop(within=1)
            await self.app.close()
            await give_up({serving})
        else:
            await give_up({serving})
            await self.app.give_up()
        if self._joining is not None:
            await self._joining.membership.leave()


def _joining(settings: Settings) -> Joining | None:
    """A way into the cluster, where this process is to be one of several."""
    if settings.cluster is None or isinstance(settings.database, Path):
        return None
    return open_together(settings.database, settings.cluster)


def _database(settings: Settings, joining: Joining | None) -> tuple[Database, Fence | None]:
    """The database, and what every commit begins with, if anything."""
    if joining is None:
        return open_database(settings.database), None
    return joining.database, joining.fence.check


def _backups(settings: Settings, counts: Counts) -> DailyBackups | None:
    """The copies of a file; a database on a server has tools of its own for that."""
    if settings.backups is None:
        return None
    if isinstance(settings.database, Path):
        return DailyBackups(settings.database, settings.backups, settings.backups_kept, counts.backed_up)
    _log.info("RECALL_BACKUPS is for a database in a file; back up the one on the server with pg_dump")
    return None


async def run(settings: Settings, token: str, packs: LivePacks, stop: asyncio.Event) -> None:
    """Serve until `stop`, or until another process has the database.

    Raises `discord.LoginFailure`, `DatabaseError`, `StorageError`, `FatalError`, and what else went wrong, as it is.
    """
    service = _Service(settings, token, packs)
    following = asyncio.create_task(service.follow_clock())
    serving = asyncio.create_task(service.serve(), name="discord")
    stopping = asyncio.create_task(stop.wait())
    looking = asyncio.create_task(service.looked.wait())
    losing = asyncio.create_task(service.app.writer.lost.wait())
    await asyncio.wait({serving, stopping, looking, losing}, return_when=asyncio.FIRST_COMPLETED)
    port = settings.health_port if looking.done() else 0
    async with watched(settings.health_host, port, service.app.vitals, service.counts):
        web = settings.web_place if looking.done() else None
        async with presented(service.app.presenter, web), announced(os.environ if looking.done() else {}):
            await asyncio.wait({serving, stopping, losing}, return_when=asyncio.FIRST_COMPLETED)
            ended_by_itself = serving.done()
        await service.leave(serving)
    await give_up({following, stopping, looking, losing})
    if service.app.writer.lost.is_set():
        raise FatalError(LOST.format(why=service.app.writer.lost_because), MENDED_BY_A_RESTART)
    if ended_by_itself:
        _tell(serving)


async def _connect(client: RecallClient) -> None:
    """Stay connected. Raises what `_tell` has words for, `StorageError`, `DatabaseError`, and `FatalError` for others.

    Only what ends the connection itself is blamed on Discord.
    """
    try:
        await client.connect()
    except (discord.LoginFailure, discord.PrivilegedIntentsRequired, discord.ConnectionClosed):
        raise
    except (StorageError, DatabaseError):
        raise
    except Exception as error:
        raise FatalError(NOT_UNDERSTOOD.format(error=error), MENDED_BY_A_RESTART) from error


def _tell(serving: "asyncio.Task[None]") -> None:
    """What ended it: the connection's end in words, all else as it is."""
    try:
        serving.result()
    except discord.PrivilegedIntentsRequired as error:
        raise FatalError(INTENTS_REFUSED, MENDED_BY_SOMEBODY) from error
    except discord.ConnectionClosed as error:
        raise _closed(error.code) from error


def _closed(code: int) -> FatalError:
    """https://docs.discord.com/developers/topics/opcodes-and-status-codes#gateway-gateway-close-event-codes"""
    if code == 4004:
        return FatalError(TOKEN_GONE, MENDED_BY_SOMEBODY)
    if code == 4014:
        return FatalError(INTENTS_REFUSED, MENDED_BY_SOMEBODY)
    if code in (4012, 4013):
        return FatalError(OUTDATED.format(code=code), MENDED_BY_SOMEBODY)
    return FatalError(RESHARDED.format(code=code), MENDED_BY_A_RESTART)
