"""The rows of forecasts and of what came of them."""

from sqlalchemy import Column, Index, Text

from bot.storage.belonging import Belonging, Erase, Forget, declare
from bot.storage.columns import Instant, Real, Snowflake, Whole, partial
from bot.storage.tables import strict_table

forecasts = strict_table(
    "forecasts",
    Column("player_id", Snowflake, primary_key=True, autoincrement=False),
    Column("exam", Text, primary_key=True),
    Column("exam_at", Instant, nullable=False),
    Column("at", Instant, nullable=False),
    Column("chance", Real, nullable=False),
    Column("low", Real, nullable=False),
    Column("high", Real, nullable=False),
)
"""The last forecast that a person was shown for an exam: by it they are judged once they have sat it."""


exam_results = strict_table(
    "exam_results",
    Column("player_id", Snowflake, primary_key=True, autoincrement=False),
    Column("exam", Text, primary_key=True),
    Column("exam_at", Instant, primary_key=True),
    Column("passed", Whole, nullable=False),
    Column("told_at", Instant, nullable=False),
    Column("chance", Real),
    Index("exam_results_judged", "chance", "passed", **partial("chance IS NOT NULL")),
)
"""What a person told of their real exam, with the chance that they had last been told before it, if any."""


declare(
    forecasts,
    Belonging(
        Erase.DELETE,
        people=("player_id",),
        neutral=("exam",),
        export=("exam", "exam_at", "at", "chance", "low", "high"),
        server=Forget.KEEP,
    ),
)


declare(
    exam_results,
    Belonging(
        Erase.DELETE,
        people=("player_id",),
        neutral=("exam",),
        export=("exam", "exam_at", "passed", "told_at", "chance"),
        server=Forget.KEEP,
    ),
)
