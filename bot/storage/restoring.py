"""A backup in the place of the database, whole or not at all; what was there before is kept."""

import os
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing, suppress
from datetime import datetime
from itertools import count
from pathlib import Path

from sqlalchemy import delete, func, insert, select

from bot.rights import leads_nowhere, named
from bot.storage.backup import blamed, copy, flush
from bot.storage.causes import explained, hand_over
from bot.storage.checking import damage, revision, too_new
from bot.storage.commands import one_state
from bot.storage.errors import DatabaseError
from bot.storage.looking import open_to_look, refuse_another_programs_database
from bot.storage.migrate import upgrade
from bot.storage.place import Place
from bot.storage.private import close_to_others, open_to_others
from bot.storage.stores import LAST_ID
from bot.storage.tables import games, meta

SKIPPED_IDS = 100_000
"""Games made after the backup are forgotten, but their buttons are still in the channels: no new game gets such an id,
or somebody's press on an old card would count in it."""


def restore(path: Path, backup: Path, at: datetime, finish: Callable[[Path], object] = lambda _: None) -> Path | None:
    """Put a copy of `backup` in the place of the database at `path`, brought to the newest migration.

    Where the old database is kept, None where there was none. Whoever calls holds the database's lock. `finish` may
    change the copy before it takes its place. Raises `DatabaseError`; then everything is as it was.
    """
    try:
        _refuse_unfit(path, backup)
    except (sqlite3.Error, OSError) as error:
        raise explained(backup, error, looking=True) from error
    fresh = path.with_name(f"{path.name}.restoring")
    try:
        kept = _replace(path, backup, fresh, at, finish)
    except (sqlite3.Error, OSError) as error:
        told = blamed(backup, path, error)
        raise DatabaseError(f"Nothing was restored. {told}", passes=told.passes) from error
    try:
        flush(path.parent)
    except OSError as error:
        raise explained(path, error) from error
    return kept


def _replace(path: Path, backup: Path, fresh: Path, at: datetime, finish: Callable[[Path], object]) -> Path | None:
    _remove(fresh)
    try:
        copy(backup, fresh)
        upgrade(fresh)
        finish(fresh)
        _skip_ids(fresh, path)
        _belongs_as_before(fresh, path)
        kept = _keep(path, at)
        fresh.replace(path)
    except BaseException:
        _remove(fresh)
        raise
    return kept


def _refuse_unfit(path: Path, backup: Path) -> None:
    if backup.is_dir():
        raise DatabaseError(f"{named(backup)} is a directory. Name a backup in it.")
    if astray := leads_nowhere(backup):
        raise DatabaseError(f"{backup}: {astray} Correct the link, or name another backup.")
    if backup.exists() and not backup.is_file():
        raise DatabaseError(f"{backup} is not a regular file. Name a backup.")
    if not backup.is_file():
        raise DatabaseError(f"There is no backup at {backup}.")
    if path.exists() and backup.samefile(path):
        raise DatabaseError(f"{backup} is the database itself. Name a backup.")
    refuse_another_programs_database(backup)
    if problems := damage(backup):
        told = problems[0].removeprefix(f"{backup}: ")
        wrong = told if told.startswith(str(backup)) else f"{backup} is damaged: {told}"
        raise DatabaseError(f"{wrong} Nothing was restored. Choose another backup.")
    found = revision(backup)
    if found is None:
        raise DatabaseError(f"{backup} is not a database of Recall's. Nothing was restored.")
    if why_not := too_new(backup):
        raise DatabaseError(f"{why_not} Nothing was restored.")


def _belongs_as_before(fresh: Path, old: Path) -> None:
    """The new file has the old one's owner and rights: whoever restores is not always who runs the bot."""
    like = old if old.exists() else old.parent
    hand_over(fresh, like)
    if old.exists():
        fresh.chmod(old.stat().st_mode & 0o777)
        close_to_others(open_to_others(fresh))


def _skip_ids(fresh: Path, old: Path) -> None:
    last = max(_last_id(fresh), _last_id(old)) + SKIPPED_IDS
    with closing(sqlite3.connect(fresh)) as connection, connection:
        connection.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (LAST_ID, str(last)))


def skip_ids(place: Place) -> None:
    """The same for a database on a server, as it was brought back there: what it held before is not known."""
    with one_state(place, write=True) as connection:
        made = connection.execute(select(func.max(games.c.id))).scalar_one() or 0
        noted = connection.execute(select(meta.c.value).where(meta.c.name == LAST_ID)).scalar_one_or_none()
        last = max(made, int(noted or 0)) + SKIPPED_IDS
        connection.execute(delete(meta).where(meta.c.name == LAST_ID))
        connection.execute(insert(meta), {"name": LAST_ID, "value": str(last)})


def _last_id(path: Path) -> int:
    """The highest id that a game has had; 0 where the file is not there or cannot be read any more."""
    with suppress(sqlite3.Error), closing(open_to_look(path)) as connection:
        made = connection.execute("SELECT max(id) FROM games").fetchone()[0] or 0
        noted = connection.execute("SELECT max(CAST(value AS INTEGER)) FROM meta WHERE name = ?", (LAST_ID,))
        return max(int(made), int(noted.fetchone()[0] or 0))
    return 0


def _keep(path: Path, at: datetime) -> Path | None:
    """The old database under another name as well; none of its log stays beside the new one.

    A whole one has its log written into it first. To a damaged one nothing is done, lest there be less to rescue.
    """
    if path.exists() and _is_whole(path):
        with closing(sqlite3.connect(path)) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    kept = _free_name(path, at)
    for ending in ("", "-wal"):
        file = path.with_name(path.name + ending)
        if file.exists():
            _also(file, kept.with_name(kept.name + ending))
    for ending in ("-wal", "-shm"):  # one whose database was moved elsewhere would be read into the new one
        path.with_name(path.name + ending).unlink(missing_ok=True)
    return kept if path.exists() else None


def _free_name(path: Path, at: datetime) -> Path:
    """A name that no older database was kept under: two restores within a second are no reason to lose one."""
    name = f"{path.name}.before-{at:%Y%m%dT%H%M%SZ}"
    names = (path.with_name(name if number == 1 else f"{name}-{number}") for number in count(1))
    return next(one for one in names if not any(one.with_name(one.name + end).exists() for end in ("", "-wal")))


def _is_whole(path: Path) -> bool:
    try:
        refuse_another_programs_database(path)
        return not damage(path)
    except DatabaseError:
        return False


def _also(file: Path, name: Path) -> None:
    """A second name for a file; a copy where the file system knows no such thing. Never over a file that exists."""
    try:
        os.link(file, name)
    except FileExistsError:
        raise
    except OSError:
        shutil.copy2(file, name)


def _remove(fresh: Path) -> None:
    for ending in ("", "-wal", "-shm", "-journal"):
        fresh.with_name(fresh.name + ending).unlink(missing_ok=True)
