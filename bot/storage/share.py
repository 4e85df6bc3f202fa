"""What a process reads of "all servers" is of those that are its own: see `bot.kernel.share`.

The share is an option of the reading engine, so that whoever reads has it at hand.
"""

from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Integer, Select, Table, func, literal_column, select
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.kernel.share import EVERYTHING, Share
from bot.storage.tables import games

Q = TypeVar("Q", bound=Select[Any])

_OPTION = "recall_share"

NOWHERE = 0
"""The server and channel of a game whose server is forgotten; of practice in direct messages, too."""


def limited(reading: AsyncEngine, share: Share) -> AsyncEngine:
    """The same engine for a process, or a part of one, that has these shards."""
    return reading.execution_options(**{_OPTION: share})


def share_of(reading: AsyncEngine) -> Share:
    """What an engine's reader has."""
    found: Share = reading.get_execution_options().get(_OPTION, EVERYTHING)
    return found


def of_our_servers(query: Q, reading: AsyncEngine, guild_id: ColumnElement[int]) -> Q:
    """Of the rows of all servers those of ours; nothing is added to the statement where all are."""
    share = share_of(reading)
    return query.where(_in(share, guild_id)) if share.shards else query


def of_our_games(query: Q, reading: AsyncEngine, game_id: ColumnElement[int]) -> Q:
    """The same for rows that name a game and no server."""
    share = share_of(reading)
    if not share.shards:
        return query
    home = games.alias("home")
    return query.where(select(home.c.id).where(home.c.id == game_id, _in(share, home.c.guild_id)).exists())


def servers_of(table: Table) -> Select[tuple[int]]:
    """All servers that a table has rows of, from one to the next by its index: it may have millions of rows of each."""
    column = table.c.guild_id
    servers = select(func.min(column).label("guild_id")).where(column > NOWHERE).cte(f"of_{table.name}", recursive=True)
    following = select(func.min(column)).where(column > servers.c.guild_id).scalar_subquery()
    servers = servers.union_all(select(following).where(servers.c.guild_id.is_not(None)))
    return select(servers.c.guild_id).where(servers.c.guild_id.is_not(None))


def _in(share: Share, guild_id: ColumnElement[int]) -> ColumnElement[bool]:
    by_22 = literal_column("22", Integer)  # PostgreSQL shifts by no eight-byte number, which a parameter would be
    return (guild_id.bitwise_rshift(by_22) % share.shards).in_(sorted(share.mine))
