"""The database's side where it is on a PostgreSQL server: reached, new enough, ours, of a known revision."""

from collections.abc import Iterator

from sqlalchemy import URL, Connection, text

from bot.doctor.finding import Finding, bad, ok
from bot.doctor.revisions import check_revision
from bot.storage.commands import one_state, revision_in, too_new_in
from bot.storage.errors import DatabaseError
from bot.storage.place import shown

BACKUPS = "Recall makes none of a database on a server: see that pg_dump, or whoever runs the server, does."


def check_server(place: URL) -> Iterator[Finding]:
    """All that can be asked of it. Whoever cannot log in learns why."""
    try:
        with one_state(place) as connection:
            yield from _findings(place, connection)
    except DatabaseError as error:
        yield bad("database", str(error), "")


def _findings(place: URL, connection: Connection) -> Iterator[Finding]:
    from bot.storage import postgresql

    name, version = shown(place), int((connection.dialect.server_version_info or (0,))[0])
    if version < postgresql.OLDEST:
        yield bad("server", f"PostgreSQL {version}.", f"Recall needs PostgreSQL {postgresql.OLDEST} or newer.")
        return
    yield ok("server", f"PostgreSQL {version} answers.")
    size = connection.execute(text("SELECT pg_database_size(current_database())")).scalar_one()
    yield ok("database", f"{name} has {size / 1e6:.1f} MB.")
    yield _rights(connection)
    running = postgresql.is_claimed(connection)
    yield ok("lock", f"{'A' if running else 'No'} Recall is running on this database.")
    found = revision_in(connection)
    if found is None:
        yield ok("revision", "None yet; `recall run` makes the tables.")
    else:
        yield check_revision(found, too_new_in(connection, place))


def _rights(connection: Connection) -> Finding:
    """Whether this user may make tables where Recall's are."""
    may = connection.execute(text("SELECT has_schema_privilege(current_schema(), 'CREATE')")).scalar_one_or_none()
    if may:
        return ok("rights", "This user may make tables.")
    mend = "Make this user the owner of the database: ALTER DATABASE … OWNER TO …"
    return bad("rights", "This user may not make tables in this database.", mend)
