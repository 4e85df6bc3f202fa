"""The tables of duels and ratings."""

from sqlalchemy import Column, ForeignKey, Index, Table, Text

from bot.storage.belonging import Belonging, Erase, declare, nobody
from bot.storage.columns import Instant, Snowflake, Whole, partial
from bot.storage.tables import metadata

duels = Table(
    "duels",
    metadata,
    Column("game_id", Snowflake, ForeignKey("games.id"), primary_key=True),
    Column("challenger_id", Snowflake, nullable=False),
    Column("invited_id", Snowflake),
    Column("invited_name", Text),
    Column("opponent_id", Snowflake),
    Column("topic", Text),
    Column("exam", Text),
    Column("questions", Whole, nullable=False),
    Column("pace", Text, nullable=False),
    Column("rated", Whole, nullable=False),
    Column("stakes", Text, nullable=False),
    Column("seed", Snowflake, nullable=False),
    Column("phase", Text, nullable=False),
    Column("due_at", Instant),
    Column("active_at", Instant, nullable=False),
    Column("position", Whole, nullable=False),
    Column("ready", Text, nullable=False),
    Column("patient_until", Whole, nullable=False),
    Column("end_reason", Text),
    Column("forfeited_by", Snowflake),
    Column("newcomers", Whole, nullable=False, server_default="0"),
    Column("asked_for", Whole),
    Index("duels_due", "due_at"),
    Index("duels_by_challenger", "challenger_id"),
    Index("duels_by_invited", "invited_id", **partial("invited_id IS NOT NULL")),
    Index("duels_by_opponent", "opponent_id", **partial("opponent_id IS NOT NULL")),
    Index("duels_by_forfeit", "forfeited_by", **partial("forfeited_by IS NOT NULL")),
    Index("duels_ready", "game_id", **partial("ready <> '[]'")),
    sqlite_strict=True,
)
"""Head-to-head games; who plays stands in `players` too, as in every game.

`asked_for`: how many questions the challenger chose, where there were fewer.
"""


duel_shown = Table(
    "duel_shown",
    metadata,
    Column("game_id", Snowflake, ForeignKey("games.id"), primary_key=True),
    Column("player_id", Snowflake, primary_key=True),
    Column("position", Whole, primary_key=True),
    Column("at", Instant, nullable=False),
    Index("duel_shown_by_player", "player_id"),
    sqlite_strict=True,
)
"""When a player of a duel within a day was first shown each question: their time runs from there."""


duel_parts = Table(
    "duel_parts",
    metadata,
    Column("game_id", Snowflake, ForeignKey("games.id"), primary_key=True),
    Column("part_of", Snowflake, nullable=False),
    Column("part", Whole, nullable=False),
    Index("duel_parts_once", "part_of", "part", unique=True),
    sqlite_strict=True,
)
"""Duels that are a part of another game, and their number there: that key is why each is played once."""


duel_seats = Table(
    "duel_seats",
    metadata,
    Column("game_id", Snowflake, ForeignKey("games.id"), primary_key=True),
    Column("player_id", Snowflake, primary_key=True),
    Index("duel_seats_once", "player_id", unique=True),
    sqlite_strict=True,
)
"""Who plays live, or has a live challenge out: each person in one duel, whichever processes their servers belong to.

A row is written with what seats them and goes with the duel's end. One of a duel that is over (which a release that
knows no seats has ended) means nothing.
"""


declare(
    duels,
    Belonging(
        Erase.STAND_IN,
        people=("challenger_id", "invited_id", "opponent_id", "forfeited_by"),
        lists=("ready",),
        words={"invited_name": ("invited_id", nobody)},
        neutral=("game_id", "topic", "exam", "pace", "stakes", "seed", "phase", "end_reason"),
        why="the other's result rests on it",
        export=(
            *("game_id", "topic", "exam", "questions", "pace", "rated"),
            *("stakes", "phase", "end_reason", "active_at"),
        ),
    ),
)


declare(
    duel_shown,
    Belonging(
        Erase.STAND_IN,
        people=("player_id",),
        neutral=("game_id",),
        why="a duel that runs needs to know what it has shown",
        export=("game_id", "position", "at"),
    ),
)


declare(duel_parts, Belonging(Erase.NOBODY, neutral=("game_id", "part_of"), no_export="it names nobody"))


declare(
    duel_seats,
    Belonging(
        Erase.DELETE,
        people=("player_id",),
        neutral=("game_id",),
        no_export="it repeats the duel that they are in",
    ),
)
