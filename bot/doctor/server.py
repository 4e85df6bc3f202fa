"""The database's side where it is on a PostgreSQL server: reached, new enough, ours, of a known revision."""

from collections.abc import Iterator

from bot.doctor.finding import Finding, bad, ok
from bot.doctor.revisions import check_revision
from bot.storage.errors import DatabaseError
from bot.storage.inspecting import Inspected, inspect
from bot.storage.limits import SESSIONS, SESSIONS_IN_CLUSTER
from bot.storage.place import Address, shown

BACKUPS = "Recall makes none of a database on a server: see that pg_dump, or whoever runs the server, does."


def check_server(place: Address, *, in_cluster: bool = False) -> Iterator[Finding]:
    """All that can be asked of it. Whoever cannot log in learns why. `in_cluster`: several processes share it."""
    try:
        found = inspect(place)
    except DatabaseError as error:
        yield bad("database", str(error), "")
    else:
        yield from _findings(place, found)
        yield from _limits(place, found, in_cluster=in_cluster)


def _limits(place: Address, found: Inspected, *, in_cluster: bool) -> Iterator[Finding]:
    """What lets this user, or this database, have fewer connections than a process of Recall opens."""
    from bot.storage.refusals import named

    needed = SESSIONS_IN_CLUSTER if in_cluster else SESSIONS
    for what, limit, mend in found.limits.too_low(needed):
        told = f"This {what} may have only {limit} at once, and each process of Recall needs {needed}."
        yield bad("connections", told, f"Raise the limit: {named(mend, place)}.")


def _findings(place: Address, found: Inspected) -> Iterator[Finding]:
    from bot.storage.postgresql import ANOTHER_PROGRAMS, OLDEST
    from bot.storage.refusals import OTHER_ENCODING, named

    if found.version < OLDEST:
        yield bad("server", f"PostgreSQL {found.version}.", f"Recall needs PostgreSQL {OLDEST} or newer.")
        return
    yield ok("server", f"PostgreSQL {found.version} answers.")
    yield ok("database", f"{shown(place)} has {found.bytes / 1e6:.1f} MB.")
    if found.foreign:
        yield bad("tables", f"{shown(place)} {ANOTHER_PROGRAMS}", "")
        return
    if found.encoding != "UTF8":
        yield bad("encoding", f"{shown(place)}: {named(OTHER_ENCODING, place)}", "")
        return
    if told := _lacking(found):
        yield bad("rights", f"{shown(place)}: {named(told, place, found.schema)}", "")
    yield ok("lock", f"{'A' if found.running else 'No'} Recall is running on this database.")
    if found.revision is None:
        yield ok("revision", "None yet; `recall run` makes the tables.")
    else:
        yield check_revision(found.revision, found.why_not)


def _lacking(found: Inspected) -> str:
    """What keeps this user from writing there; empty where nothing does."""
    from bot.storage.refusals import ANOTHERS_TABLES, NO_SCHEMA, NO_TABLES_MADE, READS_ONLY

    if found.read_only:
        return READS_ONLY
    if found.anothers:
        return ANOTHERS_TABLES
    if not found.schema:
        return NO_SCHEMA
    return "" if found.may_make else NO_TABLES_MADE
