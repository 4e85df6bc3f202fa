"""The rows of mock exams."""

from sqlalchemy import Column, Index, Text

from bot.storage.belonging import Belonging, Erase, Forget, declare
from bot.storage.columns import Instant, Snowflake, Whole, partial
from bot.storage.tables import game_key, strict_table

exam_sittings = strict_table(
    "exam_sittings",
    game_key(),
    Column("player_id", Snowflake, nullable=False),
    Column("exam", Text, nullable=False),
    Column("form", Whole, nullable=False),
    Column("seed", Snowflake, nullable=False),
    Column("extra_time", Whole, nullable=False),
    Column("scored", Text, nullable=False),
    Column("place", Whole, nullable=False),
    Column("deadline", Instant, nullable=False),
    Column("looked_at", Instant, nullable=False),
    Column("due_at", Instant),
    Column("room_id", Snowflake),
    Column("end_reason", Text),
    Index("exam_sittings_by_player", "player_id"),
    Index("exam_sittings_running", "player_id", unique=True, **partial("end_reason IS NULL")),
    Index("exam_sittings_due", "due_at", **partial("due_at IS NOT NULL")),
    Index("exam_sittings_by_room", "room_id", **partial("room_id IS NOT NULL")),
)
"""A person's mocks; of those that are not over each person has one. `scored` lists the places that count.

`due_at` is when the paper is collected, NULL once it is in.
"""


exam_marks = strict_table(
    "exam_marks",
    game_key(),
    Column("position", Whole, primary_key=True),
    Column("player_id", Snowflake, nullable=False),
    Column("flagged", Whole, nullable=False),
    Column("unsure", Whole, nullable=False),
    Column("struck", Text, nullable=False),
    Column("spent_ms", Whole, nullable=False),
    Column("cause", Text),
    Index("exam_marks_by_player", "player_id"),
)
"""What somebody noted on a question of their paper, how long they had it before them, and why they missed it."""


exam_rooms = strict_table(
    "exam_rooms",
    game_key(),
    Column("host_id", Snowflake, nullable=False),
    Column("exam", Text, nullable=False),
    Column("seed", Snowflake, nullable=False),
    Column("phase", Text, nullable=False),
    Column("due_at", Instant),
    Column("active_at", Instant, nullable=False),
    Column("extra_time", Text, nullable=False),
    Column("walk", Text, nullable=False),
    Column("step", Whole, nullable=False),
    Index("exam_rooms_running", "game_id", **partial("phase IN ('gathering', 'sitting')")),
    Index("exam_rooms_by_host", "host_id"),
    Index("exam_rooms_extra", "game_id", **partial("extra_time <> '[]'")),
)
"""Groups that sit a mock together; who is in one stands in `players`. `walk` lists the questions to talk about."""


declare(
    exam_sittings,
    Belonging(
        Erase.DELETE,
        people=("player_id",),
        neutral=("game_id", "exam", "seed", "scored", "room_id", "end_reason"),
        export=("game_id", "exam", "form", "extra_time", "deadline", "room_id", "end_reason"),
        server=Forget.KEEP,
    ),
)


declare(
    exam_marks,
    Belonging(
        Erase.DELETE,
        people=("player_id",),
        neutral=("game_id", "struck", "cause"),
        export=("game_id", "position", "flagged", "unsure", "struck", "spent_ms", "cause"),
        server=Forget.KEEP,
    ),
)


declare(
    exam_rooms,
    Belonging(
        Erase.STAND_IN,
        people=("host_id",),
        lists=("extra_time",),
        neutral=("game_id", "exam", "seed", "phase", "walk"),
        why="the others sat the same mock",
        export=("game_id", "exam", "phase"),
    ),
)
