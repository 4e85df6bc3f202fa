"""Puts everything together: the one place that knows every adapter."""

import asyncio
import gc
import math
import shutil
from collections.abc import Callable, Collection
from contextlib import AbstractAsyncContextManager, suppress
from datetime import datetime
from functools import cache, partial
from pathlib import Path

import discord
import structlog

from bot.client.client import RecallClient
from bot.client.orders import Orders
from bot.client.registering import Registration
from bot.client.venues import Venues
from bot.delivery.limiter import Limiter
from bot.delivery.outbox import Delivery
from bot.delivery.sender import DiscordSender, Drawing
from bot.duels.api import tables as duel_tables
from bot.feature import Core, Feature, Tick, nobody_else, nobody_hears
from bot.features import features
from bot.kernel.absences import Absences
from bot.kernel.background import Background, may_pass, note_failure
from bot.kernel.deciding import begin
from bot.kernel.haste import Haste, on
from bot.kernel.obstacles import Obstacle
from bot.kernel.ports import MessageKey, StorageError
from bot.kernel.sessions import Noted, Session
from bot.kernel.share import DIRECT
from bot.kernel.sources import Source, Sources
from bot.monitoring.vitals import Gateway, Shard, Vitals, Writing
from bot.presence import Presence
from bot.presenter.presenter import Presenter
from bot.rights import nearest_folder
from bot.storage.daily_backups import DailyBackups
from bot.storage.database import Database
from bot.storage.erasures import Erasures, noted_in
from bot.storage.ids import SharedGameIds
from bot.storage.place import Place
from bot.storage.share import share_of
from bot.storage.stores import SqlGameIds, SqlHeartbeat, SqlMessageStore, SqlMeta
from bot.storage.venues import VenueReader
from bot.storage.writer import Fence, Writer
from bot.timing.clock import Clock
from bot.timing.ticks import Look, Ticks

BEAT_S = 2.0
BACKUPS_S = 5.0
SIZE_S = 60.0
RETRIES_S = 5.0

HANDED_OVER_WITHIN_S = 0.5
"""So long a request that is on its way may take; what is cut short is shown by whoever goes on."""

_log = structlog.get_logger(__name__)


