"""The tables of practice and of what is learnt from everybody's answers."""

from sqlalchemy import REAL, Column, ForeignKey, Index, Integer, Table, Text

from bot.storage.belonging import Belonging, Erase, Forget, declare, nobody
from bot.storage.columns import Instant, Snowflake
from bot.storage.tables import metadata

PRACTICE = "practice"
"""The kind of a game in which somebody practises alone."""

sittings = Table(
    "sittings",
    metadata,
    Column("game_id", Snowflake, ForeignKey("games.id"), primary_key=True),
    Column("player_id", Snowflake, nullable=False),
    Column("focus", Text, nullable=False),
    Column("topics", Text, nullable=False),
    Column("exam", Text),
    Column("most", Integer),
    Column("seed", Snowflake, nullable=False),
    Column("reasons", Text, nullable=False),
    Column("active_at", Instant, nullable=False),
    Index("sittings_by_player", "player_id"),
    sqlite_strict=True,
)
"""Practice alone. `reasons` holds a letter for each question asked: why it was this one."""

learnt_difficulties = Table(
    "learnt_difficulties",
    metadata,
    Column("question_id", Text, primary_key=True),
    Column("difficulty", REAL, nullable=False),
    Column("attempts", Integer, nullable=False),
    sqlite_strict=True,
)
"""Questions' difficulties in logits, as first attempts have taught them; those never met are not here."""

learners = Table(
    "learners",
    metadata,
    Column("player_id", Snowflake, primary_key=True, autoincrement=False),
    Column("exam_at", Instant),
    sqlite_strict=True,
)
"""What people told of themselves, wherever they play."""

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
    sqlite_strict=True,
)
"""Questions that people reported: a later report stands beside an earlier one, and takes nothing from it."""

mutes = Table(
    "mutes",
    metadata,
    Column("guild_id", Snowflake, primary_key=True, autoincrement=False),
    Column("question_id", Text, primary_key=True),
    Column("organiser_id", Snowflake, nullable=False),
    Column("at", Instant, nullable=False),
    sqlite_strict=True,
)
"""Questions that a server's organisers do not want asked there."""

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
    Column("ignored", Integer, nullable=False),
    Column("stopped", Text),
    Index("reminders_due", "next_at"),
    Index("reminders_on_their_way", "sending_at"),
    sqlite_strict=True,
)
"""Daily reminders to practise. `sending_*` is set from before one is sent until it is known what came of it."""


# Whose all this is

declare(
    sittings,
    Belonging(
        Erase.DELETE,
        people=("player_id",),
        neutral=("game_id", "focus", "topics", "exam", "seed", "reasons"),
        export=("game_id", "focus", "topics", "exam", "active_at"),
        server=Forget.KEEP,
    ),
)
"""Its game, questions and answers go with it: nobody else has a part in them."""

declare(
    learnt_difficulties,
    Belonging(Erase.NOBODY, neutral=("question_id",), no_export="it names nobody", server=Forget.KEEP),
)
declare(learners, Belonging(Erase.DELETE, people=("player_id",), export=("exam_at",), server=Forget.KEEP))
declare(
    reports,
    Belonging(
        Erase.DELETE,
        people=("reporter_id",),
        words={"text": ("reporter_id", nobody)},
        neutral=("guild_id", "question_id", "complaint", "outcome"),
        export=("guild_id", "question_id", "complaint", "text", "at", "outcome", "decided_at"),
    ),
)
declare(
    mutes,
    Belonging(
        Erase.STAND_IN,
        people=("organiser_id",),
        neutral=("guild_id", "question_id"),
        why="the server does not want the question asked, whoever said so",
        export=("guild_id", "question_id", "at"),
    ),
)
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
