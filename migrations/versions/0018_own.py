"""A server's own questions."""

import sqlalchemy as sa
from alembic import op

from bot.storage.columns import Instant, Snowflake, Whole

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None
kind = "expand"


def upgrade() -> None:
    """Packs, their items, each state of these, suggestions, and what a server has chosen."""
    _packs()
    _items()
    op.create_table(
        "own_suggestions",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("guild_id", Snowflake, nullable=False),
        sa.Column("number", Whole, nullable=False),
        sa.Column("pack", sa.Text, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("suggested_by", Snowflake, nullable=False),
        sa.Column("named", sa.Text, nullable=False),
        sa.Column("at", Instant, nullable=False),
        sa.Column("decision", sa.Text, nullable=False),
        sa.Column("word", sa.Text, nullable=False),
        sa.Column("decided_by", Snowflake),
        sa.Column("decided_at", Instant),
        sqlite_strict=True,
    )
    op.create_index("own_suggestions_of_server", "own_suggestions", ["guild_id"])
    op.create_index("own_suggestions_by_member", "own_suggestions", ["suggested_by"])
    op.create_index("own_suggestions_by_decider", "own_suggestions", ["decided_by"])
    op.create_table(
        "own_choices",
        sa.Column("guild_id", Snowflake, primary_key=True, autoincrement=False),
        sa.Column("editor_role", Snowflake),
        sa.Column("topics_off", sa.Text, nullable=False),
        sqlite_strict=True,
    )


def _packs() -> None:
    op.create_table(
        "own_packs",
        sa.Column("guild_id", Snowflake, primary_key=True, autoincrement=False),
        sa.Column("name", sa.Text, primary_key=True),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("published", Whole, nullable=False),
        sa.Column("made_by", Snowflake, nullable=False),
        sa.Column("made_at", Instant, nullable=False),
        sqlite_strict=True,
    )
    op.create_index("own_packs_by_maker", "own_packs", ["made_by"])


def _items() -> None:
    op.create_table(
        "own_items",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("guild_id", Snowflake, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("pack", sa.Text, nullable=False),
        sa.Column("version", Whole, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("deleted", Whole, nullable=False),
        sa.Column("changed_by", Snowflake, nullable=False),
        sa.Column("changed_at", Instant, nullable=False),
        sa.Column("author", sa.Text, nullable=False),
        sa.Column("author_id", Snowflake, nullable=False),
        sqlite_strict=True,
    )
    op.create_index("own_items_of_server", "own_items", ["guild_id"])
    op.create_index("own_items_by_editor", "own_items", ["changed_by"])
    op.create_index("own_items_by_author", "own_items", ["author_id"])
    op.create_table(
        "own_versions",
        sa.Column("guild_id", Snowflake, primary_key=True, autoincrement=False),
        sa.Column("item", sa.Text, primary_key=True),
        sa.Column("version", Whole, primary_key=True),
        sa.Column("deed", sa.Text, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("changed_by", Snowflake, nullable=False),
        sa.Column("at", Instant, nullable=False),
        sqlite_strict=True,
    )
    op.create_index("own_versions_by_editor", "own_versions", ["changed_by"])
