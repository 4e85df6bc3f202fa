"""What hosts decide about their quizzes, and who may host on a server."""

import sqlalchemy as sa
from alembic import op

from bot.storage.columns import Snowflake, Whole

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None
kind = "expand"


def upgrade() -> None:
    """A table, and columns that older programs leave as they are."""
    for column in (
        sa.Column("stage", sa.Text),
        sa.Column("joining", sa.Text, nullable=False, server_default="anybody"),
        sa.Column("weights", sa.Text, nullable=False, server_default="{}"),
        sa.Column("warm_up", Whole, nullable=False, server_default="0"),
    ):
        op.add_column("rounds", column)
    op.create_table(
        "round_removals",
        sa.Column("game_id", Snowflake, sa.ForeignKey("games.id"), primary_key=True),
        sa.Column("player_id", Snowflake, primary_key=True),
        sqlite_strict=True,
    )
    op.create_index("round_removals_by_player", "round_removals", ["player_id"])
    op.add_column("servers", sa.Column("hosting", sa.Text, nullable=False, server_default="everybody"))
    op.add_column("servers", sa.Column("host_role", Snowflake))
