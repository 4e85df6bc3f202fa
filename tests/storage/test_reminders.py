"""Reminders as rows."""

from __future__ import annotations

from datetime import date, time, timedelta

from bot.kernel.calendar import Slot
from bot.reminders.rules import Reminder
from bot.reminders.store import SqlReminders
from tests.plans import reading_tables_whole, watching
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


async def test_what_was_written_while_the_clock_was_ahead_is_looked_at(storage: Storage) -> None:
    """A next one, or a new try, that is further away than there can be is no reason to leave somebody alone."""
    store = SqlReminders(storage.writer, storage.database.reading)
    month, day = timedelta(days=30), timedelta(days=1)
    now = Slot(DAY, NOON - MINUTE)
    await store.put(Reminder(1, time(12), "UTC", next=Slot(DAY + month, NOON + month)))
    await store.put(Reminder(2, time(12), "UTC", next=now, sending=now, retry_at=NOON + month))
    await store.put(Reminder(3, time(12), "UTC", next=Slot(DAY + day, NOON + day)))
    await store.put(Reminder(4, time(12), "UTC", next=now, sending=now, retry_at=NOON + MINUTE))
    assert set(await store.waiting(NOON, 20)) == {1, 2}


async def test_whoever_waits_is_found_without_everybody_who_ever_asked(storage: Storage) -> None:
    """It is asked every few seconds, for years."""
    store = SqlReminders(storage.writer, storage.database.reading)
    for player in range(1, 50):
        await store.put(Reminder(player, time(12), "UTC", next=Slot(DAY, NOON + player * MINUTE)))
    with watching(storage.database) as plans:
        assert await store.waiting(NOON + 2 * MINUTE, 20) == [1, 2]
    assert reading_tables_whole(plans) == {}
