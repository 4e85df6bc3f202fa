"""The tables of tournaments."""

from sqlalchemy import Column, Index, Text

from bot.storage.belonging import Belonging, Erase, declare, nobody
from bot.storage.columns import Instant, Real, Snowflake, Whole, partial
from bot.storage.tables import game_key, strict_table

tournaments = strict_table(
    "tournaments",
    game_key(),
    Column("channel_id", Snowflake, nullable=False),
    Column("organizer_id", Snowflake, nullable=False),
    Column("kind", Text, nullable=False),
    Column("pace", Text, nullable=False),
    Column("rounds", Whole, nullable=False),
    Column("minutes", Whole, nullable=False),
    Column("days", Whole, nullable=False),
    Column("questions", Whole, nullable=False),
    Column("topic", Text),
    Column("exam", Text),
    Column("rated", Whole, nullable=False),
    Column("starts_at", Instant),
    Column("phase", Text, nullable=False),
    Column("due_at", Instant),
    Column("started_at", Instant),
    Column("ends_at", Instant),
    Column("end_reason", Text),
    Column("pause", Text),
    Column("paused_at", Instant),
    Column("told", Whole, nullable=False),
    Column("round", Whole, nullable=False),
    Index("tournaments_due", "due_at"),
    Index("tournaments_by_organizer", "organizer_id"),
    Index("tournaments_by_channel", "channel_id", "game_id"),
    Index("tournaments_running", "channel_id", **partial("phase <> 'ended'")),
)
"""A tournament; its game has the same id. `channel_id` is where its cards are posted now."""

tournament_entrants = strict_table(
    "tournament_entrants",
    game_key(),
    Column("player_id", Snowflake, primary_key=True),
    Column("name", Text, nullable=False),
    Column("joined_at", Instant, nullable=False),
    Column("rating", Real, nullable=False),
    Column("since", Whole, nullable=False),
    Column("out", Text),
    Column("waiting_since", Instant),
    Index("tournament_entrants_by_player", "player_id"),
)
"""Who signed up. Whoever was erased stays as a number without a name: other people's scores rest on their games."""

tournament_games = strict_table(
    "tournament_games",
    game_key(),
    Column("number", Whole, primary_key=True),
    Column("round", Whole, nullable=False),
    Column("first_id", Snowflake, nullable=False),
    Column("second_id", Snowflake),
    Column("made_at", Instant, nullable=False),
    Column("outcome", Text),
    Column("forfeit", Whole, nullable=False),
    Column("ended_at", Instant),
    Index("tournament_games_by_first", "first_id"),
    Index("tournament_games_by_second", "second_id", **partial("second_id IS NOT NULL")),
)
"""Each pairing and how it went; `second_id` is NULL where it is a bye. Its duel names this row."""

_STAYS = "other people's scores rest on it"

declare(
    tournaments,
    Belonging(
        Erase.STAND_IN,
        people=("organizer_id",),
        neutral=("game_id", "channel_id", "kind", "pace", "topic", "exam", "phase", "end_reason", "pause"),
        why="everybody's standings rest on it",
        export=("game_id", "kind", "pace", "rounds", "minutes", "days", "questions", "topic", "exam", "rated", "phase"),
    ),
)
declare(
    tournament_entrants,
    Belonging(
        Erase.STAND_IN,
        people=("player_id",),
        words={"name": ("player_id", nobody)},
        neutral=("game_id", "out"),
        why=_STAYS,
        export=("game_id", "name", "joined_at", "rating", "out"),
    ),
)
declare(
    tournament_games,
    Belonging(
        Erase.STAND_IN,
        people=("first_id", "second_id"),
        neutral=("game_id", "outcome"),
        why=_STAYS,
        export=("game_id", "number", "round", "made_at", "outcome", "forfeit", "ended_at"),
    ),
)
