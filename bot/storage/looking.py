"""Opening a database file only to look at it, safely beside a running bot."""

import os
import sqlite3
from contextlib import closing, suppress
from pathlib import Path

from bot.storage.errors import DatabaseError

APPLICATION_ID = 0x52434C31
"""Recall's mark in the header of a file: `RCL1`."""

_SINCE_THE_FIRST = frozenset({"alembic_version", "games", "rounds", "players", "contents", "asked", "answers"})


def open_to_look(path: Path) -> sqlite3.Connection:
    """A connection that cannot write. Raises `sqlite3.Error`."""
    # As a URI, in which ?, # and % in a path have to be quoted.
    return sqlite3.connect(f"{path.absolute().as_uri()}?{'immutable=1' if _lies_still(path) else 'mode=ro'}", uri=True)


def _lies_still(path: Path) -> bool:
    """Whether it is a copy in a folder that cannot be written: SQLite would want to put a log beside it.

    Where a log lies beside it already, somebody may be writing.
    """
    return not os.access(path.parent, os.W_OK, effective_ids=os.access in os.supports_effective_ids) and not any(
        path.with_name(path.name + ending).exists() for ending in ("-wal", "-journal")
    )


def refuse_another_programs(path: Path) -> None:
    """Raise `DatabaseError` for such a file, before anything is made beside it; what else is wrong is found later."""
    with suppress(sqlite3.Error), closing(open_to_look(path)) as looking:
        refuse_foreign(looking, path)


def refuse_foreign(connection: sqlite3.Connection, path: Path) -> None:
    """Raise `DatabaseError` for a file that another program made; an empty one is nobody's yet."""
    mark = connection.execute("PRAGMA application_id").fetchone()[0]
    tables = {row[0] for row in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")}
    # The earliest versions of Recall left no mark.
    ours = mark == APPLICATION_ID or (mark == 0 and (not tables or tables >= _SINCE_THE_FIRST))
    if not ours:
        raise DatabaseError(f"{path} is another program's database, not Recall's. Name another file.")
