"""The rows of the processes that run one bot together. All times are the database's own, in ms since 1970."""

from sqlalchemy import Column, Text

from bot.storage.belonging import Belonging, Erase, Forget, declare
from bot.storage.columns import Real, Snowflake, Whole
from bot.storage.tables import strict_table

members = strict_table(
    "members",
    Column("name", Text, primary_key=True),
    Column("cluster", Text, nullable=False),
    Column("program", Text, nullable=False),
    Column("joined_at", Whole, nullable=False),
    Column("beat_at", Whole, nullable=False),
    Column("pid", Whole, nullable=False),
    Column("began_us", Whole, nullable=False),
    Column("leaving", Whole, nullable=False, server_default="0"),
)
"""A row a process. `pid`, `began_us`: the session that beats, as the server knows it; once that is gone, so is it.

`leaving`: 1 where it is to give away what it has, 2 where it is to end as well.
"""


declare(
    members,
    Belonging(Erase.NOBODY, neutral=("name", "cluster", "program"), no_export="it names nobody", server=Forget.KEEP),
)


leases = strict_table(
    "leases",
    Column("part", Whole, primary_key=True, autoincrement=False),
    Column("owner", Text),
    Column("epoch", Whole, nullable=False),
    Column("taken_at", Whole),
)
"""A row a part of the bot, which is a shard: which process has it.

`epoch` rises whenever it changes hands; each commit compares it.
"""


declare(leases, Belonging(Erase.NOBODY, neutral=("owner",), no_export="it names nobody", server=Forget.KEEP))


sessions = strict_table(
    "sessions",
    Column("part", Whole, primary_key=True, autoincrement=False),
    Column("epoch", Whole, nullable=False),
    Column("id", Text, nullable=False),
    Column("sequence", Whole, nullable=False),
    Column("gateway", Text, nullable=False),
    Column("servers", Text, nullable=False),
    Column("left_at", Whole),
    Column("noted_at", Whole, nullable=False),
)
"""A row a shard: the session that whoever has it, in this epoch, has with Discord, and which servers that told of.

`left_at`: it was left in order, after all that came by it was done; without it, its last seconds are uncertain.
"""


declare(
    sessions,
    Belonging(Erase.NOBODY, neutral=("id", "gateway", "servers"), no_export="it names nobody", server=Forget.KEEP),
)


erasures_due = strict_table(
    "erasures_due",
    Column("part", Whole, primary_key=True, autoincrement=False),
    Column("player_id", Snowflake, primary_key=True, autoincrement=False),
    Column("stand_in", Snowflake, primary_key=True, autoincrement=False),
    Column("games", Text, nullable=False),
)
"""A row a shard that still has to forget somebody: whoever has it deletes the row once it has.

Erasing does not touch these rows, although they name somebody: they are the erasure itself, and gone in seconds.
"""


declare(
    erasures_due,
    Belonging(
        Erase.NOBODY,
        neutral=("player_id", "stand_in", "games"),
        no_export="it is there only until every shard has erased whom it names",
        server=Forget.KEEP,
    ),
)


turns = strict_table("turns", Column("name", Text, primary_key=True), Column("free_at", Real, nullable=False))
"""A row a limit that all processes keep to together: when the next turn is free, in seconds since 1970.

On PostgreSQL the table is not logged: after a crash of the server it is empty, and the next turn is free at once.
"""


declare(turns, Belonging(Erase.NOBODY, neutral=("name",), no_export="it names nobody", server=Forget.KEEP))
