"""Sums that an upgrade from before they were kept has to begin with: those that the answers give."""

from sqlalchemy import Connection, text

from bot.boards.recount import write_sums
from bot.daily.api import mend_streaks
from bot.kernel.people import STAND_INS_FROM

BEFORE_BOARDS = ("0001", "0002")
BEFORE_STREAKS = ("0003", "0004", "0005")

_NAMES = text("""
    INSERT INTO names (guild_id, player_id, name)
    SELECT guild_id, player_id, name
    FROM (SELECT games.guild_id, player_id, name,
                 row_number() OVER (PARTITION BY games.guild_id, player_id ORDER BY joined_at DESC) AS back
          FROM players JOIN games ON games.id = players.game_id
          WHERE player_id < :erased AND games.guild_id <> 0) AS called
    WHERE back = 1 ON CONFLICT DO NOTHING
""")
"""Without a name nobody is on a board: the latest by which each server called each player."""


def fill_sums(connection: Connection, before: str | None) -> None:
    """After the migrations: `before` is the revision that the database came from, None for a new one."""
    if before in BEFORE_BOARDS:
        connection.execute(_NAMES, {"erased": STAND_INS_FROM})
        write_sums(connection)
    elif before in BEFORE_STREAKS:
        mend_streaks(connection)
