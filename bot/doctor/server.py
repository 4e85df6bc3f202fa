"""The database's side where it is on a PostgreSQL server: reached, new enough, ours, of a known revision."""

from collections.abc import Iterator
from pathlib import Path

from bot.doctor.finding import Finding, bad, ok
from bot.doctor.revisions import check_revision
from bot.storage.errors import DatabaseError
from bot.storage.inspecting import Inspected, inspect
from bot.storage.place import Place, shown

BACKUPS = "Recall makes none of a database on a server: see that pg_dump, or whoever runs the server, does."


def check_server(place: Place) -> Iterator[Finding]:
    """All that can be asked of it. Whoever cannot log in learns why."""
    try:
        found = inspect(place)
    except DatabaseError as error:
        yield bad("database", str(error), "")
    else:
        yield from _findings(place, found)


def _findings(place: Place, found: Inspected) -> Iterator[Finding]:
    from bot.storage.postgresql import ANOTHER_PROGRAMS, OLDEST
    from bot.storage.refusals import ANOTHERS_TABLES, READS_ONLY, named

    if found.version < OLDEST:
        yield bad("server", f"PostgreSQL {found.version}.", f"Recall needs PostgreSQL {OLDEST} or newer.")
        return
    yield ok("server", f"PostgreSQL {found.version} answers.")
    yield ok("database", f"{shown(place)} has {found.bytes / 1e6:.1f} MB.")
    if found.foreign:
        yield bad("tables", f"{shown(place)} {ANOTHER_PROGRAMS}", "")
        return
    if found.read_only:
        yield bad("rights", f"{shown(place)}: {READS_ONLY}", "")
    elif found.anothers and not isinstance(place, Path):
        yield bad("rights", f"{shown(place)}: {named(ANOTHERS_TABLES, place)}", "")
    elif not found.may_make:
        owned = ("…", "…") if isinstance(place, Path) else (place.database, place.username)
        mend = "Make this user the owner of the database: ALTER DATABASE {} OWNER TO {}."
        yield bad("rights", "This user may not make tables in this database.", mend.format(*owned))
    yield ok("lock", f"{'A' if found.running else 'No'} Recall is running on this database.")
    if found.revision is None:
        yield ok("revision", "None yet; `recall run` makes the tables.")
    else:
        yield check_revision(found.revision, found.why_not)
