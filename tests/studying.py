"""A practice service over a real database, and rounds that somebody played."""

from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.kernel.asked import Asked, Locked, Player
from bot.kernel.library import Library
from bot.kernel.questions import Angle, Choice, Kind, Option, Question, Source
from bot.kernel.sources import Everywhere, Sources
from bot.learners.exams_store import SqlExamDays
from bot.learning.difficulties_store import SqlDifficulties
from bot.learning.store import SqlHistory
from bot.packs import content
from bot.practice.rules.model import Refusal, Sitting, Wish
from bot.practice.service import PracticeService
from bot.practice.store import SqlPracticeStore
from bot.reports.store import SqlReports
from bot.rounds.rules.model import Phase, Round, Settings
from bot.rounds.store import SqlRoundStore
from bot.storage.database import Database, open_database
from bot.storage.stores import SqlGameIds
from bot.storage.writer import Writer
from bot.timing.zones import PinnedZones

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
DAY = timedelta(days=1)
SECOND = timedelta(seconds=1)
BEN, ADA = 300_000_000_000_000_002, 300_000_000_000_000_001
GUILD, CHANNEL = 100_000_000_000_000_001, 400_000_000_000_000_001
RIGHT, WRONG = (0,), (1,)

SOURCE = Source("A page", "https://example.org/page", NOW.date())


def question(name: str, topic: str = "metrics", *, twin: str | None = None, difficulty: int = 3) -> Question:
    """Four options, the first one right; each stands for a concept of its own."""
    options = tuple(
        Option(f"Option {letter}", f"Why {letter}.", right=letter == "A", concept=f"XX-C0{number}")
        for number, letter in enumerate("ABCD", start=1)
    )
    return Question(
        id=name,
        version=1,
        kind=Kind.SINGLE,
        topic=topic,
        concept=f"{topic}-1",
        angle=Angle.CHOOSE,
        difficulty=difficulty,
        stem=f"What about {name}?",
        body=Choice(options),
        explanation="A is right, because it is.",
        source=SOURCE,
        twin=twin,
    )


def bank(*questions: Question) -> dict[str, Question]:
    return {one.id: one for one in questions}


@dataclass
class Desk:
    """Everything that somebody who studies needs."""

    database: Database
    writer: Writer
    ids: SqlGameIds
    questions: dict[str, Question]
    lifecycle: dict[str, Question] = field(default_factory=dict)
    concepts: dict[str, str] = field(default_factory=dict)
    own: dict[str, Question] = field(default_factory=dict)
    """What some server has for itself; a test that has any adds the source."""

    def __post_init__(self) -> None:
        self.store = SqlPracticeStore(self.writer, self.database.reading, content, self.ids)
        self.rounds = SqlRoundStore(self.writer, self.database.reading, content, self.ids)
        self.history = SqlHistory(self.database.reading, content)
        self.days = SqlExamDays(self.writer, self.database.reading, PinnedZones())
        self.difficulties = SqlDifficulties(self.writer, self.database.reading)
        self.reports = SqlReports(self.writer, self.database.reading, content)
        self.sources = Sources(Everywhere(self.library))
        self.practice = self.fresh()

    def fresh(self) -> PracticeService:
        """The service as a new process would have it."""
        return PracticeService(self.store, self.history, self.sources, self.days.of, self.reports.muted)

    def library(self) -> Library:
        known = self.questions | self.lifecycle
        return Library(
            self.questions,
            known.get,
            lifecycle=self.lifecycle,
            concepts=self.concepts,
            meanings={"XX-C01": "A: what it is."},
        )

    async def begin(self, wish: Wish | None = None, at: datetime = NOW, seed: int = 1) -> Sitting | Refusal:
        return await self.practice.start(
            player_id=BEN, guild_id=GUILD, channel_id=CHANNEL, wish=wish or Wish(), seed=seed, at=at
        )

    async def reply(
        self, sitting: Sitting, given: tuple[int, ...], at: datetime | None = None, *, unsure: bool = False
    ) -> Sitting:
        at = at or sitting.active_at + 10 * SECOND
        here = sitting.guild_id
        result = await self.practice.answer(sitting.id, BEN, sitting.position, given, at, unsure=unsure, here=here)
        assert isinstance(result, Sitting), result
        return result

    async def next(self, sitting: Sitting, at: datetime | None = None) -> Sitting | Refusal:
        at = at or sitting.active_at
        return await self.practice.next(sitting.id, BEN, sitting.position, at, here=sitting.guild_id)

    async def played(
        self,
        answers: Mapping[str, tuple[int, ...]],
        at: datetime = NOW,
        *,
        player: int = BEN,
        closed: bool = True,
        guild: int = GUILD,
        took_ms: int = 10_000,
    ) -> Round:
        """A round in which a player gave these answers."""
        asked = tuple(self._asked(name, given, at, player, took_ms, closed=closed) for name, given in answers.items())
        game = Round(
            id=(number := self.ids.next_id()),
            guild_id=guild,
            channel_id=CHANNEL + number,
            host_id=ADA,
            settings=Settings(),
            seed=1,
            created_at=at,
            active_at=at,
            phase=Phase.ENDED if closed else Phase.OPEN,
            position=len(asked) - 1,
            players={player: Player(player, f"Player {player}", at)},
            asked=asked,
            ended_at=at if closed else None,
        )
        await self.rounds.save(None, game, [])
        return game

    def _asked(
        self, name: str, given: tuple[int, ...], at: datetime, player: int, took_ms: int, *, closed: bool
    ) -> Asked:
        locked = Locked(given, given == RIGHT, float(given == RIGHT), 0, took_ms, at)
        return Asked(
            {**self.questions, **self.own}[name], 1, at, closed_at=at if closed else None, answers={player: locked}
        )


@asynccontextmanager
async def desk(directory: Path, questions: Iterable[Question]) -> AsyncIterator[Desk]:
    database = open_database(directory / "recall.sqlite3")
    failed: list[object] = []
    writer = Writer(database.writing, failed.append)
    writer.start()
    try:
        yield Desk(database, writer, SqlGameIds(database.reading), bank(*questions))
        assert not failed
    finally:
        await writer.close()
        await database.close()


def mended(wrong: Question) -> Question:
    """The same question with its key moved from the first option to the second."""
    assert isinstance(wrong.body, Choice)
    options = tuple(replace(option, right=place == 1) for place, option in enumerate(wrong.body.options))
    return replace(wrong, body=Choice(tuple(reversed(options))), version=2)
