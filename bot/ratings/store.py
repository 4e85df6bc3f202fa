"""Ratings as rows: the games that move them, how they moved, and where they stand."""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, insert, select
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.learners.api import off_boards
from bot.ratings.rules.rating import SAME_PAIR_WITHIN, Change, Game, Ledger, Placed, Rating, fold
from bot.ratings.rules.rating_board import Rated
from bot.ratings.tables import rated_games, ratings
from bot.storage.changes import Change as RowChange
from bot.storage.changes import Put
from bot.storage.tables import names


def rating_rows(guild_id: int, game_id: int, moved: Iterable[Change]) -> Iterable[RowChange]:
    """The record of a rated game, and where its players stand after it."""
    for one in moved:
        yield Put(rated_games, record_row(guild_id, game_id, one))
        yield Put(ratings, rating_row(guild_id, one.player, one.after))


def record_row(guild_id: int, game_id: int, one: Change) -> dict[str, object]:
    """The row of what a rated game did to one of its players."""
    return {
        "game_id": game_id,
        "player_id": one.player,
        "guild_id": guild_id,
        "rated_at": one.after.at,
        "place": one.place,
        "before_rating": one.before.rating,
        "before_deviation": one.before.deviation,
        "after_rating": one.after.rating,
        "after_deviation": one.after.deviation,
        "expected": one.expected,
        "scored": one.scored,
        "weight": one.weight,
    }


def rating_row(guild_id: int, player_id: int, rating: Rating) -> dict[str, object]:
    """The row of where somebody stands."""
    return {
        "guild_id": guild_id,
        "player_id": player_id,
        "rating": rating.rating,
        "deviation": rating.deviation,
        "volatility": rating.volatility,
        "rated_at": rating.at,
    }


class RatingReader:
    """Reads ratings, and the games that led to them."""

    def __init__(self, reading: AsyncEngine) -> None:
        self._reading = reading

    async def ledger(self, guild_id: int) -> Ledger:
        """A server's ratings as they stand, ready to be carried on."""
        standing = {row.player_id: _rating(row) for row in await self._rows(_of(guild_id))}
        last = max((one.at for one in standing.values() if one.at), default=None)
        if last is None:
            return Ledger()
        lately = select(rated_games).where(
            rated_games.c.guild_id == guild_id, rated_games.c.rated_at > last - SAME_PAIR_WITHIN
        )
        return Ledger(standing, games_of(await self._rows(lately)))

    async def standing(self, guild_id: int, players: Collection[int]) -> dict[int, float]:
        """Player → rating, of those among these who have one on a server."""
        query = select(ratings.c.player_id, ratings.c.rating).where(
            ratings.c.guild_id == guild_id, ratings.c.player_id.in_(players)
        )
        return {row.player_id: row.rating for row in await self._rows(query)}

    async def moved(self, game_id: int) -> list[Change]:
        """How a game moved ratings; nothing where it moved none."""
        rows = await self._rows(select(rated_games).where(rated_games.c.game_id == game_id))
        return [
            Change(
                player=row.player_id,
                place=row.place,
                before=Rating(row.before_rating, row.before_deviation),
                after=Rating(row.after_rating, row.after_deviation, at=row.rated_at),
                expected=row.expected,
                scored=row.scored,
                weight=row.weight,
            )
            for row in rows
        ]

    async def active(self, guild_id: int, since: datetime) -> list[Rated]:
        """Everybody on a server who played a rated game since then, but for who is off its boards; in no order."""
        query = (
            select(ratings, names.c.name)
            .join(names, (names.c.guild_id == ratings.c.guild_id) & (names.c.player_id == ratings.c.player_id))
            .where(ratings.c.guild_id == guild_id, ratings.c.rated_at >= since)
            .where(ratings.c.player_id.not_in(off_boards(guild_id)))
        )
        return [Rated(row.player_id, row.name, _rating(row)) for row in await self._rows(query)]

    async def _rows(self, query: Select[Any]) -> list[Row[Any]]:
        async with self._reading.connect() as connection:
            return list((await connection.execute(query)).all())


def refolded(connection: Connection) -> Iterable[str]:
    """Where the ratings differ from a fold over the recorded games, in words."""
    due = _folded(connection)
    kept = {(row.guild_id, row.player_id): _rating(row) for row in connection.execute(select(ratings))}
    for key in sorted(due.keys() | kept.keys()):
        if due.get(key) != kept.get(key):
            yield f"server {key[0]}, player {key[1]}: rating kept {kept.get(key)}, the games give {due.get(key)}"


def mend_ratings(connection: Connection) -> None:
    """Write the ratings anew, as the recorded games give them."""
    connection.execute(ratings.delete())
    rows = [rating_row(guild_id, player_id, one) for (guild_id, player_id), one in _folded(connection).items()]
    if rows:
        connection.execute(insert(ratings), rows)


def _folded(connection: Connection) -> dict[tuple[int, int], Rating]:
    """By server and player; who has no name on a server (any more) has no rating there."""
    named = {(row.guild_id, row.player_id) for row in connection.execute(select(names))}
    by_guild: dict[int, list[Row[Any]]] = {}
    for row in connection.execute(select(rated_games)):
        by_guild.setdefault(row.guild_id, []).append(row)
    return {
        (guild, who): one
        for guild, rows in by_guild.items()
        for who, one in fold(games_of(rows)).items()
        if (guild, who) in named
    }


def _of(guild_id: int) -> Select[Any]:
    return select(ratings).where(ratings.c.guild_id == guild_id)


def _rating(row: Row[Any]) -> Rating:
    return Rating(row.rating, row.deviation, row.volatility, row.rated_at)


def games_of(rows: Iterable[Row[Any]]) -> list[Game]:
    """The rated games that these rows record."""
    places: dict[tuple[int, datetime], list[Placed]] = {}
    for row in rows:
        places.setdefault((row.game_id, row.rated_at), []).append(Placed(row.player_id, row.place))
    return [Game(number, at, tuple(placed)) for (number, at), placed in places.items()]
