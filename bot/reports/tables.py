"""The rows of reports."""

from sqlalchemy import Column, Index, Table, Text

from bot.storage.belonging import Belonging, Erase, declare, unsaid
from bot.storage.columns import Instant, Snowflake
from bot.storage.tables import metadata

reports = Table(
    "reports",
    metadata,
    Column("guild_id", Snowflake, primary_key=True, autoincrement=False),
    Column("question_id", Text, primary_key=True),
    Column("reporter_id", Snowflake, primary_key=True),
    Column("complaint", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("at", Instant, primary_key=True),
    Column("outcome", Text, nullable=False),
    Column("decided_at", Instant),
    Index("reports_by_reporter", "reporter_id"),
    Index("reports_by_outcome", "guild_id", "outcome", "question_id", "at", "reporter_id"),
    sqlite_strict=True,
)
"""Questions that people reported: a later report stands beside an earlier one, and takes nothing from it."""


declare(
    reports,
    Belonging(
        Erase.DELETE,
        people=("reporter_id",),
        words={"text": ("reporter_id", unsaid)},
        neutral=("guild_id", "question_id", "complaint", "outcome"),
        export=("guild_id", "question_id", "complaint", "text", "at", "outcome", "decided_at"),
    ),
)
