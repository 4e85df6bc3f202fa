"""The rows of flashcards."""

from sqlalchemy import Column, Table, Text

from bot.storage.belonging import Belonging, Erase, Forget, declare
from bot.storage.columns import Instant, Real, Snowflake, Whole
from bot.storage.tables import metadata

flashcards = Table(
    "flashcards",
    metadata,
    Column("player_id", Snowflake, primary_key=True, autoincrement=False),
    Column("card", Text, primary_key=True),
    Column("stability", Real),
    Column("difficulty", Real),
    Column("due", Instant, nullable=False),
    Column("reviewed_at", Instant),
    Column("lapses", Whole, nullable=False),
    Column("ever_correct", Whole, nullable=False),
    Column("suspended", Whole, nullable=False),
    Column("begun_at", Instant, nullable=False),
    sqlite_strict=True,
)
"""What somebody remembers of each card, by their own word; without a review, it only waits to be asked."""

declare(
    flashcards,
    Belonging(
        Erase.DELETE,
        people=("player_id",),
        neutral=("card",),
        export=("card", "stability", "difficulty", "due", "reviewed_at", "lapses", "suspended"),
        server=Forget.KEEP,
    ),
)
