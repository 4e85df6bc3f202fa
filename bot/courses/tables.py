"""The rows of courses."""

from sqlalchemy import Column, Index, Table, Text

from bot.storage.belonging import Belonging, Erase, Forget, declare
from bot.storage.columns import Instant, Snowflake, Whole
from bot.storage.tables import metadata

lessons_read = Table(
    "lessons_read",
    metadata,
    Column("player_id", Snowflake, primary_key=True, autoincrement=False),
    Column("course", Text, primary_key=True),
    Column("module", Text, primary_key=True),
    Column("lesson", Text, primary_key=True),
    Column("at", Instant, nullable=False),
    sqlite_strict=True,
)
"""Which lessons somebody has opened, and when for the first time."""

course_sittings = Table(
    "course_sittings",
    metadata,
    Column("game_id", Snowflake, primary_key=True, autoincrement=False),
    Column("player_id", Snowflake, nullable=False),
    Column("course", Text, nullable=False),
    Column("module", Text, nullable=False),
    Column("part", Text, nullable=False),
    Column("lesson", Text, nullable=False),
    Column("needed", Whole, nullable=False),
    Column("at", Instant, nullable=False),
    Column("attempt", Whole),
    Index("course_sittings_by_player", "player_id"),
    Index("course_sittings_once", "player_id", "course", "module", "part", "attempt", unique=True),
    sqlite_strict=True,
)
"""Which sittings of practice belong to a module. How they went stands in their answers; `needed` right ones pass.

Of two trials that are begun at once, on servers of different shards, one is refused: both would be the same `attempt`,
which is NULL for what is no trial.
"""

declare(
    lessons_read,
    Belonging(
        Erase.DELETE,
        people=("player_id",),
        neutral=("course", "module", "lesson"),
        export=("course", "module", "lesson", "at"),
        server=Forget.KEEP,
    ),
)
declare(
    course_sittings,
    Belonging(
        Erase.DELETE,
        people=("player_id",),
        neutral=("game_id", "course", "module", "part", "lesson"),
        export=("game_id", "course", "module", "part", "lesson", "needed", "at"),
        server=Forget.KEEP,
    ),
)
