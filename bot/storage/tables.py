"""The tables as they stand after the newest migration; `tests/storage` holds the two against each other."""

from sqlalchemy import Column, ForeignKey, Index, MetaData, Table, Text

from bot.storage.belonging import Belonging, Erase, Forget, declare, nobody, without_typed
from bot.storage.columns import Instant, Real, Snowflake, Whole, partial

metadata = MetaData()


NEVER_CHANGES = {"never changes": True}
"""Of a table whose rows stay as they were first written: putting one again leaves it alone."""


def strict_table(name: str, *parts: Column[object] | Index, info: dict[str, bool] | None = None) -> Table:
    """A table whose columns take nothing but their own types."""
    return Table(name, metadata, *parts, info=info or {}, sqlite_strict=True)


def game_key() -> Column[object]:
    """The column of a row of which a game has one."""
    return Column("game_id", Snowflake, ForeignKey("games.id"), primary_key=True)


games = strict_table(
    "games",
    Column("id", Snowflake, primary_key=True, autoincrement=False),
    Column("kind", Text, nullable=False),
    Column("guild_id", Snowflake, nullable=False),
    Column("channel_id", Snowflake, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("ended_at", Instant),
    Index("games_by_guild", "guild_id", "created_at"),
    Index("games_running", "guild_id", **partial("ended_at IS NULL AND kind != 'practice'")),
)
"""Whatever people play: rounds now, other modes later. Its id is the scope of everything below."""


players = strict_table(
    "players",
    game_key(),
    Column("player_id", Snowflake, primary_key=True),
    Column("name", Text, nullable=False),
    Column("joined_at", Instant, nullable=False),
    Column("active", Whole, nullable=False),
    Index("players_by_player", "player_id"),
)


contents = strict_table(
    "contents",
    Column("hash", Text, primary_key=True),
    Column("body", Text, nullable=False),
    info=NEVER_CHANGES,
)
"""Questions as they were when somebody was asked them: a game keeps its own, whatever the packs become."""


asked = strict_table(
    "asked",
    game_key(),
    Column("position", Whole, primary_key=True),
    Column("question_id", Text, nullable=False),
    Column("content_hash", Text, ForeignKey("contents.hash"), nullable=False),
    Column("seed", Snowflake, nullable=False),
    Column("opened_at", Instant),
    Column("deadline", Instant),
    Column("closed_at", Instant),
    Column("skipped", Whole, nullable=False),
    Column("counts", Whole, nullable=False, server_default="1"),
    Index("asked_by_closing", "closed_at"),
    Index("asked_by_question", "question_id", "game_id", "position"),
)
"""A question that was asked. `counts`: 0 for a warm-up, which no board counts; older ones have 1, since boards did
count them.
"""


answers = strict_table(
    "answers",
    game_key(),
    Column("position", Whole, primary_key=True),
    Column("player_id", Snowflake, primary_key=True),
    Column("answer", Text, nullable=False),
    Column("correct", Whole, nullable=False),
    Column("credit", Real, nullable=False),
    Column("points", Whole, nullable=False),
    Column("elapsed_ms", Whole, nullable=False),
    Column("at", Instant, nullable=False),
    Column("unsure", Whole, nullable=False),
    Index("answers_by_player", "player_id", "at"),
)
"""One row for each (game, question, player): that key is why an answer counts once."""


messages = strict_table(
    "messages",
    game_key(),
    Column("card", Text, primary_key=True),
    Column("channel_id", Snowflake, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("message_id", Snowflake),
    Column("posted_at", Instant),
    Column("settled", Whole, nullable=False, info={"unless": "marked"}),
    Column("marked", Whole, nullable=False, server_default="0", info={"counted": True}),
    Column("refused", Whole, nullable=False, server_default="0"),
    Column("retry_at", Instant),
    Index("messages_unsettled", "game_id", **partial("settled = 0")),
    Index("messages_unseen", "game_id", **partial("card = 'daily' AND message_id IS NULL")),
)
"""The outbox: a row for every message that must appear. `settled`: it shows its last state, no live buttons.

`marked` so many times as showing something else: whoever draws it meanwhile has not drawn that, and does not settle it.
`refused` so many times in a row by Discord, it is tried again at `retry_at` and not before, by whatever process.
"""


keys_kept = strict_table(
    "keys_kept",
    game_key(),
    Column("guild_id", Snowflake, nullable=False),
    Column("until", Instant, nullable=False),
    Index("keys_kept_by_guild", "guild_id"),
)
"""Games that are closed and that somebody may still finish: their questions keep their keys until the row is gone."""


keys_withheld = strict_table(
    "keys_withheld",
    game_key(),
    Column("player_id", Snowflake, nullable=False),
    Index("keys_withheld_by_player", "player_id"),
)
"""Games of one person whose questions keep their keys until the row is gone."""


heartbeat = strict_table(
    "heartbeat",
    Column("id", Whole, primary_key=True, autoincrement=False),
    Column("alive_at", Instant, nullable=False),
    Column("shards", Whole),
)
"""A row a shard, by its number: when it was last heard; `shards` is of how many, and NULL in the one row of versions
that did not tell them apart. What lies between it and the next time that the shard is heard is time away."""


absences = strict_table(
    "absences",
    Column("guild_id", Snowflake, primary_key=True, autoincrement=False),
    Column("since", Instant, nullable=False),
)
"""Servers that are away though their shard is heard, so that a crash does not make that forgotten."""


meta = strict_table(
    "meta",
    Column("name", Text, primary_key=True),
    Column("value", Text, nullable=False),
)
"""Small facts about the installation itself, by name."""


names = strict_table(
    "names",
    Column("guild_id", Snowflake, primary_key=True, autoincrement=False),
    Column("player_id", Snowflake, primary_key=True),
    Column("name", Text, nullable=False),
    Column("left_at", Instant),
    Index("names_by_player", "player_id"),
    Index("names_left", "guild_id", "player_id", **partial("left_at IS NOT NULL")),
)
"""What a server calls its players, as their latest press said. Who has no name here is on no board.

`left_at`: when Discord said that they are no member any more. Whatever they play there later writes the row anew.
"""


_OF_NOBODY = "it names nobody"


declare(
    games,
    Belonging(Erase.NOBODY, neutral=("id", "kind", "guild_id", "channel_id"), no_export=_OF_NOBODY, server=Forget.KEEP),
)


"""A practice is deleted with its sitting; a forgotten server's game stays, with no server in it, for its answers."""


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
        no_export="every answer stands in the copy in words",
        server=Forget.KEEP,
    ),
)


