"""The keys by which notes of erasures are read: a database's own, and those of databases that it took the place of.

Copies from before there was a key have none; the database that such a copy replaces is what knows it.
"""

import secrets
import sqlite3
from contextlib import closing, suppress
from pathlib import Path

from sqlalchemy import select

from bot.storage.commands import one_state
from bot.storage.inserting import insert
from bot.storage.looking import CLAIMED
from bot.storage.place import Place
from bot.storage.tables import meta

KEY = "erasure_key"
"""The fact under which a database keeps its key, in hexadecimal digits."""


def fresh_key() -> str:
    """A key for a database that has none."""
    return secrets.token_hex(32)


def own_key(place: Place) -> str | None:
    """A database's own key. Raises `DatabaseError`."""
    with one_state(place) as connection:
        return connection.execute(select(meta.c.value).where(meta.c.name == KEY)).scalar_one_or_none()


def give_key(place: Place, key: str | None = None) -> None:
    """Give it this key, or a fresh one, unless it has one: copies made from now on have it. Raises `DatabaseError`."""
    if own_key(place) is None:
        given = insert(meta).values(name=KEY, value=key or fresh_key()).on_conflict_do_nothing()
        with one_state(place, write=True) as connection:
            connection.execute(given)


def keys_before(place: Place) -> list[str]:
    """The keys of the database in that place and of those that were kept beside it, without any twice.

    A file that cannot be read has none to tell.
    """
    if not isinstance(place, Path):
        return []
    kept = sorted(place.parent.glob(f"{place.name}.before-*"), key=lambda file: file.stat().st_mtime, reverse=True)
    found = [key_in(file) for file in (place, *kept)]
    return list(dict.fromkeys(key for key in found if key))


def key_in(file: Path) -> str | None:
    """The key of a database or of a copy; None where it has none, or cannot be read."""
    lies_still = file.absolute() not in CLAIMED and not file.with_name(f"{file.name}-wal").exists()
    address = f"{file.absolute().as_uri()}?mode=ro{'&immutable=1' if lies_still else ''}"  # without a mode it is made
    with suppress(sqlite3.Error), closing(sqlite3.connect(address, uri=True)) as connection:
        row = connection.execute("SELECT value FROM meta WHERE name = ?", (KEY,)).fetchone()
        return str(row[0]) if row else None
    return None
