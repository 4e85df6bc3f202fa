"""Quiz nights, and rounds that are part of one; who wants no reminders of them."""

import sqlalchemy as sa
from alembic import op

from bot.storage.columns import Instant, Snowflake, Whole, partial

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None
kind = "expand"


def upgrade() -> None:
    """Four tables and a column."""
    _nights()
    _rounds()
    _sign_ups()
    _parts()
    no_reminders = sa.Column("no_night_reminders", Whole, nullable=False, server_default="0")
    op.add_column("preferences", no_reminders)


def _game_key() -> sa.Column[int]:
    return sa.Column("game_id", Snowflake, sa.ForeignKey("games.id"), primary_key=True)


def _nights() -> None:
    op.create_table(
        "nights",
        _game_key(),
        sa.Column("host_id", Snowflake, nullable=False),
        sa.Column("host_name", sa.Text, nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("starts_at", Instant, nullable=False),
        sa.Column("pause_minutes", Whole, nullable=False),
        sa.Column("scoring", sa.Text, nullable=False),
        sa.Column("phase", sa.Text, nullable=False),
        sa.Column("number", Whole, nullable=False),
        sa.Column("due_at", Instant),
        sa.Column("begins_at", Instant),
        sa.Column("waits", sa.Text),
        sa.Column("waits_since", Instant),
        sa.Column("end_reason", sa.Text),
        sa.Column("told", Whole, nullable=False),
        sa.Column("event", sa.Text, nullable=False),
        sa.Column("event_id", Snowflake),
        sa.Column("event_at", Instant),
        sqlite_strict=True,
    )
    op.create_index("nights_due", "nights", ["due_at"])
    op.create_index("nights_by_host", "nights", ["host_id"])
    op.create_index("nights_open", "nights", ["game_id"], **partial("phase <> 'ended'"))
    op.create_index("nights_with_event", "nights", ["event_at"], **partial("event_at IS NOT NULL"))


def _rounds() -> None:
    op.create_table(
        "night_rounds",
        _game_key(),
        sa.Column("number", Whole, primary_key=True),
        sa.Column("topic", sa.Text),
        sa.Column("questions", Whole, nullable=False),
        sa.Column("pace", sa.Text, nullable=False),
        sa.Column("left_out", Whole, nullable=False),
        sqlite_strict=True,
    )


def _sign_ups() -> None:
    op.create_table(
        "night_sign_ups",
        _game_key(),
        sa.Column("player_id", Snowflake, primary_key=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("joined_at", Instant, nullable=False),
        sa.Column("remind_at", Instant),
        sa.Column("sending", Whole, nullable=False),
        sqlite_strict=True,
    )
    op.create_index("night_sign_ups_by_player", "night_sign_ups", ["player_id"])
    due = partial("remind_at IS NOT NULL")
    op.create_index("night_sign_ups_to_remind", "night_sign_ups", ["remind_at"], **due)


def _parts() -> None:
    op.create_table(
        "round_parts",
        _game_key(),
        sa.Column("part_of", Snowflake, nullable=False),
        sa.Column("part", Whole, nullable=False),
        sqlite_strict=True,
    )
    op.create_index("round_parts_once", "round_parts", ["part_of", "part"], unique=True)
