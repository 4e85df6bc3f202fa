"""What each server takes in a database, for the operator."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, Subquery, func, select, union_all
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.storage.every_table import metadata
from bot.storage.tables import absences, games, names

NOWHERE = 0
"""Games in direct messages, and what is left of forgotten servers."""


@dataclass(frozen=True, slots=True)
class Stored:
    """`games` that were begun there, by `people` who are named there; `seen`: when the last game began, None for none.

    `rows`: all that belongs to it, of `of_all` in the whole database.
    """

    guild_id: int
    games: int
    people: int
    seen: datetime | None
    rows: int
    of_all: int


async def servers(engine: AsyncEngine) -> list[Stored]:
    """Every server of which something is stored, the largest first."""
    rows, played, known = _rows(), _games(), _people()
    query = (
        select(rows.c.guild_id, rows.c.n, played.c.n, played.c.seen, known.c.n)
        .outerjoin(played, played.c.guild_id == rows.c.guild_id)
        .outerjoin(known, known.c.guild_id == rows.c.guild_id)
        .order_by(rows.c.n.desc(), rows.c.guild_id)
    )
    async with engine.connect() as connection:
        found = (await connection.execute(query)).all()
    of_all = sum(int(row[1]) for row in found)
    return [
        Stored(guild_id, games or 0, people or 0, seen, int(n), of_all)
        for guild_id, n, games, seen, people in found
        if guild_id != NOWHERE
    ]


def _rows() -> Subquery:
    """guild_id, n: rows that name the server, or a game of it."""
    each = union_all(*(_of(table.name) for table in metadata.sorted_tables if _belongs(table.name))).subquery()
    return select(each.c.guild_id, func.sum(each.c.n).label("n")).group_by(each.c.guild_id).subquery()


def _belongs(name: str) -> bool:
    columns = metadata.tables[name].c
    return name != absences.name and ("guild_id" in columns or "game_id" in columns)


def _of(name: str) -> Select[tuple[int, int]]:
    table = metadata.tables[name]
    if "guild_id" in table.c:
        return select(table.c.guild_id, func.count().label("n")).group_by(table.c.guild_id)
    return (
        select(games.c.guild_id, func.count().label("n"))
        .select_from(table.join(games, games.c.id == table.c.game_id))
        .group_by(games.c.guild_id)
    )


def _games() -> Subquery:
    each = select(games.c.guild_id, func.count().label("n"), func.max(games.c.created_at).label("seen"))
    return each.group_by(games.c.guild_id).subquery()


def _people() -> Subquery:
    return select(names.c.guild_id, func.count().label("n")).group_by(names.c.guild_id).subquery()
