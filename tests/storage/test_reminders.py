"""Reminders as rows."""

from __future__ import annotations

from datetime import date, time, timedelta

from bot.kernel.calendar import Slot
from bot.reminders.rules import Reminder
from bot.reminders.store import SqlReminders
from tests.storage.conftest import Storage
from tests.strategies import MINUTE, NOON

DAY = date(2026, 6, 1)


async def test_reminders_that_cannot_be_sent_are_in_nobodys_way(storage: Storage) -> None:
    """However many are tried again and again, one that is due for the first time comes before them."""
    store = SqlReminders(storage.writer, storage.database.reading)
    slot = Slot(DAY, NOON - MINUTE)
    for player in range(1, 31):
        await store.put(Reminder(player, time(12), "UTC", next=slot, sending=slot))
    await store.put(Reminder(99, time(12), "UTC", next=Slot(DAY + timedelta(days=1), NOON)))
    assert (await store.waiting(NOON, 20))[0] == 99
