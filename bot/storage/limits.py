"""How many connections to a server a process of Recall needs, and who may not have so many."""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import URL, Connection, text

from bot.storage.errors import DatabaseError
from bot.storage.place import shown
from bot.storage.readers import READERS

SESSIONS = READERS + 1
"""So many connections has a process at the most: to read, and one to write."""

SESSIONS_IN_CLUSTER = SESSIONS + 4
"""Where several processes share a database: to say that it is alive, to wait for its turn, to hear the others, and to
write for a shard. Each further shard takes one more."""

_LIMITS = (
    "SELECT CASE WHEN rolsuper THEN -1 ELSE rolconnlimit END, CASE WHEN rolsuper THEN -1 ELSE datconnlimit END"
    " FROM pg_roles, pg_database WHERE rolname = current_user AND datname = current_database()"
)
_TOO_LOW = (
    "this {what} has a limit of its own: {most} connections at once, while {each} of Recall needs {needed}. Raise it: "
    "{mend}."
)


@dataclass(frozen=True, slots=True)
class Limits:
    """How many connections a user, and how many a database may have; -1 where that is not limited."""

    user: int
    database: int

    def too_low(self, needed: int) -> Iterator[tuple[str, int, str]]:
        """Of what the limit is lower than that, how low it is, and the statement that mends it."""
        if 0 <= self.user < needed:
            yield "user", self.user, "ALTER ROLE {user} CONNECTION LIMIT -1"
        if 0 <= self.database < needed:
            yield "database", self.database, "ALTER DATABASE {database} CONNECTION LIMIT -1"


def limits_of(connection: Connection) -> Limits:
    """Those that the server has for this user and this database."""
    of_user, of_database = connection.execute(text(_LIMITS)).one()
    return Limits(int(of_user), int(of_database))


def refuse_too_few(url: URL, connection: Connection, *, together: bool) -> None:
    """Raise `DatabaseError` where Recall would start and then, with people there, lack connections."""
    from bot.storage.refusals import named

    needed = SESSIONS_IN_CLUSTER if together else SESSIONS
    found = limits_of(connection)
    connection.rollback()
    for what, most, mend in found.too_low(needed):
        each = "each process" if together else "a process"
        told = _TOO_LOW.format(what=what, most=most, each=each, needed=needed, mend=named(mend, url))
        raise DatabaseError(f"{shown(url)}: {told}", passes=True)
