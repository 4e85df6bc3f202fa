"""A mock that lost its paper with its person's erasure, and stayed open, is over: nothing else would ever end it."""

import sqlalchemy as sa
from alembic import op

revision = "0053"
down_revision = "0052"
branch_labels = None
depends_on = None
kind = "expand"


def upgrade() -> None:
    """How long it was open is no figure of anybody's."""
    games = sa.table("games", *map(sa.column, ("id", "kind", "created_at", "ended_at")))
    papers = sa.table("exam_sittings", sa.column("game_id"))
    lost = games.c.id.not_in(sa.select(papers.c.game_id))
    left_open = games.c.kind == "exam", games.c.ended_at.is_(None), lost
    op.execute(games.update().where(*left_open).values(ended_at=games.c.created_at))