class App:
    """Recall, assembled. Tests build it with a client and a clock of their own; `run` is the real thing."""

    def __init__(
        self,
        database: Database,
        client: RecallClient,
        clock: Clock,
        *sources: Source,
        fence: Fence | None = None,
        limiter: Limiter | None = None,
    ) -> None:
        self.client = client
        self.clock = clock
        self.database = database
        self.share = share_of(database.reading)
        self.background = Background()
        self.writer = Writer(database.writing, self._forget, client.counts.commits.observe, fence)
        self.heartbeat = SqlHeartbeat(self.writer, database.reading)
        self.registration = Registration(client, SqlMeta(self.writer, database.reading))
        self.ids = self._ids()
        messages = SqlMessageStore(self.writer, database.reading)
        client.clock, client.limiter = clock, (limiter := limiter or Limiter())
        self.delivery = Delivery(messages, DiscordSender(client), self._draw, limiter, self.background, clock.now)
        self.delivery.tell(self)
        self.erasures = Erasures(SqlMeta(self.writer, database.reading), self._erasure_files, clock.now)
        self.presence = Presence(clock, self.heartbeat, self.delivery, self.background, self._recover, self.share)
        client.made_up = self.presence.made_up
        self.ids.gate = client.let_begin
        self.presenter = Presenter(SqlMeta(self.writer, database.reading), clock.now)
        self._venues = VenueReader(database.reading, duel_tables.duel_parts.c.game_id)
        self.presenter.has = self.has
        core = self._core(limiter, Sources(*sources))
        self.features = [feature(core) for feature in features()]
        core.sources.add(*(source for feature in self.features for source in feature.sources))
        client.use(
            [cog for feature in self.features for cog in feature.cogs],
            {verb: handler for feature in self.features for verb, handler in feature.handlers.items()},
            Venues(self._venues),
        )
        self.backups: DailyBackups | None = None
        self.telling_of_erasure: Callable[[int, int, Collection[int]], AbstractAsyncContextManager[None]] = nobody_else
        self.tell_of_change: Callable[[int], None] = nobody_hears

    def _ids(self) -> SqlGameIds:
        """One process counts them; where there may be others each takes some."""
        if not self.share.shards:
            return SqlGameIds(self.database.reading)
        return SharedGameIds(self.database.reading, self.writer, self.background)

    def _hears(self, guild_id: int, game_id: int | None = None) -> bool:
        """Whether Discord lets us hear a server that the operator has not blocked: nothing begins by itself there."""
        return not self.client.is_blocked(guild_id) and self.presence.hears(guild_id, game_id)

    def _core(self, limiter: Limiter, sources: Sources) -> Core:
        """What every feature is put together from."""
        return Core(
            self.client,
            self.clock,
            self.database,
            self.writer,
            self.ids,
            self.delivery,
            self.background,
            limiter,
            sources,
            self.presenter,
            self._forget,
            self._hears,
            self.presence.goes_on,
            self.presence.is_there,
            self.presence.members,
            self.erasures.note,
            self._erased,
            partial(self.erasures.finish, self.database.place),
            self._changed,
        )

    def _erased(self, player_id: int, stand_in: int, games: Collection[int]) -> AbstractAsyncContextManager[None]:
        return self.telling_of_erasure(player_id, stand_in, games)

    def _changed(self, guild_id: int) -> None:
        self.tell_of_change(guild_id)

    async def erase_again(self, player_id: int, stand_in: int, games: Collection[int]) -> None:
        """Another part of the bot erased somebody. Raises `StorageError`."""
        begin()
        for feature in self.features:
            await feature.erased(player_id, stand_in, games)

    async def changed_elsewhere(self, guild_id: int | None) -> None:
        """Another part of the bot changed what a server, or any (None), has of its own. Raises `StorageError`."""
        for feature in self.features:
            await feature.changed_elsewhere(guild_id)

    async def has(self, game_id: int) -> bool:
        """Whether a game is ours, by its server."""
        if not self.share.shards:
            return True
        game = await self._venues.venue(game_id)
        return game is not None and self.share.has(game.venue.guild_id)

    async def open(self) -> None:
        """Start the writer, and learn what the rows say; time since the last beat is made up for shard by shard."""
        self.writer.start()
        with on(Haste.RETURN):
            await self.ids.open()
            await self.presenter.open()
            await self.presence.open()
            for feature in self.features:
                await feature.open()
            await self.delivery.reconcile()

    def _erasure_files(self) -> list[Path]:
        """Where it is noted who was erased, with the backups as they are set by now."""
        return noted_in(self.database.place, self.backups.directory if self.backups else None)

    def tick(self, ticks: Ticks) -> None:
        """Have everything looked at that time can make due."""
        ticks.when_slept(self.presence.slept)
        ticks.every(BEAT_S, self.presence.beat, "heartbeat")
        ticks.every(RETRIES_S, self._while_written(self.delivery.retry), "refused messages")
        ticks.every(RETRIES_S, self._while_written(self._follow_servers), "servers that came or went")
        for feature in self.features:
            for tick in feature.ticks:
                if tick.once and not self.share.has(DIRECT):
                    continue
                ticks.every(tick.seconds, self._while_heard(tick), tick.name)
        ticks.every(SIZE_S, self.database.measure, "size of the database")
        if self.backups is not None:
            ticks.every(BACKUPS_S, self.backups.look, "backups")

    async def _follow_servers(self, _: datetime) -> None:
        """Make up for what could not be stored when Discord told of them."""
        if (members := self.presence.members()) is not None:
            await self.client.owed.make_good(members)

    def hold(self, orders: Orders) -> None:
        """Write nothing while the operator wants it so: games stand still, and get the time back afterward."""
        if orders.read_only == self.writer.read_only:
            return
        if orders.read_only:
            self.presence.stand_still()
        self.writer.read_only = orders.read_only
        if not orders.read_only:
            self.presence.go_on()

    def vitals(self, loop_lag_s: float) -> Vitals:
        """How the bot is."""
        writer, now = self.writer, self.clock.now()
        return Vitals(
            loop_lag_s,
            self._gateway(now),
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
            disk_free_bytes=_free_for(self.database.place),
            figures=self._figures(now),
            database_astray="" if writer.read_only else self.database.astray,
        )

    def _gateway(self, at: datetime) -> Gateway:
        known, latency = self.presence.known, self.client.latency
        each = tuple(self._shard(number, at) for number in known.numbers)
        return Gateway(
            connected=bool(each) and all(shard.connected for shard in each),
            away_s=max((shard.away_s for shard in each), default=known.away_s(0, at)),
            latency_s=latency if math.isfinite(latency) else None,
            shards=known.shards,
            guilds=sum(shard.guilds for shard in each),
            each=each,
        )

    def _shard(self, number: int, at: datetime) -> Shard:
        known, latency = self.presence.known, dict(self.client.latencies).get(number, math.nan)
        return Shard(
            number,
            connected=known.away_s(number, at) == 0,
            away_s=known.away_s(number, at),
            latency_s=latency if math.isfinite(latency) else None,
            guilds=known.servers(number),
            guilds_away=known.servers_away(number),
        )

    def _figures(self, at: datetime) -> dict[str, float]:
        age = self.backups.age(at) if self.backups else None
        told = {name: value for feature in self.features for name, value in feature.figures().items()}
        told["read_only"] = int(self.writer.read_only)
        return told if age is None else told | {"last_backup_age_seconds": age}

    def go_on_with(self, shard: int, noted: Noted) -> None:
        """Begin with another process's session. Unless it was left in order, some of what comes may be done already."""
        self.client.kept = noted.session
        self.presence.goes_on_with(shard, noted.servers)
        if not noted.in_order:
            self.client.inbox.uncertain_to = discord.utils.time_snowflake(self.clock.now(), high=True)

    def session_of(self, shard: int) -> Noted | None:
        """What another process needs to go on with a shard's session; None while there is none."""
        return self._noted(self.client.session_of(shard))

    async def let_go(self, shard: int) -> Noted | None:
        """Hear nothing more by a shard; what whoever goes on with its session needs."""
        return self._noted(await self.client.let_go(shard), in_order=True)

    def _noted(self, session: Session | None, *, in_order: bool = False) -> Noted | None:
        servers = self.presence.members()
        return None if session is None or servers is None else Noted(session, frozenset(servers), in_order=in_order)

    async def close(self, *, handed_over: bool = False) -> None:
        """Leave in order: begin nothing new, tell who plays, let everything under way be written.

        `handed_over`: another process goes on at once, and shows what there is to show. Nobody is told, and presses
        wait for as little as can be; those that came here are still answered here.
        """
        if handed_over:
            await self.client.inbox.finish(within=1.5)
            await self.delivery.close(within=HANDED_OVER_WITHIN_S)
        for feature in self.features:
            feature.close()
        await self.delivery.close(within=4)
        await self.client.inbox.drain(within=1.5)
        with suppress(TimeoutError):
            await asyncio.wait_for(self.background.drain(), timeout=1)
        with suppress(asyncio.CancelledError, StorageError):
            await self.presence.beat(self.clock.now())
        await self.writer.close()
        with suppress(TimeoutError):  # the library waits half a minute for a gateway that says goodbye
            await asyncio.wait_for(self.client.close(), timeout=1)
        await self.client.inbox.drain(within=0)
        await self.database.close()

    async def drop(self) -> None:
        """Leave at once and silently: another process has what was ours."""
        await self.delivery.close(within=0)
        with suppress(TimeoutError):
            await asyncio.wait_for(self.client.close(), timeout=1)
        await self.give_up()

    async def give_up(self) -> None:
        """Leave where nothing has begun yet."""
        await self.writer.close()
        await self.database.close()

    # What the outbox asks and tells, passed on to the feature whose message it is

    async def posted(self, key: MessageKey, at: datetime) -> None:
        """A message is on the screen since `at`."""
        begin()
        await self._owner(key).posted(key, at)

    async def blocked(self, key: MessageKey, at: datetime, obstacle: Obstacle) -> None:
        """A message cannot be shown."""
        begin()
        await self._owner(key).blocked(key, at, obstacle)

    async def cleared(self, key: MessageKey, at: datetime) -> None:
        """A message that could not be shown is on the screen, with the latest."""
        begin()
        await self._owner(key).cleared(key, at)

    async def _draw(self, key: MessageKey) -> Drawing | None:
        return await self._owner(key).draw(key)

    def _owner(self, key: MessageKey) -> Feature:
        return next(feature for feature in self.features if feature.owns(key.card))

    def _while_heard(self, tick: Tick) -> Look:
        """Nothing becomes due while nobody is heard; which servers are, the features ask themselves."""

        async def looked(at: datetime) -> None:
            self._notice()
            if self.presence.hears(DIRECT) if tick.direct else self.presence.known.is_heard:
                await tick.look(at)

        return looked

    def _while_written(self, look: Look) -> Look:
        """Nothing is tried whose outcome could not be noted."""

        async def looked(at: datetime) -> None:
            if not self.writer.read_only:
                await look(at)

        return looked

    def _notice(self) -> None:
        """The library tells of a lost connection only when it gets round to it: see which ones are closed."""
        for number, shard in self.client.shards.items():
            if shard.is_closed():
                self.presence.disconnected(number)

    async def _recover(self, absences: Absences, at: datetime) -> None:
        """Where it is a bug or damage that keeps a feature from it, and no surroundings that pass, the others go on."""
        begin()
        for feature in self.features:
            try:
                await feature.recover(absences, at)
            except Exception as error:
                if may_pass(error):
                    raise
                note_failure(_log, "lost time could not be given back", error, feature=type(feature).__name__)

    def _forget(self, scope: object) -> None:
        for feature in self.features:
            feature.forget(scope)


def _free_for(place: Place) -> int | None:
    """Bytes that are free where the database lies; a server's disk is not seen from here."""
    return shutil.disk_usage(nearest_folder(place.parent)).free if isinstance(place, Path) else None


@cache
def settle_heap() -> None:
    """Spare the collector what stays for good (modules, packs), and have it stop everybody for as short as can be.

    Rarely and then for long it would hold up every press: the 50,000 youngest objects take 20 to 140 ms, 2,000 take 1.
    It looks through all that is left of a day after some ten thousand presses; what is answered goes without it
    (`bot.client.untying`). Once for a process: with a later part of the bot, what is garbage by then would be spared.
    """
    gc.freeze()
    gc.set_threshold(2_000, 5, 100)
