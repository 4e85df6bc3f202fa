"""The rows of what was learnt of questions."""

from sqlalchemy import Column, Table, Text

from bot.storage.belonging import Belonging, Erase, Forget, declare
from bot.storage.columns import Real, Whole
from bot.storage.tables import metadata

learnt_difficulties = Table(
    "learnt_difficulties",
    metadata,
    Column("question_id", Text, primary_key=True),
    Column("difficulty", Real, nullable=False),
    Column("attempts", Whole, nullable=False),
    sqlite_strict=True,
)
"""Questions' difficulties in logits, as first attempts have taught them; those never met are not here."""


declare(
    learnt_difficulties,
    Belonging(
        Erase.NOBODY,
        neutral=("question_id",),
        no_export="it names nobody",
        server=Forget.KEEP,
        questions="question_id",
    ),
)
