"""What players want, as rows."""

import asyncio
from collections.abc import Mapping

from sqlalchemy import ColumnElement, CompoundSelect, literal_column, select, update
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.learners.rules import Preferences
from bot.learners.tables import preferences
from bot.learners.tables import preferences as table
from bot.storage.inserting import insert as new_row
from bot.storage.tables import names
from bot.storage.writer import Writer

_WISHES = ("hidden", "no_duels", "no_night_reminders")


class SqlPreferences:
    """A row for everybody who ever said something."""

    def __init__(self, writer: Writer, reading: AsyncEngine) -> None:
        self._writer = writer
        self._reading = reading

    async def of(self, player_id: int) -> Preferences:
        """A player's wishes."""
        async with self._reading.connect() as connection:
            row = (await connection.execute(select(table).where(table.c.player_id == player_id))).one_or_none()
        if row is None:
            return Preferences()
        return Preferences(bool(row.hidden), bool(row.no_duels), bool(row.no_night_reminders))

    def change(self, player_id: int, wishes: Mapping[str, bool]) -> asyncio.Future[None]:
        """Queue these, by name; the others stay. Who takes wishes back that they never had gets no row for that."""
        values = {name: int(wish) for name, wish in wishes.items()}
        scope = "preferences", player_id
        if not any(wishes.values()):
            return self._writer.queue(scope, [], update(table).where(table.c.player_id == player_id).values(values))
        insert = new_row(table).values({"player_id": player_id} | dict.fromkeys(_WISHES, 0) | values)
        return self._writer.queue(scope, [], insert.on_conflict_do_update(index_elements=["player_id"], set_=values))


HIDDEN = select(preferences.c.player_id).where(preferences.c.hidden == literal_column("1"))
"""Who wishes to be on no board; spelled out, as SQLite takes the index of just these for no bound value."""


def off_boards(guild_id: ColumnElement[int] | int) -> CompoundSelect[tuple[int]]:
    """Who is on no board of a server: whoever wishes so, and whoever has left it."""
    left = select(names.c.player_id).where(names.c.guild_id == guild_id, names.c.left_at.is_not(None))
    return HIDDEN.union_all(left)
