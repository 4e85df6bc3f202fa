"""The tables as they stand after the newest migration; `tests/storage` holds the two against each other."""

from sqlalchemy import REAL, Column, ForeignKey, Index, Integer, MetaData, Table, Text, text

from bot.storage.belonging import Belonging, Erase, Forget, declare, nobody, without_typed
from bot.storage.columns import Instant, Snowflake

metadata = MetaData()


def _table(name: str, *parts: Column[object] | Index) -> Table:
    return Table(name, metadata, *parts, sqlite_strict=True)


def _game_key() -> Column[object]:
    return Column("game_id", Snowflake, ForeignKey("games.id"), primary_key=True)


games = _table(
    "games",
    Column("id", Snowflake, primary_key=True, autoincrement=False),
    Column("kind", Text, nullable=False),
    Column("guild_id", Snowflake, nullable=False),
    Column("channel_id", Snowflake, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("ended_at", Instant),
    Index("games_by_guild", "guild_id", "created_at"),
    Index("games_running", "guild_id", sqlite_where=text("ended_at IS NULL AND kind != 'practice'")),
)
"""Whatever people play: rounds now, other modes later. Its id is the scope of everything below."""

rounds = _table(
    "rounds",
    _game_key(),
    Column("channel_id", Snowflake, nullable=False),
    Column("host_id", Snowflake, nullable=False),
    Column("topic", Text),
    Column("exam", Text),
    Column("questions", Integer, nullable=False),
    Column("pace", Text, nullable=False),
    Column("scoring", Text, nullable=False),
    Column("seed", Snowflake, nullable=False),
    Column("phase", Text, nullable=False),
    Column("due_at", Instant),
    Column("active_at", Instant, nullable=False),
    Column("position", Integer, nullable=False),
    Column("ready", Text, nullable=False),
    Column("silent", Integer, nullable=False),
    Column("pause_reason", Text),
    Column("pause_since", Instant),
    Column("pause_resume_to", Text),
    Column("pause_remaining_ms", Integer),
    Column("end_reason", Text),
    Column("repeats", Integer, nullable=False, server_default="0"),
    Index("rounds_due", "due_at"),
    Index("rounds_one_a_channel", "channel_id", unique=True, sqlite_where=text("phase <> 'ended'")),
)

players = _table(
    "players",
    _game_key(),
    Column("player_id", Snowflake, primary_key=True),
    Column("name", Text, nullable=False),
    Column("joined_at", Instant, nullable=False),
    Column("active", Integer, nullable=False),
)

contents = _table(
    "contents",
    Column("hash", Text, primary_key=True),
    Column("body", Text, nullable=False),
)
"""Questions as they were when somebody was asked them: a game keeps its own, whatever the packs become."""

asked = _table(
    "asked",
    _game_key(),
    Column("position", Integer, primary_key=True),
    Column("question_id", Text, nullable=False),
    Column("content_hash", Text, ForeignKey("contents.hash"), nullable=False),
    Column("seed", Snowflake, nullable=False),
    Column("opened_at", Instant),
    Column("deadline", Instant),
    Column("closed_at", Instant),
    Column("skipped", Integer, nullable=False),
    Index("asked_by_closing", "closed_at"),
    Index("asked_by_question", "question_id"),
)

answers = _table(
    "answers",
    _game_key(),
    Column("position", Integer, primary_key=True),
    Column("player_id", Snowflake, primary_key=True),
    Column("answer", Text, nullable=False),
    Column("correct", Integer, nullable=False),
    Column("credit", REAL, nullable=False),
    Column("points", Integer, nullable=False),
    Column("elapsed_ms", Integer, nullable=False),
    Column("at", Instant, nullable=False),
    Column("unsure", Integer, nullable=False),
    Index("answers_by_player", "player_id", "at"),
)
"""One row for each (game, question, player): that key is why an answer counts once."""

messages = _table(
    "messages",
    _game_key(),
    Column("card", Text, primary_key=True),
    Column("channel_id", Snowflake, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("message_id", Snowflake),
    Column("posted_at", Instant),
    Column("settled", Integer, nullable=False),
    Column("refused", Integer, nullable=False, server_default="0"),
    Column("retry_at", Instant),
    Index("messages_unsettled", "game_id", sqlite_where=text("settled = 0")),
)
"""The outbox: a row for every message that must appear. `settled`: it shows its last state, no live buttons.

`refused` so many times in a row by Discord, it is tried again at `retry_at` and not before, by whatever process.
"""

heartbeat = _table(
    "heartbeat",
    Column("id", Integer, primary_key=True),
    Column("alive_at", Instant, nullable=False),
    Column("shards", Integer),
)
"""A row a shard, by its number: when it was last heard; `shards` is of how many, and NULL in the one row of versions
that did not tell them apart. What lies between it and the next time that the shard is heard is time away."""

absences = _table(
    "absences",
    Column("guild_id", Snowflake, primary_key=True, autoincrement=False),
    Column("since", Instant, nullable=False),
)
"""Servers that are away though their shard is heard, so that a crash does not make that forgotten."""

meta = _table(
    "meta",
    Column("name", Text, primary_key=True),
    Column("value", Text, nullable=False),
)
"""Small facts about the installation itself, by name."""

boards = Table(
    "boards",
    metadata,
    Column("guild_id", Snowflake, primary_key=True, autoincrement=False),
    Column("period", Text, primary_key=True),
    Column("topic", Text, primary_key=True),
    Column("player_id", Snowflake, primary_key=True),
    Column("points", Integer, nullable=False),
    Column("answered", Integer, nullable=False),
    Column("correct", Integer, nullable=False),
    Column("floor", REAL, info={"function": "accuracy_floor", "of": ("correct", "answered")}),
    Index("boards_by_points", "guild_id", "period", "topic", "points", "player_id"),
    Index(
        "boards_by_floor",
        *("guild_id", "period", "topic", "floor", "player_id"),
        sqlite_where=text("floor IS NOT NULL"),
    ),
    sqlite_strict=True,
    sqlite_with_rowid=False,
)
"""Sums of the answers that count, a row for each player in each period and topic ('' for all of them).

`floor`, by which accuracy is ranked, follows from the sums; it is NULL while the answers are too few.
"""

names = _table(
    "names",
    Column("guild_id", Snowflake, primary_key=True, autoincrement=False),
    Column("player_id", Snowflake, primary_key=True),
    Column("name", Text, nullable=False),
    Index("names_by_player", "player_id"),
)
"""What a server calls its players, as their latest press said. Who has no name here is on no board."""

preferences = _table(
    "preferences",
    Column("player_id", Snowflake, primary_key=True, autoincrement=False),
    Column("hidden", Integer, nullable=False),
    Column("no_duels", Integer, nullable=False),
    Index("preferences_hidden", "player_id", sqlite_where=text("hidden = 1")),
)
"""What players want everywhere. `hidden`: on no board. `no_duels`: cannot be challenged."""

servers = _table(
    "servers",
    Column("guild_id", Snowflake, primary_key=True, autoincrement=False),
    Column("topic", Text),
    Column("exam", Text),
    Column("questions", Integer, nullable=False),
    Column("pace", Text, nullable=False),
    Column("scoring", Text, nullable=False),
    Column("thread", Integer, nullable=False),
    Column("welcomed_at", Instant),
)
"""What organisers set for their server: a quiz whose host says nothing else. `welcomed_at`: when it was greeted."""

departures = _table(
    "departures",
    Column("guild_id", Snowflake, primary_key=True, autoincrement=False),
    Column("noticed_at", Instant, nullable=False),
)
"""Servers that the bot is in no more, and since when that is known; what is stored of them goes a while later."""


# Whose all this is

_OF_NOBODY = "it names nobody"

declare(
    games,
    Belonging(Erase.NOBODY, neutral=("id", "kind", "guild_id", "channel_id"), no_export=_OF_NOBODY, server=Forget.KEEP),
)
"""A practice is deleted with its sitting; a forgotten server's game stays, with no server in it, for its answers."""

declare(
    rounds,
    Belonging(
        Erase.STAND_IN,
        people=("host_id",),
        lists=("ready",),
        neutral=(
            *("game_id", "channel_id", "topic", "exam", "pace", "scoring", "seed", "phase"),
            *("pause_reason", "pause_resume_to", "end_reason"),
        ),
        why="the others' round needs a host",
        export=("game_id", "topic", "exam", "questions", "pace", "scoring", "phase"),
    ),
)
declare(
    players,
    Belonging(
        Erase.STAND_IN,
        people=("player_id",),
        words={"name": ("player_id", nobody)},
        neutral=("game_id",),
        why="the others' places rest on it",
        export=("game_id", "name", "joined_at"),
    ),
)
declare(contents, Belonging(Erase.NOBODY, neutral=("hash", "body"), no_export=_OF_NOBODY, server=Forget.KEEP))
declare(
    asked,
    Belonging(
        Erase.NOBODY,
        neutral=("game_id", "question_id", "content_hash", "seed"),
        no_export=_OF_NOBODY,
        server=Forget.KEEP,
    ),
)
declare(
    answers,
    Belonging(
        Erase.STAND_IN,
        people=("player_id",),
        words={"answer": ("player_id", without_typed)},
        neutral=("game_id",),
        why="the others' places, and how hard a question is, rest on it",
        no_export="every answer to a closed question stands in the copy in words",
        server=Forget.KEEP,
    ),
)
declare(
    messages, Belonging(Erase.NOBODY, neutral=("game_id", "card", "channel_id", "message_id"), no_export=_OF_NOBODY)
)
declare(heartbeat, Belonging(Erase.NOBODY, no_export=_OF_NOBODY, server=Forget.KEEP))
declare(absences, Belonging(Erase.NOBODY, neutral=("guild_id",), no_export=_OF_NOBODY))
declare(meta, Belonging(Erase.NOBODY, neutral=("name", "value"), no_export=_OF_NOBODY, server=Forget.KEEP))
declare(
    boards,
    Belonging(
        Erase.DELETE,
        people=("player_id",),
        neutral=("guild_id", "period", "topic"),
        export=("guild_id", "period", "topic", "points", "answered", "correct"),
    ),
)
declare(
    names,
    Belonging(
        Erase.DELETE,
        people=("player_id",),
        words={"name": ("player_id", nobody)},
        neutral=("guild_id",),
        export=("guild_id", "name"),
    ),
)
declare(
    preferences,
    Belonging(Erase.DELETE, people=("player_id",), export=("hidden", "no_duels"), server=Forget.KEEP),
)
declare(
    servers,
    Belonging(Erase.NOBODY, neutral=("guild_id", "topic", "exam", "pace", "scoring"), no_export=_OF_NOBODY),
)
declare(departures, Belonging(Erase.NOBODY, neutral=("guild_id",), no_export=_OF_NOBODY))