declare(
    messages, Belonging(Erase.NOBODY, neutral=("game_id", "card", "channel_id", "message_id"), no_export=_OF_NOBODY)
)


declare(keys_kept, Belonging(Erase.NOBODY, neutral=("game_id", "guild_id"), no_export=_OF_NOBODY))


declare(
    keys_withheld,
    Belonging(
        Erase.DELETE,
        people=("player_id",),
        neutral=("game_id",),
        no_export="it says only what is being asked just now",
    ),
)


declare(heartbeat, Belonging(Erase.NOBODY, no_export=_OF_NOBODY, server=Forget.KEEP))


declare(absences, Belonging(Erase.NOBODY, neutral=("guild_id",), no_export=_OF_NOBODY))


declare(meta, Belonging(Erase.NOBODY, neutral=("name", "value"), no_export=_OF_NOBODY, server=Forget.KEEP))


declare(
    names,
    Belonging(
        Erase.DELETE,
        people=("player_id",),
        words={"name": ("player_id", nobody)},
        neutral=("guild_id",),
        export=("guild_id", "name", "left_at"),
    ),
)


PRACTICE = "practice"
"""The kind of a game in which somebody practises alone."""

EXAM = "exam"
"""The kind of a game that is one person's mock exam."""

ALONE = (PRACTICE, EXAM)
"""The kinds of games that one person plays alone: they withhold no keys on a server and count for no group."""


mutes = Table(
    "mutes",
    metadata,
    Column("guild_id", Snowflake, primary_key=True, autoincrement=False),
    Column("question_id", Text, primary_key=True),
    Column("organiser_id", Snowflake, nullable=False),
    Column("at", Instant, nullable=False),
    Index("mutes_by_organiser", "organiser_id"),
    sqlite_strict=True,
)
"""Questions that a server's organisers do not want asked there."""


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
