"""Bringing a database file to the newest migration, on a connection of its own."""

import sqlite3
import tempfile
from contextlib import closing
from functools import cache
from pathlib import Path
from typing import Any

import structlog
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import URL, Connection, create_engine, event, text
from sqlalchemy.exc import DatabaseError as SqlError
from sqlalchemy.pool import NullPool

from bot.storage.causes import explained, hand_over
from bot.storage.compatibility import Oldest, oldest_after, oldest_in, refusal
from bot.storage.errors import DatabaseError
from bot.storage.looking import APPLICATION_ID, open_to_look, refuse_foreign
from bot.storage.private import close_to_others, open_to_others

_log = structlog.get_logger(__name__)

MIGRATIONS = Path(__file__).resolve().parents[2] / "migrations"


def upgrade(path: Path, revision: str = "head") -> None:
    """Run the migrations that the file lacks. Raises `DatabaseError` where it is damaged or too new."""
    try:
        _make_private(path)
        with closing(open_to_look(path)) as connection:
            refuse_foreign(connection, path)
        with _connect(path) as connection:
            upgrade_on(connection, str(path), revision)
        _finish(path)
    except SqlError as error:
        raise explained(path, error.orig) from error
    except (sqlite3.Error, OSError) as error:
        raise explained(path, error) from error


def upgrade_on(connection: Connection, name: str, revision: str = "head") -> None:
    """Run the migrations that a database lacks, on a connection of either engine. Raises `DatabaseError`."""
    config = _config()
    config.attributes["connection"] = connection
    found = _known_revision(connection, name)
    if found is None or found in known_revisions():
        config.attributes["before"] = found
        command.upgrade(config, revision)
    else:
        _log.warning("the database is newer than this Recall, which can still use it", revision=found)


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


def newest_revision() -> str | None:
    """The newest migration that this version of Recall knows."""
    return _scripts().get_current_head()


def known_revisions() -> set[str]:
    """Every migration that this version of Recall knows."""
    return {script.revision for script in _scripts().walk_revisions()}


def oldest_program() -> Oldest:
    """The oldest program that may open a database of the newest migration."""
    return oldest_after(reversed(migrations()))


def needs_all_stopped(connection: Connection) -> bool:
    """Whether a migration that the database lacks is one that programs before it cannot work with."""
    found = MigrationContext.configure(connection).get_current_revision()
    return found in known_revisions() - {newest_revision()} and oldest_in(connection) != oldest_program()


def migrations() -> list[Any]:
    """The modules of all migrations, the oldest first."""
    return [script.module for script in _scripts().walk_revisions()][::-1]


@cache
def _scripts() -> ScriptDirectory:
    """Read once: they do not change while a program runs, and each is a file to be imported."""
    return ScriptDirectory.from_config(_config())


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    return config


def _connect(path: Path) -> Connection:
    """A connection without foreign keys: rebuilding a table with them on would delete its children's rows."""
    url = URL.create("sqlite", database=str(path))
    engine = create_engine(url, poolclass=NullPool, connect_args={"isolation_level": None})

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    return engine.connect()


def _known_revision(connection: Connection, name: str) -> str | None:
    """The newest migration that it has had.

    Raises `DatabaseError` for one of a newer Recall, where the database does not admit this one.
    """
    revision = MigrationContext.configure(connection).get_current_revision()
    if revision is not None:
        server = connection.dialect.name != "sqlite"
        if why_not := refusal(name, revision, oldest_in(connection), known_revisions(), on_a_server=server):
            raise DatabaseError(why_not)
    connection.rollback()
    return revision


def broken_references(connection: Connection) -> list[str]:
    """Rows whose parent is missing, as `table → parent`, in words for an error."""
    if connection.dialect.name != "sqlite":
        return []  # elsewhere such a row cannot be written
    found = connection.execute(text("PRAGMA foreign_key_check")).all()
    return [f"{row[0]} → {row[2]}" for row in found]
