"""Which engine keeps the tests' databases: SQLite, or with RECALL_TEST_ENGINE=postgresql a server of the tests' own.

With a server each path of a file stands for a database on it, so that every test of what is stored runs as it is.
"""

from __future__ import annotations

import os
import sqlite3
import sys
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.exc import OperationalError

from bot.storage import sqlite
from bot.storage.database import Database
from bot.storage.place import Place

ENGINE = os.environ.get("RECALL_TEST_ENGINE") or "sqlite"
if ENGINE not in ("sqlite", "postgresql"):
    raise RuntimeError(f"RECALL_TEST_ENGINE must be sqlite or postgresql, not {ENGINE}")
ON_A_SERVER = ENGINE == "postgresql"

file_only = pytest.mark.skipif(ON_A_SERVER, reason="it is about the file that SQLite keeps")

_known: dict[Path, Any] = {}


def outside(place: Place) -> AbstractContextManager[Any]:
    """A connection of another program's: `execute(…).fetchall()`; what it does is done at once."""
    if ON_A_SERVER:
        return _session(place)
    assert isinstance(place, Path)
    return closing(sqlite3.connect(place, timeout=30, isolation_level=None))


def speaking(place: Place) -> AbstractContextManager[Any]:
    """Such a connection to what a place really is, whichever engine keeps the tests' databases."""
    return closing(sqlite3.connect(place, isolation_level=None)) if isinstance(place, Path) else _session(place)


def refuse(place: Place, table: str, condition: str, event: str = "INSERT") -> None:
    """From now on the database refuses certain rows, as a full disk or a bug would."""
    with outside(place) as other:
        if not ON_A_SERVER:
            other.execute(
                f"CREATE TRIGGER refuse BEFORE {event} ON {table} WHEN {condition} BEGIN SELECT RAISE(ABORT, 'no'); END"
            )
            return
        no = "BEGIN RAISE EXCEPTION 'no'; END"
        other.execute(f"CREATE OR REPLACE FUNCTION no() RETURNS trigger LANGUAGE plpgsql AS $${no}$$")
        when = condition if "NEW." in condition else "true"
        other.execute(
            f"CREATE TRIGGER refuse BEFORE {event} ON {table} FOR EACH ROW WHEN ({when}) EXECUTE FUNCTION no()"
        )


def unreadable() -> OperationalError:
    """What whoever reads is told while the disk fails."""
    error = sqlite3.OperationalError("disk I/O error")
    error.sqlite_errorcode = sqlite3.SQLITE_IOERR
    return OperationalError("SELECT", {}, error)


def allow(place: Place, table: str) -> None:
    """It refuses nothing any more."""
    with outside(place) as other:
        other.execute(f"DROP TRIGGER refuse{f' ON {table}' if ON_A_SERVER else ''}")


def place_of(path: Path) -> Place:
    """Where a test's database really is."""
    place: Place = _known[path] if ON_A_SERVER else path
    return place


def leave_behind(path: Path) -> Path:
    """What a kill would leave just now, elsewhere: the files as they stand on the disk, or a server's rows."""
    left = path.parent / "left"
    left.mkdir()
    if ON_A_SERVER:
        _known[left / path.name] = _copied(path)
        return left / path.name
    for end in ("", "-wal", "-shm"):
        (left / f"{path.name}{end}").write_bytes(path.with_name(path.name + end).read_bytes())
    assert (left / f"{path.name}-wal").stat().st_size > 0
    return left / path.name


def _copied(path: Path) -> Any:
    """Another database on the server with the same rows; the product's own command refuses to copy one in use."""
    from bot.storage.every_table import metadata
    from tests.postgresql import server, template

    url = server().make(template())
    with _connected(_known[path]) as source, _connected(url) as target:
        target.execute("SET session_replication_role = replica")
        target.execute(f"TRUNCATE {', '.join(metadata.tables)}")
        for name in metadata.tables:
            with (
                source.cursor().copy(f"COPY {name} TO STDOUT") as read,
                target.cursor().copy(f"COPY {name} FROM STDIN") as written,
            ):
                for rows in read:
                    written.write(rows)
    return url


def forget_at_close(database: Database) -> None:
    """Take a test's database off the server, so that the next thousand have room."""
    if ON_A_SERVER:
        from tests.postgresql import server

        _known.update({path: None for path, url in _known.items() if url == database.place})
        server().drop(database.place)  # type: ignore[arg-type]


@contextmanager
def _session(place: Place) -> Iterator[Any]:
    with _connected(_known[place] if isinstance(place, Path) else place) as connection:
        yield _Spoken(connection)


def _connected(url: Any) -> Any:
    import psycopg

    return psycopg.connect(host=str(url.query["host"]), user="recall", dbname=url.database, autocommit=True)


class _Spoken:
    """A session that takes the few words of SQLite's that tests use beside SQL."""

    def __init__(self, connection: Any) -> None:
        self._connection = connection

    def execute(self, statement: str, parameters: Any = ()) -> Any:
        if statement == "PRAGMA foreign_keys=OFF":
            statement = "SET session_replication_role = replica"
        return self._connection.execute(statement.replace("?", "%s"), parameters)

    def executemany(self, statement: str, rows: Iterable[Any]) -> None:
        with self._connection.cursor() as cursor:
            cursor.executemany(statement.replace("?", "%s"), rows)

    def executescript(self, statements: str) -> None:
        for statement in statements.split(";"):
            self._connection.execute(statement)

    def commit(self) -> None:
        """It is done already."""


@pytest.fixture(autouse=True, scope="session")
def engine_of_the_tests() -> Iterator[None]:
    if not ON_A_SERVER:
        yield
        _stop_server()
        return
    from bot.storage import postgresql
    from bot.storage.holding import Holding
    from tests.postgresql import server, template

    def open_there(path: Path) -> postgresql.ServerDatabase:
        url = _known[path] = _known.get(path) or server().make(template())
        return postgresql.ServerDatabase(url, postgresql.writing_engine(url, Holding()), postgresql.reading_engine(url))

    kept, sqlite.open_file = sqlite.open_file, open_there  # type: ignore[assignment]
    yield
    sqlite.open_file = kept
    _stop_server()


def _stop_server() -> None:
    if found := sys.modules.get("tests.postgresql"):
        found.stop_if_started()
