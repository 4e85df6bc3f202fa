"""`recall run`, put together: reach Discord, serve until told to stop, leave in order."""

import asyncio
import logging
import os
from pathlib import Path

import discord
import structlog

from bot.app import App
from bot.client.client import RecallClient
from bot.client.replying import replying
from bot.client.restraint import Allowance
from bot.cluster.api import Joining, open_together
from bot.delivery.limiter import Limiter
from bot.hearing import listen
from bot.kernel.background import give_up
from bot.monitoring.counts import Counting, Counts
from bot.monitoring.lagging import LOGGER, LOOKS_S, Lagging
from bot.monitoring.server import watched
from bot.monitoring.systemd import announced
from bot.packs.live import LivePacks
from bot.packs.sources import pack_sources
from bot.playing import MENDED_BY_A_RESTART, MENDED_BY_SOMEBODY, FatalError, Playing
from bot.presenter.presenter import Presenter, Presenters
from bot.presenter.server import presented
from bot.reaching import Gateway, reach
from bot.settings import Settings
from bot.storage.daily_backups import DailyBackups
from bot.storage.database import Database, open_database
from bot.storage.writer import Fence
from bot.timing.clock import Clock
from bot.timing.ticks import Ticks
from bot.together import Together

PACKS_S = 5.0

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

_log = structlog.get_logger(__name__)


class _Process:
    """What every run of the bot has, whether it is alone or one of several."""

    def __init__(self, settings: Settings, token: str, packs: LivePacks) -> None:
        self._settings = settings
        self._token = token
        self._packs = packs
        self._clock = Clock()
        self.looked = asyncio.Event()
        """Set once Discord was asked for the first time: before, a refused token is the one thing to say."""
        self.counts = Counts()
        logging.getLogger().addHandler(Counting(self.counts))
        self._lagging = Lagging()
        logging.getLogger(LOGGER).addFilter(self._lagging)

    async def follow_clock(self) -> None:
        """Keep to the playground's clock, where there is one."""
        if self._settings.clock is not None:
            await self._clock.follow(str(self._settings.clock))

    def _playing(self, database: Database, fence: Fence | None = None, limiter: Limiter | None = None) -> Playing:
        """An app on a database, not yet at work."""
        client = RecallClient(self.counts)
        client.allowance = Allowance(self._settings.posts_per_server)
        app = App(database, client, self._clock, *pack_sources(self._packs), fence=fence, limiter=limiter)
        app.presenter.address, app.presenter.wanted = self.presenter_address(), bool(self._settings.web_address)
        app.backups = _backups(self._settings, self.counts)
        listen(app, invites=self._settings.clock is None)  # nobody can be invited into a playground
        return Playing(app, self._clock, self._settings, self._token)

    def presenter_address(self) -> str:
        """What links to shared screens begin with."""
        return self._settings.web_address

    async def _reach(self, limiter: Limiter) -> Gateway:
        return await reach(self._token, self._settings.api_base, self.looked, limiter)

    def _look_after_itself(self, ticks: Ticks) -> None:
        ticks.every(PACKS_S, self._packs.reload, "packs")
        ticks.every(LOOKS_S, self._lagging.look, "late heartbeats")


class _Alone(_Process):
    """The one process that has the database."""

    def __init__(self, settings: Settings, token: str, packs: LivePacks) -> None:
        super().__init__(settings, token, packs)
        self._limiter = Limiter()
        self._work = self._playing(open_database(settings.database), limiter=self._limiter)
        self.vitals = self._work.app.vitals
        self.presenter: Presenter | Presenters = self._work.app.presenter
        self.lost = self._work.app.writer.lost

    async def serve(self) -> None:
        """Until the connection is over for good. Raises `discord.LoginFailure`, `StorageError`, and what ended it."""
        gateway = await self._reach(self._limiter)
        self._look_after_itself(self._work.ticks)
        await self._work.serve(gateway)

    async def leave(self, serving: "asyncio.Task[None]") -> None:
        """In order, where anything has begun."""
        await self._work.leave(serving, lost=self.lost.is_set())

    @property
    def lost_because(self) -> str:
        """Why another process has what was ours."""
        return self._work.app.writer.lost_because


class _OneOfSeveral(_Process):
    """A process of a cluster."""

    def __init__(self, settings: Settings, token: str, packs: LivePacks, joining: Joining) -> None:
        super().__init__(settings, token, packs)
        self._together = Together(joining, self._playing, self._reach)
        self._ticks = Ticks(self._clock)
        self.vitals = self._together.vitals
        self.presenter: Presenter | Presenters = Presenters(self._clock.now, self._together.presenters)
        self.presenter.address = settings.web_address
        self.lost = asyncio.Event()
        """Never set: what is lost is a shard, and the process goes on."""
        self.lost_because = ""

    def presenter_address(self) -> str:
        """None where the port was taken."""
        return self.presenter.address

    async def serve(self) -> None:
        """Until something ends the process. Raises `discord.LoginFailure`, `DatabaseError`, and what ended it."""
        self._look_after_itself(self._ticks)
        self._ticks.start()
        await self._together.serve()

    async def leave(self, serving: "asyncio.Task[None]") -> None:
        """Hand over whatever this process has."""
        await give_up({serving})
        await self._ticks.stop(within=1)
        await self._together.leave()


def _process(settings: Settings, token: str, packs: LivePacks) -> _Alone | _OneOfSeveral:
    """Alone, or one of several where it is to be. Raises `DatabaseError`."""
    if settings.cluster is None or isinstance(settings.database, Path):
        return _Alone(settings, token, packs)
    return _OneOfSeveral(settings, token, packs, open_together(settings.database, settings.cluster))


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
    service = _process(settings, token, packs)
    async with replying(service.counts.answered):
        await _run(settings, service, stop)


async def _run(settings: Settings, service: _Alone | _OneOfSeveral, stop: asyncio.Event) -> None:
    following = asyncio.create_task(service.follow_clock())
    serving = asyncio.create_task(service.serve(), name="discord")
    stopping = asyncio.create_task(stop.wait())
    looking = asyncio.create_task(service.looked.wait())
    losing = asyncio.create_task(service.lost.wait())
    await asyncio.wait({serving, stopping, looking, losing}, return_when=asyncio.FIRST_COMPLETED)
    port = settings.health_port if looking.done() else 0
    async with watched(settings.health_host, port, service.vitals, service.counts):
        web = settings.web_place if looking.done() else None
        async with presented(service.presenter, web), announced(os.environ if looking.done() else {}):
            await asyncio.wait({serving, stopping, losing}, return_when=asyncio.FIRST_COMPLETED)
            ended_by_itself = serving.done()
        await service.leave(serving)
    await give_up({following, stopping, looking, losing})
    if service.lost.is_set():
        raise FatalError(LOST.format(why=service.lost_because), MENDED_BY_A_RESTART)
    if ended_by_itself:
        _tell(serving)


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
