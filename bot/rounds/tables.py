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
    Index("rounds_due", "due_at"),
    Index("rounds_by_host", "host_id"),
    Index("rounds_ready", "game_id", **partial("ready <> '[]'")),
    Index("rounds_one_a_channel", "channel_id", unique=True, **partial("phase <> 'ended'")),
)
"""A round. `stage` is what older programs do not know of where it stands: for them a look-up break is the host's pause.

`weights`: how much questions count, by position, as JSON; those that are not there count once.
"""

round_removals = strict_table(
    "round_removals",
    game_key(),
    Column("player_id", Snowflake, primary_key=True),
    Index("round_removals_by_player", "player_id"),
)
"""Who was taken out of a round, and stays out."""


declare(
    rounds,
    Belonging(
        Erase.STAND_IN,
        people=("host_id",),
        lists=("ready",),
        neutral=(
            *("game_id", "channel_id", "topic", "exam", "pace", "scoring", "seed", "phase"),
            *("pause_reason", "pause_resume_to", "end_reason", "stage", "joining", "weights"),
        ),
        why="the others' round needs a host",
        export=("game_id", "topic", "exam", "questions", "pace", "scoring", "phase"),
    ),
)


declare(
    round_removals,
    Belonging(Erase.DELETE, people=("player_id",), neutral=("game_id",), export=("game_id",)),
)
