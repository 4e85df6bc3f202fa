"""Puts everything together: the one place that knows every adapter."""

import asyncio
import gc
import math
import shutil
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from datetime import datetime, timedelta

import discord
import structlog

from bot.client import RecallClient, find_gateway
from bot.delivery.limiter import Limiter
from bot.delivery.outbox import Delivery
from bot.delivery.sender import UNREACHABLE, DiscordSender, Drawing
from bot.domain.questions import Question
from bot.features.base import Core, Feature
from bot.features.boards import Boards
from bot.features.daily import DailyChallenge
from bot.features.duels import Duels
from bot.features.help import Help
from bot.features.library import Shelf
from bot.features.quiz import Quiz
from bot.features.retention import Retention
from bot.features.study import Study
from bot.inbox import give_up
from bot.monitoring.server import watched
from bot.monitoring.vitals import Gateway, Vitals, Writing
from bot.packs.live import LivePacks
from bot.service.background import Background
from bot.service.learning import Library
from bot.service.obstacles import Obstacle
from bot.service.ports import MessageKey, StorageError
from bot.service.venues import Venues
from bot.settings import Settings
from bot.storage.daily_backups import DailyBackups
from bot.storage.database import Database, open_database
from bot.storage.stores import SqlGameIds, SqlHeartbeat, SqlMessageStore, SqlMeta
from bot.storage.venues import VenueReader
from bot.storage.writer import Writer
from bot.timing.clock import Clock
from bot.timing.ticks import Look, Ticks

BEAT_S = 2.0
PACKS_S = 5.0
BACKUPS_S = 5.0
RETRIES_S = 5.0
AWAY_FROM = timedelta(seconds=3)
"""A shorter absence than this costs nobody anything."""

FEATURES: Sequence[Callable[[Core], Feature]] = (Quiz, DailyChallenge, Duels, Boards, Study, Help, Retention)

_COMMANDS = "commands_hash"
_log = structlog.get_logger(__name__)


