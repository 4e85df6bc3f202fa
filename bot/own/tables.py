"""The rows of a server's own questions. All of them are the server's, and go with it."""

from sqlalchemy import Column, ColumnElement, Index, Table, Text, and_, exists, or_

from bot.own.rules import LEAVES_WORDS, Deed
from bot.storage.belonging import Belonging, Erase, declare, nobody, unsaid
from bot.storage.columns import Instant, Snowflake, Whole
from bot.storage.tables import strict_table

own_packs = strict_table(
    "own_packs",
    Column("guild_id", Snowflake, primary_key=True, autoincrement=False),
    Column("name", Text, primary_key=True),
    Column("title", Text, nullable=False),
    Column("published", Whole, nullable=False),
    Column("made_by", Snowflake, nullable=False, info={"stays": True}),
    Column("made_at", Instant, nullable=False),
    Index("own_packs_by_maker", "made_by"),
)
"""Packs; `name` stands in the ids of their topics."""


own_items = strict_table(
    "own_items",
    Column("id", Text, primary_key=True),
    Column("guild_id", Snowflake, nullable=False),
    Column("name", Text, nullable=False),
    Column("pack", Text, nullable=False),
    Column("version", Whole, nullable=False),
    Column("body", Text, nullable=False),
    Column("deleted", Whole, nullable=False),
    Column("changed_by", Snowflake, nullable=False),
    Column("changed_at", Instant, nullable=False),
    Column("author", Text, nullable=False, info={"once": "author"}),
    Column("author_id", Snowflake, nullable=False, info={"once": "author"}),
    Index("own_items_of_server", "guild_id"),
    Index("own_items_by_editor", "changed_by"),
    Index("own_items_by_author", "author_id"),
)
"""Questions as they stand now, those that were deleted too: whoever answered one may still read it."""


own_dropped = strict_table(
    "own_dropped",
    Column("guild_id", Snowflake, primary_key=True, autoincrement=False),
    Column("name", Text, primary_key=True),
    Column("pack", Text, nullable=False),
    Column("version", Whole, nullable=False, server_default="0"),
)
"""Names of questions that were asked and were dropped: another question's answers would be taken for theirs.

`version` is the last one that each had; one that is brought again goes on from there. A pack that was dropped is here
as a question of its name and a slash: what is set to ask about it, and an old page of it, would mean a later pack.
"""


own_versions = strict_table(
    "own_versions",
    Column("guild_id", Snowflake, primary_key=True, autoincrement=False),
    Column("item", Text, primary_key=True),
    Column("version", Whole, primary_key=True),
    Column("deed", Text, nullable=False),
    Column("body", Text, nullable=False),
    Column("changed_by", Snowflake, nullable=False),
    Column("at", Instant, nullable=False),
    Index("own_versions_by_editor", "changed_by"),
)
"""Each state that a question was in, and who brought it into it."""


own_suggestions = strict_table(
    "own_suggestions",
    Column("id", Text, primary_key=True),
    Column("guild_id", Snowflake, nullable=False),
    Column("number", Whole, nullable=False),
    Column("pack", Text, nullable=False),
    Column("body", Text, nullable=False),
    Column("suggested_by", Snowflake, nullable=False, info={"stays": True}),
    Column("named", Text, nullable=False, info={"stays": True}),
    Column("at", Instant, nullable=False),
    Column("decision", Text, nullable=False),
    Column("word", Text, nullable=False),
    Column("decided_by", Snowflake),
    Column("decided_at", Instant),
    Column("item", Text, nullable=False, server_default=""),
    Column("instead", Text, nullable=False, server_default=""),
    Index("own_suggestions_of_server", "guild_id"),
    Index("own_suggestions_by_member", "suggested_by"),
    Index("own_suggestions_by_decider", "decided_by"),
)
"""What members suggest, and what became of it. `item` is the question that it betters, `instead` which option goes."""


own_choices = strict_table(
    "own_choices",
    Column("guild_id", Snowflake, primary_key=True, autoincrement=False),
    Column("editor_role", Snowflake),
    Column("topics_off", Text, nullable=False),
    Column("question_order", Text, nullable=False, server_default="usual"),
)
"""Who besides the managers may edit; the topics that are not asked, as a JSON list or one for each game."""


WRITTEN = tuple(deed.value for deed in (Deed.WRITTEN, Deed.EDITED, Deed.BROUGHT))
"""The deeds after which a question is as that person wrote it; the others leave somebody else's words as they are."""


def _their_words(items: Table, person: int) -> ColumnElement[bool]:
    """Whether a question stands as somebody wrote or suggested it: theirs is the last deed that changed its text."""
    states, later = own_versions.alias(), own_versions.alias()
    suggested = and_(states.c.deed == Deed.SUGGESTED.value, items.c.author_id == person)
    wrote = and_(states.c.deed.in_(WRITTEN), states.c.changed_by == person)
    since = exists().where(
        later.c.guild_id == states.c.guild_id, later.c.item == states.c.item, later.c.version > states.c.version,
        later.c.deed.not_in([deed.value for deed in LEAVES_WORDS]),
    )  # fmt: skip
    of_it = states.c.guild_id == items.c.guild_id, states.c.item == items.c.name
    return exists().where(*of_it, or_(suggested, wrote), ~since)


declare(
    own_packs,
    Belonging(
        Erase.STAND_IN,
        people=("made_by",),
        neutral=("guild_id", "name", "title"),
        why="the pack is the server's, whoever began it",
        export=("guild_id", "title", "made_at"),
    ),
)
declare(
    own_items,
    Belonging(
        Erase.STAND_IN,
        people=("changed_by", "author_id"),
        words={"author": ("author_id", nobody)},
        neutral=("id", "guild_id", "name", "pack", "body"),
        why="the question is the server's, whoever wrote it",
        export=("guild_id", "body", "changed_at"),
        whole="body",
        only={"body": _their_words},
    ),
)
declare(
    own_dropped,
    Belonging(Erase.NOBODY, neutral=("guild_id", "name", "pack"), no_export="it names nobody"),
)
declare(
    own_versions,
    Belonging(
        Erase.STAND_IN,
        people=("changed_by",),
        neutral=("guild_id", "item", "deed", "body"),
        why="the question is the server's, whoever wrote it",
        export=("guild_id", "body", "deed", "at"),
        whole="body",
        only={"body": lambda versions, _: versions.c.deed.in_(WRITTEN)},
    ),
)
declare(
    own_suggestions,
    Belonging(
        Erase.STAND_IN,
        people=("suggested_by", "decided_by"),
        words={"named": ("suggested_by", nobody), "word": ("decided_by", unsaid)},
        neutral=("id", "guild_id", "pack", "body", "decision", "item", "instead"),
        why="the server still decides on the question, whoever suggested it",
        export=("guild_id", "body", "at", "decision", "word", "decided_at"),
        whole="body",
        only={
            "body": lambda suggestions, person: suggestions.c.suggested_by == person,
            "at": lambda suggestions, person: suggestions.c.suggested_by == person,
        },
    ),
)
declare(
    own_choices,
    Belonging(
        Erase.NOBODY,
        neutral=("guild_id", "editor_role", "topics_off", "question_order"),
        no_export="it names nobody",
    ),
)
