"""How a database on a server is, for whoever looks after it."""

from dataclasses import dataclass

from sqlalchemy import text

from bot.storage.commands import one_state, revision_in, too_new_in
from bot.storage.limits import Limits, limits_of
from bot.storage.place import Place

_RUNNING = (
    "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND granted AND classid = 0 AND objid = :key"
    " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
)

_ANOTHERS = (
    "SELECT count(*) FROM pg_class WHERE relkind = 'r' AND relnamespace = current_schema()::regnamespace"
    " AND NOT (pg_has_role(relowner, 'USAGE') AND has_table_privilege(oid, 'SELECT')"
    " AND has_table_privilege(oid, 'INSERT') AND has_table_privilege(oid, 'UPDATE')"
    " AND has_table_privilege(oid, 'DELETE'))"
    " UNION ALL SELECT count(*) FROM pg_proc WHERE pronamespace = current_schema()::regnamespace"
    " AND proname = 'accuracy_floor' AND NOT pg_has_role(proowner, 'USAGE')"
)


@dataclass(frozen=True, slots=True)
class Inspected:
    """`version`: the server's. `encoding`: in what it keeps texts. `schema`: the one for tables, if any.

    `may_make`: whether this user may make tables. `running`: whether a Recall has it. `read_only`: whether nothing can
    be written there, as on a standby. `anothers`: how many tables and functions belong to another user, or are kept
    from this one. `limits`: how many connections there may be. `foreign`: whether the tables are another program's.
    `revision`: None where there are no tables yet. `why_not`: why this Recall may not open it, nothing where it may.
    """

    version: int
    bytes: int
    encoding: str
    schema: str
    may_make: bool
    read_only: bool
    anothers: int
    limits: Limits
    foreign: bool
    running: bool
    revision: str | None
    why_not: str


def inspect(place: Place) -> Inspected:
    """Look at it. Raises `DatabaseError`, which says why nobody can log in there."""
    from bot.storage.holding import LOCK
    from bot.storage.postgresql import ENCODING, is_another_programs

    with one_state(place, write=True) as connection:  # nothing is written: the server says whether it could be
        size = connection.execute(text("SELECT pg_database_size(current_database())")).scalar_one()
        encoding = connection.execute(text(ENCODING)).scalar_one()
        schema = connection.execute(text("SELECT current_schema()")).scalar_one() or ""
        may_make = connection.execute(text("SELECT has_schema_privilege(current_schema(), 'CREATE')")).scalar_one()
        read_only = connection.execute(text("SHOW transaction_read_only")).scalar_one() == "on"
        anothers = sum(connection.execute(text(_ANOTHERS)).scalars())
        running = connection.execute(text(_RUNNING), {"key": LOCK}).scalar_one()
        version = (connection.dialect.server_version_info or (0,))[0]
        found, why_not = revision_in(connection), too_new_in(connection, place)
        return Inspected(
            int(version),
            size,
            str(encoding),
            str(schema),
            bool(may_make),
            read_only,
            int(anothers),
            limits_of(connection),
            is_another_programs(connection),
            bool(running),
            found,
            why_not,
        )
