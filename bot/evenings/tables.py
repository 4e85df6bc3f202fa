"""The rows of essay evenings."""

from sqlalchemy import Column, Index, Text

from bot.storage.belonging import Belonging, Erase, declare
from bot.storage.columns import Instant, Snowflake, Whole
from bot.storage.tables import game_key, strict_table

evenings = strict_table(
    "evenings",
    game_key(),
    Column("host_id", Snowflake, nullable=False),
    Column("essay", Text, nullable=False),
    Column("seed", Snowflake, nullable=False),
    Column("phase", Text, nullable=False),
    Column("ends_at", Instant, nullable=False),
    Column("due_at", Instant),
    Column("asked", Text),
    Column("unwritten", Whole, nullable=False, server_default="0"),
    Column("hidden", Whole, nullable=False, server_default="0"),
    Index("evenings_due", "due_at"),
    Index("evenings_by_host", "host_id"),
)
"""An essay evening; its game has the same id. `asked`: its subject with the points, as they were when it began.

`unwritten`: it is over because nobody wrote; older programs, which do not know of that, take it as called off.
"""

evening_texts = strict_table(
    "evening_texts",
    game_key(),
    Column("author_id", Snowflake, primary_key=True),
    Column("text", Text, nullable=False),
    Column("at", Instant, nullable=False),
    Column("place", Whole),
    Index("evening_texts_by_author", "author_id"),
)
"""What people wrote; deleted some days after the end. Others know a text by its `place` alone."""

evening_markings = strict_table(
    "evening_markings",
    game_key(),
    Column("author_id", Snowflake, primary_key=True),
    Column("marker_id", Snowflake, primary_key=True),
    Column("marks", Text, nullable=False),
    Column("done_at", Instant),
    Index("evening_markings_by_author", "author_id"),
    Index("evening_markings_by_marker", "marker_id"),
)
"""Who marks whose text, with a letter for each point so far; deleted with the texts. They are evidence of nothing."""

declare(
    evenings,
    Belonging(
        Erase.STAND_IN,
        people=("host_id",),
        neutral=("game_id", "essay", "seed", "phase", "asked"),
        why="the others' evening goes on",
        export=("game_id", "essay", "ends_at"),
    ),
)
declare(
    evening_texts,
    Belonging(Erase.DELETE, people=("author_id",), neutral=("game_id", "text"), export=("game_id", "text", "at")),
)
declare(
    evening_markings,
    Belonging(
        Erase.DELETE,
        people=("author_id", "marker_id"),
        neutral=("game_id", "marks"),
        export=("game_id", "marks", "done_at"),
    ),
)
