"""The answers to a question from its latest asking back, by an index."""

from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None
kind = "expand"


def upgrade() -> None:
    """The index goes by the games as well: the latest ones have the highest IDs."""
    op.drop_index("asked_by_question", "asked")
    op.create_index("asked_by_question", "asked", ["question_id", "game_id", "position"])
