"""A copy of the database, made beside a running bot."""

import sqlite3
from contextlib import closing
from pathlib import Path

from bot.storage.errors import DatabaseError


def back_up(path: Path, target: Path) -> None:
    """Copy the database in one transaction, compacted. Raises `DatabaseError`.

    VACUUM INTO reads one snapshot and holds writers up only briefly; the paged backup API starts again at every
    commit and never ends beside a busy writer.
    """
    if not path.exists():
        raise DatabaseError(f"There is no database at {path}. Set RECALL_DATABASE to the one to copy.")
    if target.exists():
        raise DatabaseError(f"{target} exists already. Name a file that does not.")
    if not target.parent.is_dir():
        raise DatabaseError(f"There is no directory {target.parent} to write to.")
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as connection:
        connection.execute("VACUUM INTO ?", (str(target),))
