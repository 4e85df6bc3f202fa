"""The rows of reminders."""

from sqlalchemy import Column, Index, Table, Text

from bot.storage.belonging import Belonging, Erase, Forget, declare
from bot.storage.columns import Instant, Snowflake, Whole
from bot.storage.tables import metadata

reminders = Table(
    "reminders",
    metadata,
    Column("player_id", Snowflake, primary_key=True, autoincrement=False),
    Column("time", Text, nullable=False),
    Column("zone", Text, nullable=False),
    Column("next_date", Text),
    Column("next_at", Instant),
    Column("sending_date", Text),
    Column("sending_at", Instant),
    Column("sent_at", Instant),
    Column("ignored", Whole, nullable=False),
    Column("stopped", Text),
    Column("retry_at", Instant),
    Index("reminders_due", "next_at"),
    Index("reminders_on_their_way", "sending_at"),
    sqlite_strict=True,
)
"""Daily reminders to practise. `sending_*` is set from before one is sent until it is known what came of it."""


declare(
    reminders,
    Belonging(
        Erase.DELETE,
        people=("player_id",),
        neutral=("time", "zone", "next_date", "sending_date", "stopped"),
        export=("time", "zone", "next_at", "sent_at", "ignored", "stopped"),
        server=Forget.KEEP,
    ),
)
