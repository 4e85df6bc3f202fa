"""A person's later report of a question stands beside the earlier one; what was asked is found by question."""

import sqlalchemy as sa
from alembic import op

from bot.storage.columns import Instant, Snowflake

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None
kind = "contract"
"""Older programs replace a report by a key that is no key any more."""
needs = "0.2.0"


def upgrade() -> None:
    """Create the index; rebuild the reports with the time in their key."""
    op.create_index("asked_by_question", "asked", ["question_id"])
    op.drop_index("reports_by_reporter", "reports")
    op.rename_table("reports", "reports_before")
    op.create_table(
        "reports",
        sa.Column("guild_id", Snowflake, primary_key=True, autoincrement=False),
        sa.Column("question_id", sa.Text, primary_key=True),
        sa.Column("reporter_id", Snowflake, primary_key=True),
        sa.Column("complaint", sa.Text, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("at", Instant, primary_key=True),
        sa.Column("outcome", sa.Text, nullable=False),
        sa.Column("decided_at", Instant),
        sqlite_strict=True,
    )
    op.create_index("reports_by_reporter", "reports", ["reporter_id"])
    columns = "guild_id, question_id, reporter_id, complaint, text, at, outcome, decided_at"
    op.execute(f"INSERT INTO reports ({columns}) SELECT {columns} FROM reports_before")  # noqa: S608 - fixed names
    op.drop_table("reports_before")
