"""Which questions are being asked, and so keep their keys."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import CompoundSelect, Select, bindparam, literal_column, select, union, union_all
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.kernel.keys import Viewer
from bot.storage.tables import ALONE, asked, games, keys_kept, keys_withheld, names


def of_the_viewer() -> CompoundSelect[Any]:
    """The servers from which a viewer looks, and those in which they have played; to be run with `parameters`."""
    played_in = select(names.c.guild_id).where(names.c.player_id == bindparam("player_id"))
    return union_all(select(bindparam("guild_id")), select(bindparam("begun_in")), played_in)


def parameters(viewer: Viewer) -> dict[str, int]:
    """What a query about a viewer is run with."""
    return {
        "player_id": viewer.player_id,
        "guild_id": viewer.guild_id,
        "game_id": viewer.game_id,
        "begun_in": viewer.begun_in,
    }


def _open_keys(*besides: str) -> CompoundSelect[Any]:
    """By the index of running games, whose condition SQLite only recognizes when it is spelled out alike.

    `besides`: kinds of shared games that do not count.
    """
    servers = of_the_viewer()
    running = (
        select(games.c.id)
        .where(games.c.guild_id.in_(servers), games.c.ended_at.is_(None), games.c.id != bindparam("game_id"))
        .where(*(games.c.kind != literal_column(f"'{kind}'") for kind in (*ALONE, *besides)))
        .cte("running")
        .prefix_with("MATERIALIZED")
    )
    # The plus keeps SQLite from going through everything that was never closed, of games long over too.
    unclosed = asked.c.closed_at.op("+")(literal_column("0")).is_(None)
    asking = select(asked.c.question_id).join(running, running.c.id == asked.c.game_id).where(unclosed)
    kept = (
        select(keys_kept.c.game_id)
        .where(keys_kept.c.guild_id.in_(servers), keys_kept.c.game_id != bindparam("game_id"))
        .cte("kept")
        .prefix_with("MATERIALIZED")
    )
    finishing = select(asked.c.question_id).join(kept, kept.c.game_id == asked.c.game_id)
    return union(asking, finishing, *_withheld())


def _withheld() -> Iterator[Select[Any]]:
    """What somebody is asked alone; and for nobody in particular what anybody of the server is."""
    theirs = keys_withheld.c.player_id == bindparam("player_id")
    for_nobody = (bindparam("player_id") == literal_column("0"), games.c.guild_id == bindparam("guild_id"))
    asking = select(asked.c.question_id).join(keys_withheld, asked.c.game_id == keys_withheld.c.game_id)
    asking = asking.where(keys_withheld.c.game_id != bindparam("game_id"))
    yield asking.where(theirs)
    yield asking.join(games, games.c.id == keys_withheld.c.game_id).where(*for_nobody)


OPEN_KEYS = _open_keys()
OPEN_BESIDES_DUELS = _open_keys("duel")


async def being_asked(reading: AsyncEngine, viewer: Viewer, by: CompoundSelect[Any] = OPEN_KEYS) -> set[str]:
    """The questions whose keys a viewer may not see now, by id; see `bot.kernel.keys`."""
    async with reading.connect() as connection:
        return {row.question_id for row in await connection.execute(by, parameters(viewer))}
