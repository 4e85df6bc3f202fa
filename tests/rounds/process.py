"""A process that plays rounds, and one after it on the same rows."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path

from sqlalchemy import func, select

from bot.kernel.asked import Player
from bot.kernel.background import Background
from bot.kernel.ports import MessageKey
from bot.kernel.questions import Exam, Question
from bot.packs import content
from bot.rounds.rules.model import Refusal, Round, Settings
from bot.rounds.service import RoundService
from bot.rounds.store import SqlRoundStore
from bot.storage.database import Database
from bot.storage.every_table import metadata
from bot.storage.stores import SqlGameIds
from bot.storage.writer import Writer
from tests.fakes import FakeAudience, FakeOutbox
from tests.sources import offering
from tests.strategies import ADA, NOON, SECOND, granted, question

RIGHT, WRONG = (0,), (1,)
UNLUCKY = Player(13, "Unlucky", NOON)
"""Whose answers the tests' database refuses, where a test says so."""


class CountingStore(SqlRoundStore):
    """Counts how often a round is read."""

    loads = 0

    async def load(self, game_id: int) -> Round | None:
        self.loads += 1
        return await super().load(game_id)


class Process:
    """What stands in one process, put together as the app does it."""

    def __init__(self, database: Database, questions: list[Question]) -> None:
        self.database = database
        self.writer = Writer(database.writing, self._forget)
        self.ids = SqlGameIds(database.reading)
        self.store = CountingStore(self.writer, database.reading, content, self.ids)
        self.outbox = FakeOutbox()
        self.audience = FakeAudience()
        self.background = Background()
        sources = offering(questions)
        self.rounds = RoundService(self.store, sources, self.outbox, self.audience, self.background)

    async def open(self) -> None:
        self.writer.start()
        await self.ids.open()
        await self.rounds.open()

    def _forget(self, scope: object) -> None:
        self.rounds.forget(scope)

    async def close(self) -> None:
        await self.background.drain()
        await self.writer.close()
        await self.database.close()

    async def start(self, channel: int = 700, *, host: Player = ADA, settings: Settings | None = None) -> Round:
        return granted(await self.try_to_start(channel, host=host, settings=settings))

    async def try_to_start(
        self, channel: int = 700, *, host: Player = ADA, settings: Settings | None = None
    ) -> Round | Refusal:
        return await self.rounds.start(
            guild_id=70, channel_id=channel, host=host, settings=settings or Settings(questions=3), seed=5, at=NOON
        )

    async def begun(self, questions: int) -> Round:
        """A round whose first question is on its way to the screen."""
        game = await self.start(settings=Settings(questions=questions))
        return granted(await self.rounds.begin(game.id, ADA.id, NOON, may_manage=False))

    async def count(self, table: str) -> int:
        """How many rows a table holds."""
        query = select(func.count()).select_from(metadata.tables[table])
        async with self.database.reading.connect() as connection:
            return (await connection.execute(query)).scalar_one()

    async def asking(self, *guests: Player, channel: int = 700) -> Round:
        """A round of three questions, the first on the screen since noon."""
        game = await self.start(channel)
        for guest in guests:
            granted(await self.rounds.join(game.id, guest, NOON))
        granted(await self.rounds.begin(game.id, ADA.id, NOON, may_manage=False))
        await self.rounds.posted(MessageKey(game.id, "q0"), NOON)
        self.outbox.drawn.clear()
        return await self.game(game.id)

    async def game(self, game_id: int) -> Round:
        found = await self.rounds.find(game_id)
        assert found is not None
        return found

    async def answer(self, game: Round, player: Player, given: tuple[int, ...] = RIGHT) -> Round | Refusal:
        return await self.rounds.answer(game.id, player, (await self.game(game.id)).position, given, NOON + SECOND)


QUESTIONS = [question(f"item-{number}", exams={Exam.AIF_C01: 1}) for number in range(8)]


Start = Callable[[Path], Awaitable[Process]]
