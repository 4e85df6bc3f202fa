"""How far back a database may be opened: each migration says whether the program before it can still work with it.

An *expand* adds what older programs pass over: tables, columns that may be left out, indexes that refuse nothing.
After a *contract* they cannot work with the database, or would do something wrong with it. So the newest contract
decides, and the database itself says which one that is: the older program does not know the migration.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, text

from bot import __version__

OLDEST = "oldest_program"
"""The fact under which a database keeps it: a revision and a version."""


class Kind(StrEnum):
    """What a migration does to the programs before it."""

    EXPAND = "expand"
    CONTRACT = "contract"


@dataclass(frozen=True, slots=True)
class Oldest:
    """The oldest program that may open a database: it knows `revision`, and came with Recall `version`."""

    revision: str
    version: str


def oldest_after(migrations: Iterable[Any]) -> Oldest:
    """The oldest program after these migrations, the newest first. Raises `LookupError` where none is a contract."""
    for migration in migrations:
        if Kind(migration.kind) is Kind.CONTRACT:
            return Oldest(migration.revision, migration.needs)
    raise LookupError("the first migration has to be a contract")


def note_oldest(connection: Connection, oldest: Oldest) -> None:
    """Have the database say it, in the transaction of its migrations."""
    told = f"{oldest.revision} {oldest.version}"
    if oldest_in(connection) != oldest:
        connection.execute(text("DELETE FROM meta WHERE name = :name"), {"name": OLDEST})
        connection.execute(text("INSERT INTO meta (name, value) VALUES (:name, :told)"), {"name": OLDEST, "told": told})


def read_oldest(ask: Callable[[str], object]) -> Oldest | None:
    """What a database says; None where it says nothing. `ask` gives the one value that a query finds, or None."""
    told = str(ask(f"SELECT value FROM meta WHERE name = '{OLDEST}'") or "").split()  # noqa: S608 - a fixed name
    return Oldest(told[0], told[1]) if len(told) == 2 else None


def oldest_in(connection: Connection) -> Oldest | None:
    """What the database behind a connection says, None where it says nothing."""
    return read_oldest(lambda query: connection.execute(text(query)).scalar_one_or_none())


def refusal(name: str, found: str, oldest: Oldest | None, known: Container[str], *, on_a_server: bool) -> str:
    """Why this program may not open a database of the revision `found`, and what to do; nothing where it may."""
    if found in known or (oldest is not None and oldest.revision in known):
        return ""
    needed = f" to {oldest.version} or newer (this is {__version__})" if oldest else ""
    way_back = (
        "bring back the dump from before that upgrade with `pg_restore` into an empty database"
        if on_a_server
        else "restore the copy from before that upgrade: `recall db restore FILE`"
    )
    return f"{name} was written by a newer Recall (revision {found}). Upgrade Recall{needed}, or {way_back}."