class App:
    """Recall, assembled. Tests build it with a client and a clock of their own; `run` is the real thing."""

    def __init__(
        self,
        database: Database,
        client: RecallClient,
        clock: Clock,
        catalogue: Callable[[], Mapping[str, Question]],
        library: Callable[[], Library] | None = None,
    ) -> None:
        self.client = client
        self.clock = clock
        self.database = database
        self.background = Background()
        self.writer = Writer(database.writing, self._forget)
        self.heartbeat = SqlHeartbeat(self.writer, database.reading)
        self.meta = SqlMeta(self.writer, database.reading)
        self.ids = SqlGameIds(database.reading)
        messages = SqlMessageStore(self.writer, database.reading)
        limiter = Limiter()
        self.delivery = Delivery(messages, DiscordSender(client), self._draw, limiter, self.background, clock.now)
        self.delivery.tell(self)
        core = Core(
            client,
            clock,
            database,
            self.writer,
            self.ids,
            self.delivery,
            self.background,
            limiter,
            catalogue,
            library,
            self._forget,
        )
        self.features = [feature(core) for feature in FEATURES]
        client.use(
            [cog for feature in self.features for cog in feature.cogs],
            {verb: handler for feature in self.features for verb, handler in feature.handlers.items()},
            Venues(VenueReader(database.reading)),
        )
        self._away_since: datetime | None = clock.now()
        self.backups: DailyBackups | None = None
        self._hears = False
        self._making_up = asyncio.Lock()

    async def open(self) -> None:
        """Start the writer, learn what the rows say, and make up for the time since the last beat."""
        self.writer.start()
        await self.ids.open()
        for feature in self.features:
            await feature.open()
        await self.delivery.reconcile()
        last, now = await self.heartbeat.last(), self.clock.now()
        if last is not None:
            await self._recover(last, now)
            _log.info("back", away_s=round((now - last).total_seconds(), 1))

    async def connected(self) -> None:
        """Discord hears us (again); where that cannot be written just now, the next beat makes up for it."""
        self._hears = True
        async with self._making_up:
            try:
                await self._make_up()
            except StorageError as error:
                _log.warning("the time away must wait", why=str(error))

    async def _make_up(self) -> None:
        """Time without Discord is made up for, and every message is brought up to date."""
        now = self.clock.now()
        if self._away_since is not None and now - self._away_since > AWAY_FROM:
            await self._recover(self._away_since, now)
        self._away_since = None
        await self.heartbeat.beat(now)
        self.delivery.reconnected()
        await self.delivery.open()

    def disconnected(self) -> None:
        """Discord does not hear us: from here on time does not count."""
        self._hears = False
        if self._away_since is None:
            self._away_since = self.clock.now()

    async def beat(self, at: datetime) -> None:
        """Note that the bot is up, unless Discord is away."""
        if self._away_since is None:
            await self.heartbeat.beat(at)
        elif self._hears:
            await self.connected()

    async def sync_commands(self) -> None:
        """Register the commands if they are not as they were at the last registration; else at the next connection."""
        digest = self.client.commands_hash()
        try:
            if await self.meta.get(_COMMANDS) != digest:
                await self.client.tree.sync()
                await self.meta.put(_COMMANDS, digest)
        except (StorageError, *UNREACHABLE) as error:
            _log.warning("the commands could not be registered", why=str(error))

    def tick(self, ticks: Ticks) -> None:
        """Have everything looked at that time can make due."""
        ticks.every(BEAT_S, self.beat, "heartbeat")
        ticks.every(RETRIES_S, self._while_heard(self.delivery.retry), "refused messages")
        for feature in self.features:
            for tick in feature.ticks:
                ticks.every(tick.seconds, self._while_heard(tick.look), tick.name)
        if self.backups is not None:
            ticks.every(BACKUPS_S, self.backups.look, "backups")

    def vitals(self, loop_lag_s: float) -> Vitals:
        """How the bot is."""
        latency, writer = self.client.latency, self.writer
        now = self.clock.now()
        return Vitals(
            loop_lag_s,
            Gateway(
                connected=self._away_since is None,
                away_s=(now - (self._away_since or now)).total_seconds(),
                latency_s=latency if math.isfinite(latency) else None,
                shards=len(self.client.shards),
                guilds=len(self.client.guilds),
            ),
            Writing(
                writer.backlog,
                writer.behind,
                writer.since_commit,
                writer.commits,
                writer.units,
                writer.failed,
                writer.failing,
            ),
            messages_pending=self.delivery.pending,
            requests_waiting=self.delivery.held_back,
            interactions=dict(self.client.interactions),
            interactions_failed=self.client.failures,
            database_bytes=self.database.size,
            disk_free_bytes=shutil.disk_usage(self.database.path.parent).free,
            figures=self._figures(now),
        )

    def _figures(self, at: datetime) -> dict[str, float]:
        age = self.backups.age(at) if self.backups else None
        told = {name: value for feature in self.features for name, value in feature.figures().items()}
        return told if age is None else told | {"last_backup_age_seconds": age}

    async def close(self) -> None:
        """Leave in order: begin nothing new, tell who plays, let everything under way be written."""
        for feature in self.features:
            feature.close()
        await self.delivery.close(within=4)
        await self.client.inbox.drain(within=2)
        with suppress(TimeoutError):
            await asyncio.wait_for(self.background.drain(), timeout=2)
        with suppress(asyncio.CancelledError, StorageError):
            await self.beat(self.clock.now())
        await self.writer.close()
        await self.client.close()
        await self.client.inbox.drain(within=0)
        await self.database.close()

    async def give_up(self) -> None:
        """Leave where nothing has begun yet."""
        await self.writer.close()
        await self.database.close()

    # What the outbox asks and tells, passed on to the feature whose message it is

    async def posted(self, key: MessageKey, at: datetime) -> None:
        """A message is on the screen since `at`."""
        await self._owner(key).posted(key, at)

    async def blocked(self, key: MessageKey, at: datetime, obstacle: Obstacle) -> None:
        """A message cannot be shown."""
        await self._owner(key).blocked(key, at, obstacle)

    async def cleared(self, key: MessageKey, at: datetime) -> None:
        """A message that could not be shown is on the screen, with the latest."""
        await self._owner(key).cleared(key, at)

    async def _draw(self, key: MessageKey) -> Drawing | None:
        return await self._owner(key).draw(key)

    def _owner(self, key: MessageKey) -> Feature:
        return next(feature for feature in self.features if feature.owns(key.card))

    def _while_heard(self, look: Look) -> Look:
        """Time does not count while Discord does not hear us, so nothing becomes due then."""

        async def looked(at: datetime) -> None:
            if self._away_since is None:
                await look(at)

        return looked

    async def _recover(self, away_since: datetime, at: datetime) -> None:
        for feature in self.features:
            await feature.recover(away_since, at)

    def _forget(self, scope: object) -> None:
        for feature in self.features:
            feature.forget(scope)


