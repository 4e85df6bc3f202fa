"""One look at a whole database for a command, and what it is found to be; on either engine."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from sqlalchemy import Connection, create_engine
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool

from bot.storage.causes import explained
from bot.storage.errors import DatabaseError
from bot.storage.looking import open_to_look, refuse_foreign
from bot.storage.place import Place


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


@contextmanager
def _of_a_file(path: Path, *, write: bool) -> Iterator[Connection]:
    if not path.exists():
        raise DatabaseError(f"There is no database at {path}. Set RECALL_DATABASE to the one you mean.")
    try:
        with closing(open_to_look(path)) as looking:
            refuse_foreign(looking, path)
        engine = create_engine(f"sqlite:///{path}", poolclass=NullPool, connect_args={"isolation_level": None})
        with engine.connect() as connection:
            connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")
            yield connection
            connection.exec_driver_sql("COMMIT")
    except DBAPIError as error:
        raise explained(path, error.orig) from error
    except sqlite3.Error as error:
        raise explained(path, error) from error
