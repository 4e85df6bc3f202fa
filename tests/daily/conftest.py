"""A daily on a real database, with an outbox that only remembers what it was asked for."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

import pytest

from bot.daily.ports import CARD_OF_DAILY
from bot.daily.posting import DailyPosting
from bot.daily.rules.play import Daily
from bot.daily.rules.schedule import Plan, Schedule
from bot.daily.schedules import DailySchedules, Wanted
from bot.daily.service import DailyService
from bot.daily.store import SqlDailyStore
from bot.kernel.asked import Player
from bot.kernel.ports import MessageKey
from bot.kernel.questions import Question
from bot.packs import content
from bot.storage.database import open_database
from bot.timing.zones import PinnedZones
from tests.fakes import FakeOutbox
from tests.sources import offering
from tests.storage.conftest import Storage
from tests.strategies import question

GUILD, CHANNEL, ORGANISER = 100, 200, 7
START = datetime(2026, 6, 1, 6, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
PLAN = Plan(CHANNEL, time(9), "Europe/Berlin")
POOL = [question(f"{topic}-{n}", topic=topic) for topic in ("metrics", "ai_services") for n in range(120)]


def always(plan: Plan, *, on: bool) -> Wanted:
    """What an organiser wants, however it was set before."""

    async def wanted(before: Schedule | None) -> tuple[Plan, bool]:  # noqa: ARG001 - whatever it was
        return plan, on

    return wanted


class House:
    """One process: its services over the database."""

    def __init__(
        self,
        storage: Storage,
        owner: str = "one",
        pool: list[Question] = POOL,
        goes_on: Callable[[int], bool] = lambda _: True,
        shards: int = 1,
        hears: Callable[[int], bool] | None = None,
    ) -> None:
        self.storage = storage
        self.outbox = FakeOutbox()
        self.waiting = 0
        self.owed: set[int] = set()
        """Posts whose time stands still by themselves."""
        self.failing: list[int] = []
        self.store = SqlDailyStore(storage.writer, storage.database.reading, content, storage.ids, owner)
        self.dailies = DailyService(self.store, self.outbox)
        self.schedules = DailySchedules(self.store, offering(pool), PinnedZones())
        self.posting = DailyPosting(
            self.store,
            self.schedules,
            self.dailies,
            self.outbox,
            lambda: self.waiting,
            lambda guild_id, game_id=None: goes_on(guild_id) and game_id not in self.owed,
            lambda: self.failing,
            shards,
            hears=None if hears is None else lambda guild_id, _=None: hears(guild_id),
        )

    async def arrange(self, guild: int = GUILD, at: datetime = START, **changes: object) -> Schedule:
        plan = replace(PLAN, **changes)  # type: ignore[arg-type]
        return await self.schedules.arrange(guild, always(plan, on=True), ORGANISER, at)

    async def latest(self, guild: int = GUILD) -> Daily:
        daily = await self.dailies.latest(guild)
        assert daily is not None
        return daily

    async def play(self, player: Player, daily: Daily, at: datetime, right: int = 99) -> None:
        for place in range(len(daily.asked)):
            result = await self.dailies.answer(daily.id, player, place, (0,) if place < right else (1,), at)
            assert isinstance(result, Daily), result

    async def posted(self, daily: Daily) -> None:
        """The outbox has brought the post to the screen."""
        message = await self.storage.messages.find(MessageKey(daily.id, CARD_OF_DAILY))
        assert message is not None
        await self.storage.messages.put(
            replace(message, message_id=daily.id + 9_000, posted_at=daily.opened_at, settled=True)
        )


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    storage = Storage(open_database(tmp_path / "recall.db"))
    await storage.open()
    yield House(storage)
    await storage.close()
