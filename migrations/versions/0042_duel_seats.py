"""Each person has one live duel over all processes.

Duels that run already seat nobody here; the processes that play them know.
"""

import sqlalchemy as sa
from alembic import op

from bot.storage.columns import Snowflake

revision = "0042"
down_revision = "0041"
branch_labels = None
depends_on = None
kind = "expand"


def upgrade() -> None:
    """One table."""
    op.create_table(
        "duel_seats",
        sa.Column("game_id", Snowflake, sa.ForeignKey("games.id"), primary_key=True),
        sa.Column("player_id", Snowflake, primary_key=True),
        sqlite_strict=True,
    )
    op.create_index("duel_seats_once", "duel_seats", ["player_id"], unique=True)
