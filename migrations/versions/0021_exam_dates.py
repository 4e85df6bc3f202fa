"""A date for each exam, in place of one for all."""

import sqlalchemy as sa
from alembic import op

from bot.storage.columns import Instant, Snowflake

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None
kind = "contract"
# Older programs write a date without its exam.
needs = "0.2.0"


def upgrade() -> None:
    """The date that somebody set goes to the exam they were last told a forecast of, else to that of their last mock.

    Who has neither keeps it for AIF-C01, which forecasts took for granted.
    """
    op.create_table(
        "learners_by_exam",
        sa.Column("player_id", Snowflake, primary_key=True, autoincrement=False),
        sa.Column("exam", sa.Text, primary_key=True),
        sa.Column("exam_at", Instant),
        sqlite_strict=True,
    )
    op.execute(
        """
        INSERT INTO learners_by_exam (player_id, exam, exam_at)
        SELECT player_id,
               coalesce(
                   (SELECT f.exam FROM forecasts f WHERE f.player_id = l.player_id ORDER BY f.at DESC LIMIT 1),
                   (SELECT s.exam FROM exam_sittings s WHERE s.player_id = l.player_id ORDER BY s.game_id DESC LIMIT 1),
                   'AIF-C01'),
               exam_at
        FROM learners l
        """
    )
    op.drop_table("learners")
    op.rename_table("learners_by_exam", "learners")
