"""Where games are played, read from their rows."""

from sqlalchemy import Column, select
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.kernel.venues import GameVenue, Venue
from bot.storage.tables import games, names


class VenueReader:
    """Reads where a game is, and whether somebody has played in a server.

    `parts`: the ids of the games that are a part of a game that can move.
    """

    def __init__(self, reading: AsyncEngine, parts: Column[int]) -> None:
        self._reading = reading
        self._game = select(
            games.c.kind, games.c.guild_id, games.c.channel_id, parts.is_not(None).label("is_part")
        ).outerjoin(parts.table, parts == games.c.id)

    async def venue(self, game_id: int) -> GameVenue | None:
        """A game's kind and place, None where there is no such game."""
        async with self._reading.connect() as connection:
            row = (await connection.execute(self._game.where(games.c.id == game_id))).one_or_none()
        return GameVenue(row.kind, Venue(row.guild_id, row.channel_id), bool(row.is_part)) if row else None

    async def has_played(self, guild_id: int, player_id: int) -> bool:
        """Whether somebody has ever been in a game of a server."""
        query = select(names.c.player_id).where(names.c.guild_id == guild_id, names.c.player_id == player_id)
        async with self._reading.connect() as connection:
            return (await connection.execute(query)).first() is not None

    async def is_over(self, game_id: int) -> bool:
        """Whether a game has come to its end."""
        query = select(games.c.id).where(games.c.id == game_id, games.c.ended_at.is_not(None))
        async with self._reading.connect() as connection:
            return (await connection.execute(query)).first() is not None
