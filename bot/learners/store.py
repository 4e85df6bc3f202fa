"""What players want, as rows."""

import asyncio

from sqlalchemy import (
    literal_column,
    select,
)
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.learners.rules import Preferences
from bot.learners.tables import preferences
from bot.learners.tables import preferences as table
from bot.storage.changes import Put
from bot.storage.writer import Writer


class SqlPreferences:
    """A row for everybody who ever said something."""

    def __init__(self, writer: Writer, reading: AsyncEngine) -> None:
        self._writer = writer
        self._reading = reading

    async def of(self, player_id: int) -> Preferences:
        """A player's wishes."""
        async with self._reading.connect() as connection:
            row = (await connection.execute(select(table).where(table.c.player_id == player_id))).one_or_none()
        return Preferences(bool(row.hidden), bool(row.no_duels)) if row else Preferences()

    def put(self, player_id: int, preferences: Preferences) -> asyncio.Future[None]:
        """Queue them."""
        values = {
            "player_id": player_id,
            "hidden": int(preferences.hidden),
            "no_duels": int(preferences.no_duels),
        }
        return self._writer.queue(("preferences", player_id), [Put(table, values)])


HIDDEN = select(preferences.c.player_id).where(preferences.c.hidden == literal_column("1"))
"""Who wishes to be on no board; spelled out, as SQLite takes the index of just these for no bound value."""
