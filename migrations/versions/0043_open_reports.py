"""Open reports are found by an index, however many were settled."""

from alembic import op

revision = "0043"
down_revision = "0042"
branch_labels = None
depends_on = None
kind = "expand"


def upgrade() -> None:
    """One index."""
    op.create_index("reports_by_outcome", "reports", ["guild_id", "outcome", "question_id", "at", "reporter_id"])
