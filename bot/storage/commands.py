"""One look at a whole database for a command, and what it is found to be; on either engine."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from sqlalchemy import Connection, text
from sqlalchemy.pool import NullPool

from bot.storage import checking
from bot.storage.causes import explained
from bot.storage.compatibility import oldest_in, refusal
from bot.storage.engines import explain_on, file_url, make_engine
from bot.storage.errors import DatabaseError
from bot.storage.looking import lies_still, refuse_another_programs
from bot.storage.place import Place, shown
from bot.storage.revisions import current_revision, known_revisions, newest_revision


@contextmanager
def one_state(place: Place, *, write: bool = False) -> Iterator[Connection]:
    """A connection to one state of it, in one transaction; whoever writes holds its lock. Raises `DatabaseError`."""
    if isinstance(place, Path):
        with _of_a_file(place, write=write) as connection:
            yield connection
        return
    from bot.storage import postgresql

    with postgresql.one_state(place, write=write) as connection:
        yield connection


def check(place: Place) -> list[str]:
    """What is wrong with it, in words; nothing where it is in order, however old. Raises `DatabaseError`."""
    if isinstance(place, Path):
        return checking.check(place)
    with one_state(place) as connection:
        found = revision_in(connection)
        if why_not := too_new_in(connection, place):
            return [why_not]
    return [checking.NO_TABLES.format(shown(place))] if found is None else []


def outdated(found: str | None) -> bool:
    """Whether a database of this revision lacks what this Recall reads."""
    return found in known_revisions() - {newest_revision()}


def refuse_outdated(found: str | None, place: Place) -> None:
    """Raise `DatabaseError` where it does; `found` is the revision of the database at `place`."""
    if outdated(found):
        raise DatabaseError(
            f"{shown(place)} is at revision {found}, not {newest_revision()}. If it is the database in use, run "
            "`recall db upgrade`; a backup is updated when `recall db restore FILE` brings it back."
        )


def refuse_unfit(place: Place) -> None:
    """Raise `DatabaseError` where it cannot be read as Recall's database of the newest revision."""
    if problems := check(place):
        told = " ".join(dict.fromkeys((problems[0], problems[-1])))  # the last one is the remedy
        raise DatabaseError(told)
    refuse_outdated(revision(place), place)


def revision(place: Place) -> str | None:
    """The newest migration that it has had. Raises `DatabaseError`, `sqlite3.Error`."""
    if isinstance(place, Path):
        return checking.revision(place)
    with one_state(place) as connection:
        return revision_in(connection)


def size_of(place: Place) -> int:
    """Bytes. Raises `DatabaseError`, `OSError`."""
    if isinstance(place, Path):
        return place.stat().st_size
    with one_state(place) as connection:
        return int(connection.execute(text("SELECT pg_database_size(current_database())")).scalar_one())


def revision_in(connection: Connection) -> str | None:
    """The newest migration that the database behind a connection has had."""
    return current_revision(connection)


def too_new_in(connection: Connection, place: Place) -> str:
    """Why this Recall may not open it, where a newer one wrote it; nothing where it may."""
    found = revision_in(connection)
    if found is None or found in known_revisions():
        return ""
    return refusal(
        shown(place), found, oldest_in(connection), known_revisions(), on_a_server=not isinstance(place, Path)
    )


@contextmanager
def _of_a_file(path: Path, *, write: bool) -> Iterator[Connection]:
    if not path.exists():
        raise DatabaseError(f"There is no database at {path}. Set RECALL_DATABASE to the one you mean.")
    refuse_another_programs(path)
    try:
        # Otherwise as one that could write: it takes its log away when it leaves.
        where = file_url("sqlite", path, still=not write and lies_still(path))
    except sqlite3.Error as error:
        raise explained(path, error) from error
    engine = make_engine(where, poolclass=NullPool, connect_args={"isolation_level": None})
    explain_on(engine, partial(explained, path))
    with engine.connect() as connection:
        connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")
        yield connection
        connection.exec_driver_sql("COMMIT")
