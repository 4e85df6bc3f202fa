"""How often Discord is asked for a reminder that it does not take."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta

import pytest

from bot.kernel.ports import StorageError
from bot.monitoring.counts import Counts
from bot.reminders.rules import Delivered, Later
from bot.reminders.service import ReminderService, Waiting
from bot.reminders.store import SqlReminders
from bot.timing.zones import PinnedZones
from tests.storage.conftest import Storage
from tests.strategies import MINUTE, NOON, SECOND

TICK = 15 * SECOND


class Letters:
    """Discord, which takes none; who was tried."""

    def __init__(self, answer: Delivered | Later | Exception) -> None:
        self.answer = answer
        self.tried: list[int] = []
        self.outcomes: list[str] = []

    async def remind(
        self,
        player_id: int,
        day: date,  # noqa: ARG002
        waiting: Waiting,  # noqa: ARG002
        *,
        last_chance: bool,  # noqa: ARG002
        again: bool,  # noqa: ARG002
    ) -> Delivered | Later:
        self.tried.append(player_id)
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer


async def no_reviews(*_: object) -> int:
    return 0


async def service(
    storage: Storage, letters: Letters, people: int = 1, is_barred: Callable[[int], bool] = lambda _: False
) -> ReminderService:
    store = SqlReminders(storage.writer, storage.database.reading)
    reminders = ReminderService(
        store, letters, no_reviews, PinnedZones(), on_outcome=letters.outcomes.append, is_barred=is_barred
    )
    for player in range(people):
        await reminders.ask(player + 1, time(12), "UTC", NOON - MINUTE)
    return reminders


async def ticks(reminders: ReminderService, since: datetime, span: timedelta) -> None:
    at = since
    while at < since + span:
        await reminders.tick(at)
        at += TICK


@pytest.mark.parametrize("answer", [Delivered.UNREACHABLE, Later(), RuntimeError("no"), StorageError("no")])
async def test_what_does_not_arrive_is_tried_a_few_times(
    storage: Storage, answer: Delivered | Later | Exception
) -> None:
    """However often time is looked at, an hour in which Discord takes nothing sees a handful of tries."""
    letters = Letters(answer)
    await ticks(await service(storage, letters), NOON, timedelta(hours=1))
    assert 2 <= len(letters.tried) <= 10


async def test_the_wait_outlasts_a_restart(storage: Storage) -> None:
    """A new process does not begin to hammer anew."""
    letters = Letters(Delivered.UNREACHABLE)
    reminders = await service(storage, letters)
    await reminders.tick(NOON + 10 * MINUTE)
    await (await service(storage, letters, people=0)).tick(NOON + 11 * MINUTE)
    assert len(letters.tried) == 1


async def test_once_discord_finds_them_too_many_all_wait(storage: Storage) -> None:
    """Its limit on direct messages is one for all: the others are not run into it one by one."""
    letters = Letters(Later(timedelta(minutes=3)))
    reminders = await service(storage, letters, people=30)
    await ticks(reminders, NOON, timedelta(minutes=3))
    assert len(letters.tried) == 1
    letters.answer = Delivered.SHOWN
    await ticks(reminders, NOON + timedelta(minutes=3), timedelta(minutes=1))
    assert len(set(letters.tried)) == 30


async def test_a_reminder_on_its_way_does_not_reach_whoever_is_blocked_meanwhile(storage: Storage) -> None:
    """It is given up in time; another person's arrives."""
    letters, blocked = Letters(Delivered.UNREACHABLE), set[int]()
    reminders = await service(storage, letters, people=2, is_barred=blocked.__contains__)
    await reminders.tick(NOON)
    assert set(letters.tried) == {1, 2}
    blocked.add(1)
    letters.answer = Delivered.SHOWN
    letters.tried.clear()
    await ticks(reminders, NOON + 5 * MINUTE, timedelta(minutes=20))
    assert letters.tried == [2]


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        (Delivered.SHOWN, "shown"),
        (Delivered.REFUSED, "refused"),
        (Delivered.UNREACHABLE, "unreachable"),
        (Later(), "later"),
    ],
)
async def test_what_came_of_each_is_counted(storage: Storage, answer: Delivered | Later, outcome: str) -> None:
    """Under a name that the metric has from the start."""
    letters = Letters(answer)
    await (await service(storage, letters)).tick(NOON)
    assert letters.outcomes == [outcome]
    named = [sample.labels["outcome"] for family in Counts().reminders.collect() for sample in family.samples]
    assert outcome in named
