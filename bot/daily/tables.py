"""The tables of the daily challenge."""

from sqlalchemy import Column, ForeignKey, Index, Table, Text

from bot.storage.belonging import Belonging, Erase, declare
from bot.storage.columns import Instant, Snowflake, Whole
from bot.storage.tables import metadata

daily_schedules = Table(
    "daily_schedules",
    metadata,
    Column("guild_id", Snowflake, primary_key=True, autoincrement=False),
    Column("channel_id", Snowflake, nullable=False),
    Column("minute", Whole, nullable=False),
    Column("zone", Text, nullable=False),
    Column("weekdays", Text, nullable=False),
    Column("breaks", Text, nullable=False),
    Column("topics", Text, nullable=False),
    Column("exam", Text),
    Column("questions", Whole, nullable=False),
    Column("role_id", Snowflake),
    Column("organiser_id", Snowflake, nullable=False),
    Column("state", Text, nullable=False),
    Column("next_date", Text),
    Column("next_due_at", Instant),
    Column("posted_date", Text),
    Column("quiet", Whole, nullable=False),
    Column("told", Whole, nullable=False),
    Column("claimed_by", Text),
    Column("claimed_until", Instant),
    Column("failed", Whole, nullable=False, server_default="0"),
    Column("retry_at", Instant),
    Column("held_date", Text),
    Index("daily_schedules_due", "next_due_at"),
    Index("daily_schedules_by_organiser", "organiser_id"),
    sqlite_strict=True,
)
"""One row a server. `claimed_by` works on its due post until `claimed_until`; then anybody may.

Where its post could not be made so many times in a row, nobody tries again before `retry_at`.
"""

daily_posts = Table(
    "daily_posts",
    metadata,
    Column("game_id", Snowflake, ForeignKey("games.id"), primary_key=True),
    Column("guild_id", Snowflake, nullable=False),
    Column("date", Text),
    Column("number", Whole),
    Column("previous_id", Snowflake),
    Column("role_id", Snowflake),
    Column("weekly", Whole, nullable=False),
    Column("away_ms", Whole, nullable=False),
    Column("repeats", Whole, nullable=False, server_default="0"),
    Column("closes_at", Instant),
    Column("given_back_ms", Whole, nullable=False, server_default="0"),
    Index("daily_posts_closing", "closes_at"),
    Index("daily_posts_once", "guild_id", "date", unique=True),
    Index("daily_posts_numbers", "guild_id", "number", unique=True),
    sqlite_strict=True,
)
"""A post of a daily; its game has the same id. (guild, date) is why a date is posted once; a post that Discord refused
has lost its date and number. `away_ms`: how long the bot was away while it was open. `closes_at`: until when players
were told that it is open, whether or not another comes then. `given_back_ms`: for how much longer those who had begun
may finish it, since the bot was away just after it closed; of what they did not finish, that counts as time away."""

daily_missed = Table(
    "daily_missed",
    metadata,
    Column("guild_id", Snowflake, primary_key=True, autoincrement=False),
    Column("date", Text, primary_key=True),
    Column("at", Instant, nullable=False),
    sqlite_strict=True,
)
"""Dates without a post because nobody was there to make it, and when that was noticed."""

streaks = Table(
    "streaks",
    metadata,
    Column("guild_id", Snowflake, primary_key=True, autoincrement=False),
    Column("player_id", Snowflake, primary_key=True),
    Column("number", Whole, nullable=False),
    Column("length", Whole, nullable=False),
    Column("best", Whole, nullable=False),
    Column("freezes", Whole, nullable=False),
    Index("streaks_by_player", "player_id"),
    sqlite_strict=True,
)
"""How a player's streak stood after the last post that they finished, `number`: written with that answer."""


# Whose all this is

declare(
    daily_schedules,
    Belonging(
        Erase.STAND_IN,
        people=("organiser_id",),
        neutral=(
            *("guild_id", "channel_id", "zone", "weekdays", "breaks", "topics", "exam", "role_id", "state"),
            *("next_date", "posted_date", "held_date", "claimed_by"),
        ),
        why="the server's daily goes on",
        export=("guild_id", "minute", "zone", "weekdays", "topics", "exam", "questions"),
    ),
)
declare(
    daily_posts,
    Belonging(
        Erase.NOBODY,
        neutral=("game_id", "guild_id", "date", "previous_id", "role_id"),
        no_export="it names nobody",
    ),
)
declare(daily_missed, Belonging(Erase.NOBODY, neutral=("guild_id", "date"), no_export="it names nobody"))
declare(
    streaks,
    Belonging(
        Erase.DELETE,
        people=("player_id",),
        neutral=("guild_id",),
        export=("guild_id", "number", "length", "best", "freezes"),
    ),
)
