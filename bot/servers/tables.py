"""The rows of this feature."""

from sqlalchemy import Column, Text

from bot.storage.belonging import Belonging, Erase, declare
from bot.storage.columns import Instant, Snowflake, Whole
from bot.storage.tables import _OF_NOBODY, strict_table

servers = strict_table(
    "servers",
    Column("guild_id", Snowflake, primary_key=True, autoincrement=False),
    Column("topic", Text),
    Column("exam", Text),
    Column("questions", Whole, nullable=False),
    Column("pace", Text, nullable=False),
    Column("scoring", Text, nullable=False),
    Column("thread", Whole, nullable=False),
    Column("welcomed_at", Instant),
    Column("hosting", Text, nullable=False, server_default="everybody"),
    Column("host_role", Snowflake),
)
"""What organisers set for their server: a quiz whose host says nothing else. `welcomed_at`: when it was greeted.

`hosting`: who may start quizzes; `host_role` is the role that may, where it is one.
"""


departures = strict_table(
    "departures",
    Column("guild_id", Snowflake, primary_key=True, autoincrement=False),
    Column("noticed_at", Instant, nullable=False),
    Column("seen_at", Instant),
)
"""Servers that the bot is in no more, and since when that is known; what is stored of them goes a while later.

`seen_at`: when that was looked at last. Where the clock leapt since, `noticed_at` has moved with it.
"""


declare(
    servers,
    Belonging(
        Erase.NOBODY,
        neutral=("guild_id", "topic", "exam", "pace", "scoring", "hosting", "host_role"),
        no_export=_OF_NOBODY,
    ),
)


declare(departures, Belonging(Erase.NOBODY, neutral=("guild_id",), no_export=_OF_NOBODY))
