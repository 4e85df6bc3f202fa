"""Quizzes in teams."""

import sqlalchemy as sa
from alembic import op

from bot.storage.columns import Snowflake, Whole, partial

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None
kind = "expand"


def upgrade() -> None:
    """Two tables, and columns that are empty where everybody plays for themselves."""
    for column in (
        sa.Column("teams", Whole),
        sa.Column("forming", sa.Text),
        sa.Column("speaking", sa.Text),
        sa.Column("talk_ms", Whole),
    ):
        op.add_column("rounds", column)
    op.create_table(
        "round_members",
        _game_key(),
        sa.Column("player_id", Snowflake, primary_key=True),
        sa.Column("team", Whole, nullable=False),
        sqlite_strict=True,
    )
    op.create_index("round_members_by_player", "round_members", ["player_id"])
    op.create_table(
        "round_turns",
        _game_key(),
        sa.Column("position", Whole, primary_key=True),
        sa.Column("player_id", Snowflake, primary_key=True),
        sa.Column("instead_of", Snowflake),
        sqlite_strict=True,
    )
    op.create_index("round_turns_by_player", "round_turns", ["player_id"])
    op.create_index("round_turns_by_instead", "round_turns", ["instead_of"], **partial("instead_of IS NOT NULL"))


def _game_key() -> sa.Column[int]:
    return sa.Column("game_id", Snowflake, sa.ForeignKey("games.id"), primary_key=True)
