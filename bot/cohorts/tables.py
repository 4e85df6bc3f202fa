"""The rows of groups' courses."""

from sqlalchemy import Column, Index, Text

from bot.storage.belonging import Belonging, Erase, declare
from bot.storage.columns import Instant, Snowflake, Whole
from bot.storage.tables import game_key, strict_table

cohorts = strict_table(
    "cohorts",
    Column("guild_id", Snowflake, primary_key=True, autoincrement=False),
    Column("course", Text, nullable=False),
    Column("channel_id", Snowflake, nullable=False),
    Column("organizer_id", Snowflake, nullable=False),
    Column("run", Snowflake, nullable=False),
    Column("first_date", Text, nullable=False),
    Column("days", Whole, nullable=False),
    Column("minute", Whole, nullable=False),
    Column("zone", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("step", Whole, nullable=False),
    Column("paused_on", Text),
    Column("due_at", Instant),
    Column("told", Whole, nullable=False),
    Index("cohorts_due", "due_at"),
    Index("cohorts_by_organizer", "organizer_id"),
)
"""One row a server: the course of its group, the latest one. `run` is the id of the interaction that began it."""

cohort_posts = strict_table(
    "cohort_posts",
    game_key(),
    Column("guild_id", Snowflake, nullable=False),
    Column("run", Snowflake),
    Column("course", Text, nullable=False),
    Column("step", Whole, nullable=False),
    Index("cohort_posts_once", "guild_id", "run", "step", unique=True),
)
"""A card of a group's course; its game has the same id. (guild, run, step) is why each is posted once; a card that
Discord refused has lost its run, so that it can come again."""

declare(
    cohorts,
    Belonging(
        Erase.STAND_IN,
        people=("organizer_id",),
        neutral=("guild_id", "course", "channel_id", "run", "first_date", "zone", "state", "paused_on"),
        why="the group's course goes on",
        export=("guild_id", "course", "first_date", "days", "minute", "zone"),
    ),
)
declare(
    cohort_posts,
    Belonging(Erase.NOBODY, neutral=("game_id", "guild_id", "run", "course"), no_export="it names nobody"),
)
