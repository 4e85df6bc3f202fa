"""Puts everything together: the one place that knows every adapter."""

import asyncio
from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime, timedelta

import discord
import structlog

from bot.client import RecallClient, find_gateway
from bot.delivery.limiter import Limiter
from bot.delivery.outbox import Delivery
from bot.delivery.sender import DiscordSender, Drawing, Sender
from bot.domain.questions import Question
from bot.domain.rounds.cards import current_card
from bot.packs import content
from bot.service.background import Background
from bot.service.ports import MessageKey
from bot.service.rounds import RoundService
from bot.settings import Settings
from bot.storage.database import Database, open_database
from bot.storage.stores import SqlHeartbeat, SqlMessageStore, SqlMeta, SqlRoundStore
from bot.storage.writer import Writer
from bot.timing.clock import Clock
from bot.timing.ticks import Ticks
from cogs.quiz.commands import QuizCommands
from cogs.quiz.components import QuizComponents
from cogs.quiz.privates import Privates
from cogs.quiz.rendering import draw

TICK_S = 0.5
BEAT_S = 2.0
AWAY_FROM = timedelta(seconds=3)
"""A shorter absence than this costs nobody anything."""

_COMMANDS = "commands_hash"
_log = structlog.get_logger(__name__)


class App:
    """Recall, assembled. Tests build it with their own client, clock and sender; `run` is the real thing."""

    def __init__(
        self, database: Database, client: RecallClient, clock: Clock, catalogue: Mapping[str, Question]
    ) -> None:
        self.client = client
        self.clock = clock
        self.background = Background()
        self.database = database
        self.writer = Writer(database.writing, self._forget)
        self.heartbeat = SqlHeartbeat(self.writer, database.reading)
        self.meta = SqlMeta(self.writer, database.reading)
        self.store = SqlRoundStore(self.writer, database.reading, content)
        sender: Sender = DiscordSender(client)
        self.delivery = Delivery(
            SqlMessageStore(self.writer, database.reading), sender, self._draw, Limiter(), self.background, clock.now
        )
        self.privates = Privates(self.background)
        self.rounds = RoundService(self.store, lambda: catalogue, self.delivery, self.privates, self.background)
        self.delivery.tell(self.rounds)
        self.ticks = Ticks(clock)
        self._away_since: datetime | None = clock.now()
        client.use([QuizCommands(self.rounds)], QuizComponents(self.rounds, self.privates).handlers())

    async def open(self) -> None:
        """Start the writer, learn what the rows say, and give running rounds back the time since the last beat."""
        self.writer.start()
        await self.store.open()
        await self.rounds.open()
        await self.delivery.reconcile()
        last = await self.heartbeat.last()
        if last is not None:
            running = await self.rounds.recover(last, self.clock.now())
            _log.info("rounds go on", running=running, away_s=round((self.clock.now() - last).total_seconds(), 1))

    async def connected(self) -> None:
        """Discord hears us (again): time without it is given back, and every message is brought up to date."""
        now = self.clock.now()
        if self._away_since is not None and now - self._away_since > AWAY_FROM:
            await self.rounds.recover(self._away_since, now)
        self._away_since = None
        await self.heartbeat.beat(now)
        await self.delivery.open()

    def disconnected(self) -> None:
        """Discord does not hear us: from here on time does not count."""
        if self._away_since is None:
            self._away_since = self.clock.now()

    async def beat(self, at: datetime) -> None:
        """Note that the bot is up, unless Discord is away."""
        if self._away_since is None:
            await self.heartbeat.beat(at)

    async def sync_commands(self) -> None:
        """Register the commands if they are not as they were at the last registration."""
        digest = self.client.commands_hash()
        if await self.meta.get(_COMMANDS) != digest:
            await self.client.tree.sync()
            await self.meta.put(_COMMANDS, digest)

    async def close(self) -> None:
        """Leave in order: no new rounds, tell the running ones, let everything under way be written."""
        self.rounds.accepting = False
        self.ticks.stop()
        self.rounds.announce()
        await self.delivery.close(within=4)
        with suppress(TimeoutError):
            await asyncio.wait_for(self.background.drain(), timeout=2)
        await self.beat(self.clock.now())
        await self.writer.close()
        await self.client.close()
        await self.database.close()

    async def _draw(self, key: MessageKey) -> Drawing | None:
        game = await self.rounds.find(key.game_id)
        if game is None:
            return None
        restarting = not self.rounds.accepting and current_card(game) == key.card
        return draw(game, key.card, restarting=restarting)

    def _forget(self, scope: object) -> None:
        self.rounds.forget(scope)


def listen(app: App) -> None:
    """Let the client's connection events reach the app."""

    async def on_connect() -> None:
        await app.connected()

    async def on_resumed() -> None:
        await app.connected()

    async def on_disconnect() -> None:
        app.disconnected()

    async def on_ready() -> None:
        await app.sync_commands()
        _log.info("ready", guilds=len(app.client.guilds), rounds=app.rounds.running)

    for handler in (on_connect, on_resumed, on_disconnect, on_ready):
        app.client.event(handler)


async def run(settings: Settings, token: str, catalogue: Mapping[str, Question], stop: asyncio.Event) -> None:
    """Connect and serve until `stop`. Raises `discord.LoginFailure`, `DatabaseError`."""
    database = open_database(settings.database)
    try:
        await find_gateway(token, settings.api_base)
    except BaseException:
        await database.close()
        raise
    clock = Clock()
    following = asyncio.create_task(clock.follow(str(settings.clock))) if settings.clock else None
    app = App(database, RecallClient(), clock, catalogue)
    listen(app)
    await app.open()
    app.ticks.every(TICK_S, app.rounds.tick, "rounds")
    app.ticks.every(BEAT_S, app.beat, "heartbeat")
    app.ticks.start()
    serving = asyncio.create_task(app.client.start(token), name="discord")
    stopping = asyncio.create_task(stop.wait())
    await asyncio.wait({serving, stopping}, return_when=asyncio.FIRST_COMPLETED)
    await app.close()
    stopping.cancel()
    if following is not None:
        following.cancel()
    with suppress(asyncio.CancelledError, discord.ConnectionClosed):
        await serving
