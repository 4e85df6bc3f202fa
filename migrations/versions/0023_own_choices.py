"""A server's order of new and old questions; suggestions of a better wrong answer for a question that there is."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None
kind = "contract"
# Older programs would read the topics that are off in one game as other topics.
needs = "0.2.0"


def upgrade() -> None:
    """Three columns."""
    op.add_column("own_choices", sa.Column("question_order", sa.Text, nullable=False, server_default="usual"))
    op.add_column("own_suggestions", sa.Column("item", sa.Text, nullable=False, server_default=""))
    op.add_column("own_suggestions", sa.Column("instead", sa.Text, nullable=False, server_default=""))
