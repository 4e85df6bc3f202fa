"""An upgrade of the tables, with a copy of the database from before it."""

import sqlite3
from pathlib import Path

import structlog

from bot.storage.backup import back_up
from bot.storage.checking import revision
from bot.storage.errors import DatabaseError
from bot.storage.migrate import upgrade
from bot.storage.revisions import known_revisions, newest_revision

KEPT = 2
"""So many copies from before upgrades are kept beside the database."""

_log = structlog.get_logger(__name__)


def upgrade_with_a_copy(path: Path) -> None:
    """Bring a database to the newest version; where it is older, a copy of it as it was is made first.

    Raises `DatabaseError`: where there is no room for the copy, nothing was upgraded.
    """
    if copy := copy_to_make(path):
        try:
            copy.unlink(missing_ok=True)  # of a try that failed after it
            back_up(path, copy)
        except DatabaseError as error:
            told = f"The database was not upgraded, because it could not be copied first. {error}"
            raise DatabaseError(told, passes=error.passes) from error
        _log.info("copied the database before its upgrade", file=str(copy))
    upgrade(path)
    for old in sorted(_copies(path), key=lambda file: file.stat().st_mtime)[:-KEPT]:
        old.unlink()


def note_new(database: object) -> None:
    """Say that there was none: whoever meant one that was there finds it in the log."""
    _log.info("made a new, empty database", database=str(database))


def copy_to_make(path: Path) -> Path | None:
    """Where the copy goes, None where there is nothing to upgrade. What cannot be read is refused by the upgrade."""
    if not path.is_file():
        return None
    try:
        found = revision(path)
    except (sqlite3.Error, OSError):
        return None
    if found == newest_revision() or found not in known_revisions():
        return None
    return path.with_name(f"{path.name}.before-upgrade-from-{found}")


def _copies(path: Path) -> list[Path]:
    return list(path.parent.glob(f"{path.name}.before-upgrade-from-*"))
