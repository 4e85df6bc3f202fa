"""Reminders as rows."""

import asyncio
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import Row, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.kernel.calendar import LATE, Slot
from bot.reminders.rules import FURTHEST, Reminder, Stopped
from bot.reminders.tables import reminders
from bot.storage.changes import Put
from bot.storage.tables import answers
from bot.storage.writer import Writer


class SqlReminders:
    """A row for everybody who asked for one."""

    def __init__(self, writer: Writer, reading: AsyncEngine) -> None:
        self._writer = writer
        self._reading = reading

    async def of(self, player_id: int) -> Reminder | None:
        """A person's reminder."""
        async with self._reading.connect() as connection:
            query = select(reminders).where(reminders.c.player_id == player_id)
            row = (await connection.execute(query)).one_or_none()
        return None if row is None else _reminder(row)

    async def waiting(self, at: datetime, most: int) -> list[int]:
        """Whose reminders are due or on their way: what is tried for the first time never waits for what failed.

        What lies further ahead than it could was written while the clock was ahead: that is looked at, too.
        """
        columns = reminders.c
        new, coming, sending = columns.sending_at.is_(None), columns.next_at, columns.sending_at
        again = or_(columns.retry_at.is_(None), columns.retry_at <= at, columns.retry_at > at + LATE)
        # One by one, each in the order of the index that finds it.
        parts = (
            (new & (coming <= at), coming),
            (new & (coming > at + FURTHEST), coming),
            (sending.is_not(None) & again, sending),
        )
        found: list[int] = []
        async with self._reading.connect() as connection:
            for wanted, first in parts:
                query = select(columns.player_id).where(wanted).order_by(first).limit(most - len(found))
                found += (await connection.execute(query)).scalars()
        return found

    async def answered_at(self, player_id: int) -> datetime | None:
        """The person's last answer in any game."""
        async with self._reading.connect() as connection:
            query = select(func.max(answers.c.at)).where(answers.c.player_id == player_id)
            latest: datetime | None = (await connection.execute(query)).scalar_one()
        return latest

    def put(self, reminder: Reminder) -> asyncio.Future[None]:
        """Queue the row of a reminder that its person asks for."""
        return self._writer.queue(("reminder", reminder.player_id), [Put(reminders, _row(reminder))])

    async def change(self, before: Reminder, after: Reminder) -> bool:
        """Have the one follow the other; False where it is not as it was before, or not there any more."""
        there = (reminders.c[name].is_not_distinct_from(value) for name, value in _row(before).items())
        values = {name: value for name, value in _row(after).items() if name != "player_id"}
        changed = update(reminders).where(*there).values(values).returning(reminders.c.player_id)
        return bool(await self._writer.execute(("reminder", after.player_id), changed))

    def drop(self, player_id: int) -> asyncio.Future[None]:
        """Queue its removal."""
        gone = reminders.delete().where(reminders.c.player_id == player_id)
        return self._writer.queue(("reminder", player_id), [], gone)


def _row(reminder: Reminder) -> dict[str, object]:
    coming, sending = reminder.next, reminder.sending
    return {
        "player_id": reminder.player_id,
        "time": reminder.time.isoformat("minutes"),
        "zone": reminder.zone,
        "next_date": coming and coming.date.isoformat(),
        "next_at": coming and coming.at,
        "sending_date": sending and sending.date.isoformat(),
        "sending_at": sending and sending.at,
        "sent_at": reminder.sent_at,
        "ignored": reminder.ignored,
        "stopped": reminder.stopped and reminder.stopped.value,
        "retry_at": reminder.retry_at,
    }


def _reminder(row: Row[Any]) -> Reminder:
    return Reminder(
        player_id=row.player_id,
        time=time.fromisoformat(row.time),
        zone=row.zone,
        next=_slot(row.next_date, row.next_at),
        sending=_slot(row.sending_date, row.sending_at),
        sent_at=row.sent_at,
        ignored=row.ignored,
        stopped=Stopped(row.stopped) if row.stopped else None,
        retry_at=row.retry_at,
    )


def _slot(day: str | None, at: datetime | None) -> Slot | None:
    return None if day is None or at is None else Slot(date.fromisoformat(day), at)
