"""A whole installation from one database to another, whichever engines keep them; what arrived is read once more."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Table, TableClause, column, delete, insert, literal, select
from sqlalchemy import table as a_table

from bot.storage.backup import refuse_without_folder
from bot.storage.checking import damage
from bot.storage.commands import one_state, refuse_unfit, revision
from bot.storage.database import blaming, bring_up_to_date, lock_database
from bot.storage.erasure_keys import KEY
from bot.storage.errors import DatabaseError
from bot.storage.every_table import metadata
from bot.storage.holding import HOLDER
from bot.storage.looking import refuse_another_programs
from bot.storage.place import Place, shown
from bot.storage.revisions import newest_revision
from bot.storage.tables import heartbeat, meta

COPIED = "copied"
"""The fact under which a copy keeps what it held when it was made."""

OF_A_PROCESS = {heartbeat.name, meta.name, "members", "leases", "sessions", "turns"}
"""Tables that have rows as soon as Recall ran on a database, though nobody did anything."""

BATCH = 2_000


@dataclass(frozen=True, slots=True)
class Held:
    """What a table holds: how many rows, and the sum of their digests, in whatever order they come."""

    rows: int = 0
    sum: int = 0

    def __add__(self, row: Iterable[Any]) -> "Held":
        return Held(self.rows + 1, (self.sum + _digest(row)) % 2**64)


def copy_all(source: Place, target: Place) -> dict[str, int]:
    """Copy every row, in one transaction from one state of the source; how many rows each table has.

    The target has to be empty, or a copy of the same installation that nobody has used since; what was copied is read
    from it again and compared before anything counts. Neither may be in use. Raises `DatabaseError`; then the target is
    as it was.
    """
    if source == target:
        raise DatabaseError(f"{shown(source)} cannot be copied to itself. Name another database.")
    _refuse_wrong_files(source, target)
    with blaming(source, looking=True):
        refuse_unfit(source)
        found = revision(source)
    if found != newest_revision():
        raise DatabaseError(f"{shown(source)} is at revision {found} of a newer Recall. Copy it with that Recall.")
    with lock_database(source, to_change=False), blaming(target):
        bring_up_to_date(target)
        with (
            lock_database(target, to_change=False),
            one_state(source) as reading,
            one_state(target, write=True) as writing,
        ):
            return _copy(reading, writing, shown(target))


def _refuse_wrong_files(source: Place, target: Place) -> None:
    """Raise `DatabaseError` where an argument is mistaken, before anything is said of damage."""
    if isinstance(source, Path) and not source.exists():
        raise DatabaseError(f"There is no database at {source}. Name the one to copy from.")
    _refuse_anothers(source, "Name the one to copy from.")
    _refuse_anothers(target, "Name a file that does not exist yet.")
    if isinstance(target, Path):
        refuse_without_folder(target)
    if isinstance(target, Path) and target.is_file() and damage(target):
        raise DatabaseError(f"{target} is damaged. Name a file that does not exist yet.")


def _refuse_anothers(place: Place, mend: str) -> None:
    try:
        if isinstance(place, Path):
            refuse_another_programs(place)
    except DatabaseError as error:
        raise DatabaseError(f"{place} is no database of Recall's. {mend}") from error


def _copy(source: Connection, target: Connection, name: str) -> dict[str, int]:
    _refuse_used(source, target, name)
    for table in reversed(metadata.sorted_tables):
        target.execute(delete(table))
    sent = {table.name: _send(table, source, target) for table in metadata.sorted_tables}
    arrived = _held(target)
    if wrong := [table for table, held in sent.items() if arrived[table] != held]:
        raise DatabaseError(f"What arrived in {name} differs from what was sent: {', '.join(wrong)}. Nothing was kept.")
    target.execute(insert(meta), {"name": COPIED, "value": f"{_installation(source)} {_seal(arrived)}"})
    return {table: held.rows for table, held in sent.items()}


def _send(table: Table, source: Connection, target: Connection) -> Held:
    held = Held()
    for rows in _batches(table, source):
        for row in rows:
            held += row.values()
        target.execute(insert(_plain(table)), rows)
    return held


def _batches(table: Table, connection: Connection) -> Iterator[list[dict[str, Any]]]:
    """A table's rows, as the engine keeps them; what is noted about the database itself stays there."""
    query = select(_plain(table)) if table is not meta else select(meta).where(meta.c.name.not_in((COPIED, HOLDER)))
    with connection.execute(query, execution_options={"yield_per": BATCH}) as result:
        for rows in result.mappings().partitions():
            yield [{name: _sent(value) for name, value in row.items()} for row in rows]


def _plain(table: Table) -> TableClause:
    """The table without its types: what is in a column is carried, not understood."""
    return a_table(table.name, *(column(one.name) for one in table.columns))


def _sent(value: object) -> object:
    """As both engines keep it: PostgreSQL takes no NUL in a text."""
    return value.replace("\0", "") if isinstance(value, str) else value


def _held(connection: Connection) -> dict[str, Held]:
    found = {}
    for table in metadata.sorted_tables:
        held = Held()
        for rows in _batches(table, connection):
            for row in rows:
                held += row.values()
        found[table.name] = held
    return found


def _refuse_used(source: Connection, target: Connection, name: str) -> None:
    """Raise `DatabaseError` where something would be lost."""
    used = [table.name for table in metadata.sorted_tables if _has_rows(table, target)]
    if not used:
        return
    note = target.execute(select(meta.c.value).where(meta.c.name == COPIED)).scalar_one_or_none()
    if note is None:
        raise DatabaseError(f"{name} is not empty: there are rows in {', '.join(used[:5])}. Name an empty database.")
    if note != f"{_installation(source)} {_seal(_held(target))}":
        raise DatabaseError(
            f"{name} is the copy of another installation, or was used since it was made. Name an empty database."
        )


def _has_rows(table: Table, connection: Connection) -> bool:
    if table.name in OF_A_PROCESS:
        return False
    return connection.execute(select(literal(1)).select_from(table).limit(1)).first() is not None


def _installation(connection: Connection) -> str:
    """What tells an installation from others, without its key."""
    key = connection.execute(select(meta.c.value).where(meta.c.name == KEY)).scalar_one_or_none()
    return blake2b((key or "").encode(), digest_size=8).hexdigest()


def _seal(held: Mapping[str, Held]) -> str:
    told = sorted((table, one.rows, one.sum) for table, one in held.items())
    return blake2b(repr(told).encode(), digest_size=16).hexdigest()


def _digest(row: Iterable[Any]) -> int:
    return int.from_bytes(blake2b(repr(tuple(row)).encode(), digest_size=8).digest(), "big")
