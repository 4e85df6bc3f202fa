"""The names of questions that went with their pack, so that no other question gets them."""

import sqlalchemy as sa
from alembic import op

from bot.storage.columns import Snowflake

revision = "0038"
down_revision = "0037"
branch_labels = None
depends_on = None
kind = "expand"


def upgrade() -> None:
    """One table."""
    op.create_table(
        "own_dropped",
        sa.Column("guild_id", Snowflake, primary_key=True, autoincrement=False),
        sa.Column("name", sa.Text, primary_key=True),
        sa.Column("pack", sa.Text, nullable=False),
        sqlite_strict=True,
    )
