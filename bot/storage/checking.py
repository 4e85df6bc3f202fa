"""Looking a database file over for damage, without writing to it."""

import sqlite3
from contextlib import closing
from pathlib import Path

from bot.storage.causes import explained, is_damage, is_no_database
from bot.storage.compatibility import Oldest, read_oldest, refusal
from bot.storage.errors import DatabaseError
from bot.storage.looking import open_to_look, refuse_another_programs
from bot.storage.revisions import known_revisions

NO_TABLES = "There are no tables of Recall's in {} yet. `recall run` makes them."


def check(path: Path) -> list[str]:
    """What is wrong with the file, in words; nothing where it is in order, however old. Raises `DatabaseError`."""
    if not path.exists():
        raise DatabaseError(f"There is no database at {path}. Set RECALL_DATABASE to the one you mean.")
    refuse_another_programs(path)
    problems = damage(path)
    if problems:
        mend = "If the bot uses this file, stop the bot, and run `recall db restore FILE` with an undamaged backup."
        return [*problems, mend]
    found = revision(path)
    if why_not := too_new(path):
        problems.append(why_not)
    elif found is None:
        problems.append(NO_TABLES.format(path))
    return problems


def damage(path: Path) -> list[str]:
    """Where the file is not whole, in words; its revision is no matter here, nor whose it is.

    Safe in the process that has the database open, as only SQLite opens the file. Raises `DatabaseError` where it
    cannot be read: that is no damage.
    """
    try:
        with closing(open_to_look(path)) as connection:
            problems = [str(row[0]) for row in connection.execute("PRAGMA integrity_check") if row[0] != "ok"]
            return problems + [
                f"{row[0]}: row {row[1]} has no parent in {row[2]}"
                for row in connection.execute("PRAGMA foreign_key_check")
            ]
    except (sqlite3.Error, OSError) as error:
        if not is_damage(error):
            raise explained(path, error, looking=True) from error
        return [f"{path} is not a database." if is_no_database(error) else f"{path}: {error}."]


def revision(path: Path) -> str | None:
    """The newest migration that the file has had, as Alembic notes it."""
    with closing(open_to_look(path)) as connection:
        noted = connection.execute("SELECT name FROM sqlite_schema WHERE name = 'alembic_version'").fetchone()
        row = connection.execute("SELECT version_num FROM alembic_version").fetchone() if noted else None
    return str(row[0]) if row else None


def oldest_program(path: Path) -> Oldest | None:
    """The oldest Recall that may open the file, as the file says; None where it says nothing."""
    with closing(open_to_look(path)) as connection:
        return read_oldest(lambda query: (connection.execute(query).fetchone() or (None,))[0])


def too_new(path: Path) -> str:
    """Why this Recall may not open the file, where a newer one wrote it; nothing where it may."""
    found = revision(path)
    if found is None or found in known_revisions():
        return ""
    return refusal(str(path), found, oldest_program(path), known_revisions(), on_a_server=False)
