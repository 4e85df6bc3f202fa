"""Tournaments, and duels that are part of one."""

import sqlalchemy as sa
from alembic import op

from bot.storage.columns import Instant, Real, Snowflake, Whole, partial

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None
kind = "expand"


def upgrade() -> None:
    """Four tables."""
    _tournaments()
    _entrants()
    _games()
    _parts()


def _game_key() -> sa.Column[int]:
    return sa.Column("game_id", Snowflake, sa.ForeignKey("games.id"), primary_key=True)


def _tournaments() -> None:
    op.create_table(
        "tournaments",
        _game_key(),
        sa.Column("channel_id", Snowflake, nullable=False),
        sa.Column("organizer_id", Snowflake, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("pace", sa.Text, nullable=False),
        sa.Column("rounds", Whole, nullable=False),
        sa.Column("minutes", Whole, nullable=False),
        sa.Column("days", Whole, nullable=False),
        sa.Column("questions", Whole, nullable=False),
        sa.Column("topic", sa.Text),
        sa.Column("rated", Whole, nullable=False),
        sa.Column("starts_at", Instant),
        sa.Column("phase", sa.Text, nullable=False),
        sa.Column("due_at", Instant),
        sa.Column("started_at", Instant),
        sa.Column("ends_at", Instant),
        sa.Column("end_reason", sa.Text),
        sa.Column("pause", sa.Text),
        sa.Column("paused_at", Instant),
        sa.Column("told", Whole, nullable=False),
        sa.Column("round", Whole, nullable=False),
        sqlite_strict=True,
    )
    op.create_index("tournaments_due", "tournaments", ["due_at"])
    op.create_index("tournaments_by_organizer", "tournaments", ["organizer_id"])
    op.create_index("tournaments_running", "tournaments", ["channel_id"], **partial("phase <> 'ended'"))


def _entrants() -> None:
    op.create_table(
        "tournament_entrants",
        _game_key(),
        sa.Column("player_id", Snowflake, primary_key=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("joined_at", Instant, nullable=False),
        sa.Column("rating", Real, nullable=False),
        sa.Column("since", Whole, nullable=False),
        sa.Column("out", sa.Text),
        sa.Column("waiting_since", Instant),
        sqlite_strict=True,
    )
    op.create_index("tournament_entrants_by_player", "tournament_entrants", ["player_id"])


def _games() -> None:
    op.create_table(
        "tournament_games",
        _game_key(),
        sa.Column("number", Whole, primary_key=True),
        sa.Column("round", Whole, nullable=False),
        sa.Column("first_id", Snowflake, nullable=False),
        sa.Column("second_id", Snowflake),
        sa.Column("made_at", Instant, nullable=False),
        sa.Column("outcome", sa.Text),
        sa.Column("forfeit", Whole, nullable=False),
        sa.Column("ended_at", Instant),
        sqlite_strict=True,
    )
    op.create_index("tournament_games_by_first", "tournament_games", ["first_id"])
    op.create_index("tournament_games_by_second", "tournament_games", ["second_id"], **partial("second_id IS NOT NULL"))


def _parts() -> None:
    op.create_table(
        "duel_parts",
        _game_key(),
        sa.Column("part_of", Snowflake, nullable=False),
        sa.Column("part", Whole, nullable=False),
        sqlite_strict=True,
    )
    op.create_index("duel_parts_once", "duel_parts", ["part_of", "part"], unique=True)
