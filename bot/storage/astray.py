"""Whether a database's files are still where they were opened: what is written to others is lost with them."""

import sqlite3
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from bot.storage.errors import DatabaseError

_DATABASE = (
    "{} was moved, deleted, or replaced under the running Recall, and nothing is saved any more. Move it back, with "
    "its -wal. If it was deleted, read RecallCannotWrite in docs/alerts.md before you stop Recall."
)
_LOG = (
    "{}: its -wal was moved or deleted under the running Recall, and nothing is saved any more. What was saved is in "
    "the database. Restart Recall."
)


class Opened:
    """A database's file and its log as they were when they were opened, by device and inode.

    Whoever has a file open goes on in it wherever it is moved to, and as if nothing had happened where it is deleted.
    SQLite never does that to the log while any connection is open. Make it once the database is there.
    """

    def __init__(self, path: Path, lock: Path, claim: Callable[[], None]) -> None:
        """`claim` makes a lock that was deleted anew. It raises `LostError` where somebody else has done so."""
        self._path, real = path.absolute(), path.resolve()
        self._log, self._lock, self._claim = real.with_name(f"{real.name}-wal"), lock, claim
        self._were = {file: _which(file) for file in (self._path, lock)}

    def connected(self) -> None:
        """The writing connection is open, and with it the log."""
        self._were[self._log] = _which(self._log)

    @property
    def astray(self) -> str:
        """What was taken away, and how to mend it; nothing while all is in its place."""
        if self._is_elsewhere(self._path):
            return _DATABASE.format(self._path)
        return _LOG.format(self._path) if self._is_elsewhere(self._log) else ""

    def refuse(self, connection: sqlite3.Connection) -> None:
        """Raise `DatabaseError` where anything was; what the lost log still holds is saved in the database first.

        A lock alone is made anew: without it, another Recall could have the database, too. Raises `LostError` where
        one has it by now.
        """
        if not (told := self.astray):
            self._keep_lock()
            return
        if not self._is_elsewhere(self._path):
            with suppress(sqlite3.Error):
                connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").close()
        raise DatabaseError(told)

    def _keep_lock(self) -> None:
        if self._is_elsewhere(self._lock):
            with suppress(OSError):  # the next commit tries again
                self._claim()
                self._were[self._lock] = _which(self._lock)

    def _is_elsewhere(self, file: Path) -> bool:
        try:
            return self._were.get(file) not in (None, _which(file))
        except OSError:  # such as a folder that may not be looked into: what is written still gets there
            return False


def _which(file: Path) -> tuple[int, int] | None:
    try:
        found = file.stat()
    except (FileNotFoundError, NotADirectoryError):
        return None
    return found.st_dev, found.st_ino
