"""Who has a database on a server: the lock that keeps every other Recall out, and a note of who had it last."""

import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, text

from bot.storage.errors import DatabaseError, LostError

LOCK = 0x52434C31
"""The key of the advisory lock that the writing session of a database holds: `RCL1`."""

PREPARING = LOCK + 1
"""The key of the lock for whoever looks after the tables while others may be there."""

PREPARED_WITHIN_S = 600.0

HOLDER = "holder"
"""The fact under which the database notes who had the lock last; each time it is another word."""

_USED = (
    "another Recall used the database while the connection to it was lost, so what this one remembers may be out of "
    "date. After a restart, it reads everything again"
)
_CLUSTER = (
    "A cluster is running on {}; `recall cluster` lists its processes. Stop all of them first, or, to start one more, "
    "set RECALL_CLUSTER to its name."
)
_HAS = "another Recall has taken the database over while the connection to it was lost"

_PREPARING = (
    "Another process of the cluster has been upgrading {} for ten minutes and is not done. Start this one when it is."
)

_WHO = (
    "SELECT pid, client_addr::text, to_char(backend_start AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI'),"
    " client_addr IS DISTINCT FROM inet_client_addr(), mode = 'ShareLock'"
    " FROM pg_locks JOIN pg_stat_activity USING (pid)"
    " WHERE locktype = 'advisory' AND granted AND classid = 0 AND objid = %s"
    " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
)
_ME = "SELECT pid, backend_start FROM pg_stat_activity WHERE pid = pg_backend_pid()"
_END = "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE pid = %s AND backend_start = %s"


@dataclass(frozen=True, slots=True)
class Holder:
    """The session that has the lock. `elsewhere`: it does not come from where we come from.

    `together`: it is one of a cluster.
    """

    pid: int
    address: str | None
    since: str | None
    elsewhere: bool
    together: bool = False

    def refusal(self, where: str) -> DatabaseError:
        """Why nobody else can use the database now."""
        if self.together:
            return DatabaseError(_CLUSTER.format(where), passes=self.elsewhere)
        since = f", since {self.since} UTC" if self.since else ""
        told = (
            f"Another Recall is running on {where} (session {self.pid} from {self.address or 'this machine'}{since}). "
            "Stop it first."
        )
        if not self.elsewhere:
            return DatabaseError(told)
        return DatabaseError(
            f"{told} If its machine is gone, the server notices within half a minute; to end the session at once, run "
            f"SELECT pg_terminate_backend({self.pid}) there.",
            passes=True,
        )


class TakenError(LostError):
    """Another session has the lock."""

    def __init__(self, holder: Holder | None) -> None:
        super().__init__(_HAS)
        self.holder = holder


class Holding:
    """The lock, as the sessions of one engine have it one after the other.

    `together`: the processes of a cluster share it among them, and keep everybody else out.
    """

    def __init__(self, *, together: bool = False) -> None:
        self._lock = f"SELECT pg_try_advisory_lock{'_shared' if together else ''}(%s)"
        self._session: tuple[int, Any] | None = None
        self._noted: str | None = None

    def take(self, connection: Any) -> None:
        """Have a new session of the driver's hold the lock. Raises `LostError`; then it is no session of ours.

        Our session before it may be half open: we lost it, and the server does not know that yet.
        """
        if not self._has(connection):
            if self._session is not None:
                connection.execute(_END, self._session)
            if self._session is None or not self._has(connection):
                raise TakenError(_holder(connection))
        self._session = connection.execute(_ME).fetchone()
        if self._noted is not None and self._noted != _note_in(connection):
            raise LostError(_USED)

    def _has(self, connection: Any) -> bool:
        return bool(connection.execute(self._lock, (LOCK,)).fetchone()[0])

    def remember(self, connection: Connection) -> None:
        """Go on from what the note says now, beside others who may have it, too."""
        noted = text("SELECT value FROM meta WHERE name = :name")
        self._noted = connection.execute(noted, {"name": HOLDER}).scalar_one_or_none()
        connection.commit()

    def others(self, connection: Connection) -> bool:
        """Whether another session has the lock, too."""
        who = connection.exec_driver_sql(_WHO, (LOCK,)).all()
        return any(self._session is None or row[0] != self._session[0] for row in who)

    def note(self, connection: Connection) -> None:
        """Note that we have it: whoever had it before, and comes back, reads everything again."""
        if connection.execute(text("SELECT to_regclass('meta')")).scalar_one() is None:
            return
        self._noted = secrets.token_hex(8)
        connection.execute(
            text(
                "INSERT INTO meta (name, value) VALUES (:name, :value)"
                " ON CONFLICT (name) DO UPDATE SET value = excluded.value"
            ),
            {"name": HOLDER, "value": self._noted},
        )
        connection.commit()


@contextmanager
def preparing_alone(connection: Connection, where: str) -> Iterator[None]:
    """Of all that hold the lock together one at a time, while the body runs. Raises `DatabaseError`.

    An upgrade takes its time: whoever comes meanwhile waits longer than for any lock on a table.
    """
    began = time.monotonic()
    while not connection.exec_driver_sql("SELECT pg_try_advisory_lock(%s)", (PREPARING,)).scalar_one():
        connection.commit()
        if time.monotonic() - began >= PREPARED_WITHIN_S:
            raise DatabaseError(_PREPARING.format(where), passes=True)
        pause()
    connection.commit()
    try:
        yield
    finally:
        connection.rollback()
        connection.exec_driver_sql("SELECT pg_advisory_unlock(%s)", (PREPARING,))
        connection.commit()


def pause() -> None:
    """Others have their turn."""
    threading.Event().wait(1)


def _holder(connection: Any) -> Holder | None:
    found = connection.execute(_WHO, (LOCK,)).fetchone()
    return None if found is None else Holder(*found)


def _note_in(connection: Any) -> str | None:
    found = connection.execute("SELECT value FROM meta WHERE name = %s", (HOLDER,)).fetchone()
    return None if found is None else str(found[0])
