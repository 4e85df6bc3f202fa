"""An upgrade of the tables of a database on a server, while others may be reading or writing there.

Whoever wants a table queues behind the session that waits to change it. So the upgrade waits for each lock so briefly
that nobody notices, and tries again as a whole. Nothing else about it is in a hurry: an index takes what it takes.
"""

import time
from dataclasses import dataclass

import structlog
from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from bot.storage.errors import DatabaseError
from bot.storage.holding import pause
from bot.storage.migrate import upgrade_on

PATIENCE_S = 300.0
"""So long it tries to get the locks that it needs."""

TOLD_EVERY_S = 60.0

_BRIEFLY = "100ms"
_FOR_THE_SERVER = "2s"
"""The server's own work on a table (autovacuum) gives way, but only to who has waited for a second."""

_WITHOUT_HURRY = ("statement_timeout", "idle_in_transaction_session_timeout")

_IN_THE_WAY = {"55P03", "40P01", "40001"}
"""The lock did not come in time, or two waited for each other."""

_HOLDER = text("""
    SELECT pid, application_name, usesysid IS NULL AS of_the_server FROM pg_stat_activity
    WHERE pid <> pg_backend_pid() AND EXISTS (
      SELECT FROM pg_locks JOIN pg_class ON pg_class.oid = pg_locks.relation
      WHERE pg_locks.pid = pg_stat_activity.pid AND granted AND relnamespace <> 'pg_catalog'::regnamespace
        AND database = (SELECT oid FROM pg_database WHERE datname = current_database()))
    ORDER BY xact_start NULLS LAST, backend_start NULLS LAST LIMIT 1
""")
"""Of all that hold any of our tables, the one that has been at it longest: whoever holds them briefly is in no way."""

_NOT_UPGRADED = (
    "{where} was not upgraded, and nothing in it was changed: {held} holds a table that has to change, and did so for "
    "{minutes} minutes. Let it end; a dump, for example, takes its time. {end}Recall tries again when it is restarted."
)
_END = "To end it now, run SELECT pg_terminate_backend({pid}) there. "

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Held:
    """Who holds a table. `pid`: 0 where it is over already; `of_the_server`: the server itself, which gives way."""

    pid: int = 0
    program: str = ""
    of_the_server: bool = False

    def __str__(self) -> str:
        """In words."""
        return f"session {self.pid} ({self.program or 'a program without a name'})" if self.pid else "another session"


def upgrade_there(connection: Connection, where: str) -> None:
    """Run the migrations that a database lacks, in one transaction; in short tries, where others hold its tables.

    Raises `DatabaseError`, and leaves the session's limits changed then: it is of no use any more.
    """
    _set(connection, **dict.fromkeys(_WITHOUT_HURRY, "0"), lock_timeout=_BRIEFLY)
    began, told_at = time.monotonic(), -TOLD_EVERY_S
    while not _upgraded(connection, where):
        held, waited = _holder(connection), time.monotonic() - began
        if waited >= PATIENCE_S:
            end = _END.format(pid=held.pid) if held.pid else ""
            told = _NOT_UPGRADED.format(where=where, held=held, minutes=round(PATIENCE_S / 60), end=end)
            raise DatabaseError(told, passes=True)
        if waited - told_at >= TOLD_EVERY_S:
            _log.warning("the upgrade of the database waits for a table that another session holds", held_by=str(held))
            told_at = waited
        _set(connection, lock_timeout=_FOR_THE_SERVER if held.of_the_server else _BRIEFLY)
        pause()
    _set(connection, **dict.fromkeys((*_WITHOUT_HURRY, "lock_timeout"), "DEFAULT"))


def _upgraded(connection: Connection, where: str) -> bool:
    """Whether it is done; where a lock did not come, nothing is."""
    try:
        upgrade_on(connection, where)
        connection.commit()
    except DBAPIError as error:
        if getattr(error.orig, "sqlstate", None) not in _IN_THE_WAY:
            raise
        connection.rollback()
        return False
    return True


def _holder(connection: Connection) -> Held:
    found = connection.execute(_HOLDER).first()
    connection.rollback()
    return Held(*found) if found else Held()


def _set(connection: Connection, **limits: str) -> None:
    """Limits of the session; DEFAULT is what it began with."""
    for name, value in limits.items():
        connection.exec_driver_sql(f"SET {name} = {value if value == 'DEFAULT' else repr(value)}")
    connection.commit()
