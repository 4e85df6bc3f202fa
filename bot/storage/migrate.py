"""Bringing a database file to the newest migration, on a connection of its own."""

import sqlite3
import tempfile
from contextlib import closing
from functools import cache
from pathlib import Path

import structlog
from sqlalchemy import URL, Connection, event
from sqlalchemy.exc import DatabaseError as SqlError
from sqlalchemy.pool import NullPool

from bot.storage.causes import explained, hand_over
from bot.storage.compatibility import oldest_in, refusal
from bot.storage.engines import make_engine
from bot.storage.errors import DatabaseError
from bot.storage.looking import APPLICATION_ID, open_to_look, refuse_another_programs
from bot.storage.private import close_to_others, open_to_others
from bot.storage.revisions import current_revision, known_revisions, newest_revision

_log = structlog.get_logger(__name__)

HEAD = "head"
"""As Alembic calls the newest migration."""


def upgrade(path: Path, revision: str = HEAD) -> None:
    """Run the migrations that the file lacks. Raises `DatabaseError` where it is damaged or too new."""
    refuse_another_programs(path)
    try:
        _make_private(path)
        with closing(open_to_look(path)) as connection:
            connection.execute("PRAGMA schema_version").fetchone()  # what is damaged is left as it is
        with _connect(path) as connection:
            upgrade_on(connection, str(path), revision)
        _finish(path)
    except SqlError as error:
        raise explained(path, error.orig) from error
    except (sqlite3.Error, OSError) as error:
        raise explained(path, error) from error


def upgrade_on(connection: Connection, name: str, revision: str = HEAD) -> None:
    """Run the migrations that a database lacks, on a connection of either engine. Raises `DatabaseError`."""
    found = _known_revision(connection, name)
    if found is not None and found not in known_revisions():
        _log.warning("the database is newer than this Recall, which can still use it", revision=found)
    elif found != newest_revision():  # nearly every start finds it so, and reading the migrations takes a while
        from bot.storage.scripts import run

        run(connection, found, revision)


def _make_private(path: Path) -> None:
    """The file is for its owner only, whoever made it, and however: it holds what people answered.

    Its log gets the same rights.
    """
    if not path.exists():
        path.touch(mode=0o600)
        hand_over(path, like=path.parent)
    close_to_others(open_to_others(path))


def _finish(path: Path) -> None:
    """Mark the file as Recall's, and turn the write-ahead log on, for good.

    While nobody else is there: beside a reader it can fail as locked.
    """
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.execute("PRAGMA journal_mode=WAL")


@cache
def columns_at(revision: str) -> dict[str, set[str]]:
    """The tables of a revision, with the names of their columns: a database is made as it was then."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "then.sqlite3"
        upgrade(file, revision)
        with closing(sqlite3.connect(file)) as connection:
            named = "SELECT m.name, c.name FROM sqlite_master m JOIN pragma_table_info(m.name) c WHERE m.type = 'table'"
            found: dict[str, set[str]] = {}
            for table, column in connection.execute(named):
                found.setdefault(table, set()).add(column)
            return found


def needs_all_stopped(connection: Connection) -> bool:
    """Whether a migration that the database lacks is one that programs before it cannot work with."""
    if current_revision(connection) not in known_revisions() - {newest_revision()}:
        return False
    from bot.storage.scripts import oldest_program

    return oldest_in(connection) != oldest_program()


def _connect(path: Path) -> Connection:
    """A connection without foreign keys: rebuilding a table with them on would delete its children's rows."""
    url = URL.create("sqlite", database=str(path))
    engine = make_engine(url, poolclass=NullPool, connect_args={"isolation_level": None})

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    return engine.connect()


def _known_revision(connection: Connection, name: str) -> str | None:
    """The newest migration that it has had.

    Raises `DatabaseError` for one of a newer Recall, where the database does not admit this one.
    """
    revision = current_revision(connection)
    if revision is not None:
        server = connection.dialect.name != "sqlite"
        if why_not := refusal(name, revision, oldest_in(connection), known_revisions(), on_a_server=server):
            raise DatabaseError(why_not)
    connection.rollback()
    return revision
