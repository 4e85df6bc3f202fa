"""What the next upgrade of a database will do, how long it takes, and what cannot be undone; nothing is done."""

import math
import shutil
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import func, inspect, select, table

from bot.rights import nearest_folder
from bot.storage.checking import oldest_program, revision, too_new
from bot.storage.commands import one_state, revision_in, too_new_in
from bot.storage.compatibility import Kind, Oldest, oldest_in
from bot.storage.errors import DatabaseError
from bot.storage.looking import open_to_look, refuse_another_programs
from bot.storage.place import Place
from bot.storage.scripts import migrations
from bot.storage.upgrading import copy_to_make

COPIED_BYTES_A_SECOND = 20_000_000
"""Copied and read once more, on a slow disk."""

SECONDS_A_MILLION_ROWS = 0.5
"""For one migration: an index over the largest table takes about this on a slow machine."""


UPDATED_SHARE, UPDATED_BYTES = 0.25, 5_000_000
"""What an update writes beside the copy: its log, new tables and indexes, and the packs' cache. From 0.1 it was a
seventh to a fifth of 50 MB, and more than twice a file of half a megabyte, of which most tables are empty."""


@dataclass(frozen=True, slots=True)
class Step:
    """A migration that is to come."""

    revision: str
    kind: Kind
    what: str


@dataclass(frozen=True, slots=True)
class Ahead:
    """What an upgrade will do. `found`: the revision now, None for a new database; `oldest`: who may open it after."""

    found: str | None
    newest: str
    steps: tuple[Step, ...]
    copy: Path | None
    rows: int
    bytes: int
    free_bytes: int
    oldest: Oldest | None

    @property
    def copy_s(self) -> int:
        """Seconds that the copy takes, roughly."""
        return math.ceil(self.bytes / COPIED_BYTES_A_SECOND) if self.copy else 0

    @property
    def seconds(self) -> int:
        """Seconds that all of it takes, roughly; nobody is answered meanwhile."""
        return self.copy_s + math.ceil(len(self.steps) * self.rows / 1_000_000 * SECONDS_A_MILLION_ROWS)

    @property
    def contracts(self) -> tuple[Step, ...]:
        """The migrations after which older programs cannot open the database."""
        return tuple(step for step in self.steps if step.kind is Kind.CONTRACT)

    @property
    def has_room(self) -> bool:
        """Whether the copy and what the update adds fit."""
        return self.copy is None or self.free_bytes > self.needed_bytes

    @property
    def needed_bytes(self) -> int:
        """What the copy and the update need together, roughly."""
        return self.bytes + round(self.bytes * UPDATED_SHARE) + UPDATED_BYTES


def look_ahead(place: Place) -> Ahead:
    """What the next start will do to the database. Raises `DatabaseError`, `sqlite3.Error`, `OSError`."""
    return _of_a_file(place) if isinstance(place, Path) else _on_a_server(place)


def _on_a_server(place: Place) -> Ahead:
    with one_state(place) as connection:
        found = revision_in(connection)
        if why_not := too_new_in(connection, place):
            raise DatabaseError(why_not)
        steps, newest = _steps_after(found)
        tables = inspect(connection).get_table_names() if steps else []
        rows = sum(connection.execute(select(func.count()).select_from(table(name))).scalar_one() for name in tables)
        return Ahead(found, newest, steps, None, rows, 0, 0, oldest_in(connection) if found else None)


def _steps_after(found: str | None) -> tuple[tuple[Step, ...], str]:
    """The migrations that a database lacks, and the newest of all."""
    known = [
        Step(one.revision, Kind(one.kind), " ".join((one.__doc__ or "").partition("\n\n")[0].split()))
        for one in migrations()
    ]
    names = [step.revision for step in known]
    return () if found is None or found not in names else tuple(known[names.index(found) + 1 :]), names[-1]


def _of_a_file(path: Path) -> Ahead:
    found = _found(path)
    steps, newest = _steps_after(found)
    return Ahead(
        found,
        newest,
        steps,
        copy_to_make(path),
        _rows(path) if found and steps else 0,
        _bytes(path),
        shutil.disk_usage(nearest_folder(path.parent)).free,
        oldest_program(path) if found else None,
    )


def _found(path: Path) -> str | None:
    if not path.exists():
        return None
    refuse_another_programs(path)
    if why_not := too_new(path):
        raise DatabaseError(why_not)
    return revision(path)


def _rows(path: Path) -> int:
    with closing(open_to_look(path)) as connection:
        tables = [row[0] for row in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")]
        return sum(connection.execute(f'SELECT count(*) FROM "{table}"').fetchone()[0] for table in tables)  # noqa: S608


def _bytes(path: Path) -> int:
    files = [path, path.with_name(f"{path.name}-wal")]
    return sum(file.stat().st_size for file in files if file.exists())
