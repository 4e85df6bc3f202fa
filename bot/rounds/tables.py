"""The rows of this feature."""

from sqlalchemy import Column, Index, Text

from bot.storage.belonging import Belonging, Erase, declare
from bot.storage.columns import Instant, Snowflake, Whole, partial
from bot.storage.tables import game_key, strict_table

rounds = strict_table(
    "rounds",
    game_key(),
    Column("channel_id", Snowflake, nullable=False),
    Column("host_id", Snowflake, nullable=False),
    Column("topic", Text),
    Column("exam", Text),
    Column("questions", Whole, nullable=False),
    Column("pace", Text, nullable=False),
    Column("scoring", Text, nullable=False),
    Column("seed", Snowflake, nullable=False),
    Column("phase", Text, nullable=False),
    Column("due_at", Instant),
    Column("active_at", Instant, nullable=False),
    Column("position", Whole, nullable=False),
    Column("ready", Text, nullable=False),
    Column("silent", Whole, nullable=False),
    Column("pause_reason", Text),
    Column("pause_since", Instant),
    Column("pause_resume_to", Text),
    Column("pause_remaining_ms", Whole),
    Column("end_reason", Text),
    Column("repeats", Whole, nullable=False, server_default="0"),
    Column("stage", Text),
    Column("joining", Text, nullable=False, server_default="anybody"),
    Column("weights", Text, nullable=False, server_default="{}"),
    Column("warm_up", Whole, nullable=False, server_default="0"),
    Column("teams", Whole),
    Column("forming", Text),
    Column("speaking", Text),
    Column("talk_ms", Whole),
    Column("asked_for", Whole),
    Index("rounds_due", "due_at"),
    Index("rounds_by_host", "host_id"),
    Index("rounds_ready", "game_id", **partial("ready <> '[]'")),
    Index("rounds_one_a_channel", "channel_id", unique=True, **partial("phase <> 'ended'")),
)
"""A round. `stage` is what older programs do not know of where it stands: for them a look-up break is the host's pause,
and a question that teams are talking about is on its way.

`weights`: how much questions count, by position, as JSON; those that are not there count once. `teams`: how many, NULL
where everybody plays for themselves; `forming`, `speaking` and `talk_ms` are how these play. `asked_for`: how many
questions the host chose, where there were fewer.
"""

round_removals = strict_table(
    "round_removals",
    game_key(),
    Column("player_id", Snowflake, primary_key=True),
    Index("round_removals_by_player", "player_id"),
)
"""Who was taken out of a round, and stays out."""

round_members = strict_table(
    "round_members",
    game_key(),
    Column("player_id", Snowflake, primary_key=True),
    Column("team", Whole, nullable=False),
    Index("round_members_by_player", "player_id"),
)
"""Who plays in which team, by its number from 0; -1: in none. The key is why nobody is in two."""

round_turns = strict_table(
    "round_turns",
    game_key(),
    Column("position", Whole, primary_key=True),
    Column("player_id", Snowflake, primary_key=True),
    Column("instead_of", Snowflake),
    Index("round_turns_by_player", "player_id"),
    Index("round_turns_by_instead", "instead_of", **partial("instead_of IS NOT NULL")),
)
"""Whose answer to a question counts for their team, and in place of whom they speak."""

round_parts = strict_table(
    "round_parts",
    game_key(),
    Column("part_of", Snowflake, nullable=False),
    Column("part", Whole, nullable=False),
    Index("round_parts_once", "part_of", "part", unique=True),
)
"""Rounds that are a part of a quiz night, and their number there: that key is why each is played once."""


declare(round_parts, Belonging(Erase.NOBODY, neutral=("game_id", "part_of"), no_export="it names nobody"))


declare(
    rounds,
    Belonging(
        Erase.STAND_IN,
        people=("host_id",),
        lists=("ready",),
        neutral=(
            *("game_id", "channel_id", "topic", "exam", "pace", "scoring", "seed", "phase"),
            *("pause_reason", "pause_resume_to", "end_reason", "stage", "joining", "weights"),
            *("forming", "speaking"),
        ),
        why="the others' round needs a host",
        export=("game_id", "topic", "exam", "questions", "pace", "scoring", "phase"),
    ),
)


declare(
    round_removals,
    Belonging(
        Erase.STAND_IN,
        people=("player_id",),
        neutral=("game_id",),
        why="the stand-in stays out of the standings, as the person did",
        export=("game_id",),
    ),
)
"""To keep an erased person out as well, something of them would have to be kept: whoever comes in again is new, with
nothing of what they had, and the host can take them out again or close the quiz to newcomers."""


declare(
    round_members,
    Belonging(
        Erase.STAND_IN,
        people=("player_id",),
        neutral=("game_id",),
        why="the team's points rest on it",
        export=("game_id", "team"),
    ),
)


declare(
    round_turns,
    Belonging(
        Erase.STAND_IN,
        people=("player_id", "instead_of"),
        neutral=("game_id",),
        why="the team's points rest on it",
        export=("game_id", "position"),
    ),
)
