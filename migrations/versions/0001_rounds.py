"""Games, rounds, players, what was asked and answered, the outbox, the heartbeat."""

import sqlalchemy as sa
from alembic import op

from bot.storage.columns import Instant, Real, Snowflake, Whole, partial

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None
kind = "contract"
"""There is nothing before it."""
needs = "0.1.0"


def upgrade() -> None:
    """Create the tables of a group round."""
    op.create_table(
        "games",
        sa.Column("id", Snowflake, primary_key=True, autoincrement=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("guild_id", Snowflake, nullable=False),
        sa.Column("channel_id", Snowflake, nullable=False),
        sa.Column("created_at", Instant, nullable=False),
        sa.Column("ended_at", Instant),
        sqlite_strict=True,
    )
    _create_rounds()
    _create_players()
    _create_questions_and_answers()
    _create_messages()


def _game_key() -> sa.Column[object]:
    return sa.Column("game_id", Snowflake, sa.ForeignKey("games.id"), primary_key=True)


def _create_rounds() -> None:
    op.create_table(
        "rounds",
        _game_key(),
        sa.Column("channel_id", Snowflake, nullable=False),
        sa.Column("host_id", Snowflake, nullable=False),
        sa.Column("topic", sa.Text),
        sa.Column("exam", sa.Text),
        sa.Column("questions", Whole, nullable=False),
        sa.Column("pace", sa.Text, nullable=False),
        sa.Column("scoring", sa.Text, nullable=False),
        sa.Column("seed", Snowflake, nullable=False),
        sa.Column("phase", sa.Text, nullable=False),
        sa.Column("due_at", Instant),
        sa.Column("active_at", Instant, nullable=False),
        sa.Column("position", Whole, nullable=False),
        sa.Column("ready", sa.Text, nullable=False),
        sa.Column("silent", Whole, nullable=False),
        sa.Column("pause_reason", sa.Text),
        sa.Column("pause_since", Instant),
        sa.Column("pause_resume_to", sa.Text),
        sa.Column("pause_remaining_ms", Whole),
        sa.Column("end_reason", sa.Text),
        sqlite_strict=True,
    )
    op.create_index("rounds_due", "rounds", ["due_at"])
    op.create_index("rounds_one_a_channel", "rounds", ["channel_id"], unique=True, **partial("phase <> 'ended'"))


def _create_players() -> None:
    op.create_table(
        "players",
        _game_key(),
        sa.Column("player_id", Snowflake, primary_key=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("joined_at", Instant, nullable=False),
        sa.Column("active", Whole, nullable=False),
        sqlite_strict=True,
    )


def _create_questions_and_answers() -> None:
    op.create_table(
        "contents",
        sa.Column("hash", sa.Text, primary_key=True),
        sa.Column("body", sa.Text, nullable=False),
        sqlite_strict=True,
    )
    op.create_table(
        "asked",
        _game_key(),
        sa.Column("position", Whole, primary_key=True),
        sa.Column("question_id", sa.Text, nullable=False),
        sa.Column("content_hash", sa.Text, sa.ForeignKey("contents.hash"), nullable=False),
        sa.Column("seed", Snowflake, nullable=False),
        sa.Column("opened_at", Instant),
        sa.Column("deadline", Instant),
        sa.Column("closed_at", Instant),
        sa.Column("skipped", Whole, nullable=False),
        sqlite_strict=True,
    )
    op.create_table(
        "answers",
        _game_key(),
        sa.Column("position", Whole, primary_key=True),
        sa.Column("player_id", Snowflake, primary_key=True),
        sa.Column("answer", sa.Text, nullable=False),
        sa.Column("correct", Whole, nullable=False),
        sa.Column("credit", Real, nullable=False),
        sa.Column("points", Whole, nullable=False),
        sa.Column("elapsed_ms", Whole, nullable=False),
        sa.Column("at", Instant, nullable=False),
        sa.Column("unsure", Whole, nullable=False),
        sqlite_strict=True,
    )
    op.create_index("answers_by_player", "answers", ["player_id", "at"])


def _create_messages() -> None:
    op.create_table(
        "messages",
        _game_key(),
        sa.Column("card", sa.Text, primary_key=True),
        sa.Column("channel_id", Snowflake, nullable=False),
        sa.Column("created_at", Instant, nullable=False),
        sa.Column("message_id", Snowflake),
        sa.Column("posted_at", Instant),
        sa.Column("settled", Whole, nullable=False),
        sqlite_strict=True,
    )
    op.create_index("messages_unsettled", "messages", ["game_id"], **partial("settled = 0"))
    op.create_table(
        "heartbeat",
        sa.Column("id", Whole, primary_key=True, autoincrement=False),
        sa.Column("alive_at", Instant, nullable=False),
        sqlite_strict=True,
    )
    op.create_table(
        "meta",
        sa.Column("name", sa.Text, primary_key=True),
        sa.Column("value", sa.Text, nullable=False),
        sqlite_strict=True,
    )
