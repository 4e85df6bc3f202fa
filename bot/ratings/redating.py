"""Games that were dated while the clock was ahead get dates that they can have had, once it is right."""

import asyncio
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime

import structlog
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.ratings.rules.rating import Change, Ended, Ledger, redated
from bot.ratings.store import games_of, rating_row, record_row
from bot.ratings.tables import rated_games, ratings
from bot.storage.changes import Change as RowChange
from bot.storage.changes import Put
from bot.storage.lane import lane
from bot.storage.tables import games
from bot.storage.writer import Writer

_log = structlog.get_logger(__name__)


class Redating:
    """Dates rated games anew. While it does, nothing else may be recorded on that server."""

    def __init__(self, writer: Writer, reading: AsyncEngine) -> None:
        self._writer = writer
        self._reading = reading

    async def redate(self, guild_id: int, at: datetime) -> None:
        """Date what of a server's games was rated later than it was over, and fold its ratings accordingly, at once.

        Raises `StorageError`.
        """
        ended, rated = await self._read(guild_id)
        ledger, moved = await asyncio.to_thread(redated, ended, at)
        if not moved:
            return
        _log.warning("rated games that lay ahead of the clock are dated anew", guild=guild_id, games=len(moved))
        await self._writer.queue(("ratings", guild_id), _rows(guild_id, ledger, moved, rated))

    async def _read(self, guild_id: int) -> tuple[list[Ended], set[int]]:
        """The games of a server, and who has a rating there: those who were erased have none."""
        recorded = (
            select(rated_games, games.c.ended_at.label("over_at"), games.c.created_at.label("made_at"))
            .join(games, games.c.id == rated_games.c.game_id)
            .where(rated_games.c.guild_id == guild_id)
        )
        standing = select(ratings.c.player_id).where(ratings.c.guild_id == guild_id)
        async with lane(), self._reading.connect() as connection:
            rows = (await connection.execute(recorded)).all()
            rated = {row.player_id for row in await connection.execute(standing)}
        known = {row.game_id: (row.made_at, row.over_at) for row in rows}
        return [Ended(game, *known[game.number]) for game in games_of(rows)], rated


def _rows(
    guild_id: int, ledger: Ledger, moved: Mapping[int, tuple[Change, ...]], rated: Collection[int]
) -> Iterable[RowChange]:
    for game_id, changes in moved.items():
        for one in changes:
            yield Put(rated_games, record_row(guild_id, game_id, one))
    players = {one.player for changes in moved.values() for one in changes}
    for player_id in players & set(rated):
        yield Put(ratings, rating_row(guild_id, player_id, ledger.ratings[player_id]))