def listen(app: App, *, invites: bool = False) -> None:
    """Let the client's connection events reach the app; `invites`: tell the operator how servers take it in."""

    async def on_connect() -> None:
        app.client.inbox.hold()
        await app.connected()
        await app.sync_commands()

    async def on_resumed() -> None:
        app.client.inbox.hold()
        await app.connected()

    async def on_disconnect() -> None:
        app.disconnected()

    async def on_ready() -> None:
        _log.info("ready", guilds=len(app.client.guilds))
        if invites:
            _log.info("to invite Recall to a server, open", link=app.client.invite_link())

    for handler in (
        on_connect,
        on_resumed,
        on_disconnect,
        on_ready,
    ):
        app.client.event(handler)
    follow_channels(app)


def follow_channels(app: App) -> None:
    """Have what a channel or thread refused tried again as soon as something there has changed."""

    async def on_guild_channel_update(_: object, after: discord.abc.GuildChannel) -> None:
        app.delivery.reopened(after.id)
        for thread in after.guild.threads:
            if thread.parent_id == after.id:
                app.delivery.reopened(thread.id)

    async def on_guild_role_update(_: object, after: discord.Role) -> None:
        for channel in (*after.guild.channels, *after.guild.threads):
            app.delivery.reopened(channel.id)

    async def on_raw_thread_update(payload: discord.RawThreadUpdateEvent) -> None:
        if not payload.data["thread_metadata"]["archived"]:
            app.delivery.reopened(payload.thread_id)

    async def on_thread_join(thread: discord.Thread) -> None:
        app.delivery.reopened(thread.id)

    for handler in (on_guild_channel_update, on_guild_role_update, on_raw_thread_update, on_thread_join):
        app.client.event(handler)


def settle_heap() -> None:
    """Spare the collector what stays for good (modules, packs), and let it run less often: about 10% more presses."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


async def run(settings: Settings, token: str, packs: LivePacks, stop: asyncio.Event) -> None:
    """Connect and serve until `stop`. Raises `discord.LoginFailure`, `DatabaseError`, `StorageError`."""
    database = open_database(settings.database)
    try:
        await find_gateway(token, settings.api_base)
    except BaseException:
        await database.close()
        raise
    clock = Clock()
    following = asyncio.create_task(clock.follow(str(settings.clock))) if settings.clock else None
    app = App(database, RecallClient(), clock, packs.questions, Shelf(packs).library)
    if settings.backups is not None:
        app.backups = DailyBackups(settings.database, settings.backups, settings.backups_kept)
    listen(app, invites=settings.clock is None)  # nobody can be invited into a playground
    try:
        await app.open()
    except StorageError:
        await app.give_up()
        raise
    settle_heap()
    ticks = Ticks(clock)
    app.tick(ticks)
    ticks.every(PACKS_S, packs.reload, "packs")
    ticks.start()
    serving = asyncio.create_task(app.client.start(token), name="discord")
    stopping = asyncio.create_task(stop.wait())
    async with watched(settings.health_host, settings.health_port, app.vitals):
        await asyncio.wait({serving, stopping}, return_when=asyncio.FIRST_COMPLETED)
        await ticks.stop()
        await app.close()
    stopping.cancel()
    if following is not None:
        await give_up({following})
    with suppress(asyncio.CancelledError, discord.ConnectionClosed):
        await serving
