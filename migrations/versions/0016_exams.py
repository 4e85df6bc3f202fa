"""Mock exams: papers, what is noted on them, groups that sit together, and the keys that wait meanwhile."""

import sqlalchemy as sa
from alembic import op

from bot.storage.columns import Instant, Snowflake, Whole, partial

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None
kind = "contract"
"""Older programs would show the keys of what somebody is asked in a mock."""
needs = "0.2.0"


def upgrade() -> None:
    """Create four tables."""
    _keys()
    _papers()
    _rooms()


def _game() -> "sa.Column[int]":
    return sa.Column("game_id", Snowflake, sa.ForeignKey("games.id"), primary_key=True, autoincrement=False)


def _keys() -> None:
    op.create_table(
        "keys_withheld",
        _game(),
        sa.Column("player_id", Snowflake, nullable=False),
        sqlite_strict=True,
    )
    op.create_index("keys_withheld_by_player", "keys_withheld", ["player_id"])


def _papers() -> None:
    op.create_table(
        "exam_sittings",
        _game(),
        sa.Column("player_id", Snowflake, nullable=False),
        sa.Column("exam", sa.Text, nullable=False),
        sa.Column("form", Whole, nullable=False),
        sa.Column("seed", Snowflake, nullable=False),
        sa.Column("extra_time", Whole, nullable=False),
        sa.Column("scored", sa.Text, nullable=False),
        sa.Column("place", Whole, nullable=False),
        sa.Column("deadline", Instant, nullable=False),
        sa.Column("looked_at", Instant, nullable=False),
        sa.Column("due_at", Instant),
        sa.Column("room_id", Snowflake),
        sa.Column("end_reason", sa.Text),
        sqlite_strict=True,
    )
    running, due, together = "end_reason IS NULL", "due_at IS NOT NULL", "room_id IS NOT NULL"
    op.create_index("exam_sittings_by_player", "exam_sittings", ["player_id"])
    op.create_index("exam_sittings_running", "exam_sittings", ["player_id"], unique=True, **partial(running))
    op.create_index("exam_sittings_due", "exam_sittings", ["due_at"], **partial(due))
    op.create_index("exam_sittings_by_room", "exam_sittings", ["room_id"], **partial(together))
    op.create_table(
        "exam_marks",
        _game(),
        sa.Column("position", Whole, primary_key=True, autoincrement=False),
        sa.Column("player_id", Snowflake, nullable=False),
        sa.Column("flagged", Whole, nullable=False),
        sa.Column("unsure", Whole, nullable=False),
        sa.Column("struck", sa.Text, nullable=False),
        sa.Column("spent_ms", Whole, nullable=False),
        sa.Column("cause", sa.Text),
        sqlite_strict=True,
    )
    op.create_index("exam_marks_by_player", "exam_marks", ["player_id"])


def _rooms() -> None:
    op.create_table(
        "exam_rooms",
        _game(),
        sa.Column("host_id", Snowflake, nullable=False),
        sa.Column("exam", sa.Text, nullable=False),
        sa.Column("seed", Snowflake, nullable=False),
        sa.Column("phase", sa.Text, nullable=False),
        sa.Column("due_at", Instant),
        sa.Column("active_at", Instant, nullable=False),
        sa.Column("extra_time", sa.Text, nullable=False),
        sa.Column("walk", sa.Text, nullable=False),
        sa.Column("step", Whole, nullable=False),
        sqlite_strict=True,
    )
    running = "phase IN ('gathering', 'sitting')"
    op.create_index("exam_rooms_running", "exam_rooms", ["game_id"], **partial(running))
    op.create_index("exam_rooms_by_host", "exam_rooms", ["host_id"])
    op.create_index("exam_rooms_extra", "exam_rooms", ["game_id"], **partial("extra_time <> '[]'"))
