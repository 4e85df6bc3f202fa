"""The tables of seasons. Points and leagues are in none of them: they follow from the games."""

from sqlalchemy import Column, Index, Text

from bot.storage.belonging import Belonging, Erase, declare
from bot.storage.columns import Instant, Snowflake, Whole
from bot.storage.tables import strict_table

seasons = strict_table(
    "seasons",
    Column("guild_id", Snowflake, primary_key=True, autoincrement=False),
    Column("first_date", Text, nullable=False),
    Column("zone", Text, nullable=False),
    Column("organizer_id", Snowflake, nullable=False),
    Column("stopped_at", Instant),
    Index("seasons_by_organizer", "organizer_id"),
)
"""A row for each server that has seasons or had any: the Monday on which the first began, and in which time zone."""

season_choices = strict_table(
    "season_choices",
    Column("guild_id", Snowflake, primary_key=True, autoincrement=False),
    Column("player_id", Snowflake, primary_key=True),
    Column("week", Text, primary_key=True),
    Column("playing", Whole, nullable=False),
    Index("season_choices_by_player", "player_id"),
)
"""Whether somebody is in their server's seasons from the week on that begins on this Monday; everybody is at first."""

declare(
    seasons,
    Belonging(
        Erase.STAND_IN,
        people=("organizer_id",),
        neutral=("guild_id", "first_date", "zone"),
        why="the server's seasons go on",
        export=("guild_id", "first_date", "zone", "stopped_at"),
    ),
)
declare(
    season_choices,
    Belonging(
        Erase.DELETE,
        people=("player_id",),
        neutral=("guild_id", "week"),
        export=("guild_id", "week", "playing"),
    ),
)
