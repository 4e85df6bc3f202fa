"""Who was erased, so that a backup from before does not bring them back: a line for each in files beside the data.

A line is a time and a keyed hash of the id. The key is a fact of the database's, and so of each of its copies: the
files alone tell nobody who was erased, and with a copy they tell it only of people whose rows are in that copy.
"""

import hmac
import os
import secrets
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import structlog
from sqlalchemy import Connection, func, select

from bot.storage.belonging import people_columns
from bot.storage.commands import one_state
from bot.storage.every_table import metadata
from bot.storage.place import Place
from bot.storage.place import beside as files_beside
from bot.storage.stores import SqlMeta
from bot.storage.tables import heartbeat, meta

KEY = "erasure_key"
"""The fact under which a database keeps its key, in hexadecimal digits."""

IN_BACKUPS = "recall-erased.txt"

_log = structlog.get_logger(__name__)


def beside(database: Path) -> Path:
    """The file that lies beside a database."""
    return database.with_name(f"{database.name}.erased")


def noted_in(database: Place, backups: Path | None) -> list[Path]:
    """Where it is noted who was erased: beside the database, and beside the backups on their disk."""
    return [beside(files_beside(database)), *([] if backups is None else [backups / IN_BACKUPS])]


class Erasures:
    """Notes who was erased, in each of the files: one beside the database, and one with its backups."""

    def __init__(self, meta: SqlMeta, files: Callable[[], Sequence[Path]], now: Callable[[], datetime]) -> None:
        self._meta = meta
        self._files = files
        self._now = now

    async def open(self) -> str:
        """The key, made if there is none yet: copies made from now on have it. Raises `StorageError`."""
        key = await self._meta.get(KEY)
        if key is None:
            key = secrets.token_hex(32)
            await self._meta.put(KEY, key)
        return key

    async def note(self, player_id: int) -> None:
        """Note that somebody wants to be forgotten. A file that cannot be written hinders no erasure: the log says so.

        Raises `StorageError`.
        """
        line = f"{self._now().astimezone(UTC).isoformat()} {_mark(await self.open(), player_id)}\n"
        for file in self._files():
            try:
                _append(file, line)
            except OSError as error:
                _log.warning("an erasure could not be noted", file=str(file), why=error.strerror)


def to_erase_again(copy: Place, files: Iterable[Path]) -> set[int]:
    """People with rows in a copy who were erased after it was made. Raises `DatabaseError`.

    It was made at or after the last heartbeat in it; nobody plays before the next one.
    """
    with one_state(copy) as connection:
        key = connection.execute(select(meta.c.value).where(meta.c.name == KEY)).scalar_one_or_none()
        beat = connection.execute(select(func.max(heartbeat.c.alive_at))).scalar_one()
        if key is None:
            return set()
        since = beat or datetime.fromtimestamp(0, UTC)
        gone = {mark for at, mark in _lines(files) if at >= since}
        return {person for person in _people(connection) if _mark(key, person) in gone} if gone else set()


def _people(connection: Connection) -> Iterator[int]:
    for table in metadata.sorted_tables:
        for column in people_columns(table):
            query = select(column).where(column.is_not(None)).distinct()
            yield from connection.execute(query).scalars()


def _lines(files: Iterable[Path]) -> Iterator[tuple[datetime, str]]:
    """What stands in the files; a line that is cut off, as by a full disk, is passed over."""
    for file in files:
        with suppress(FileNotFoundError):
            for line in file.read_text(encoding="utf-8", errors="replace").splitlines():
                at, _, mark = line.partition(" ")
                with suppress(ValueError):
                    yield datetime.fromisoformat(at), mark


def _mark(key: str, player_id: int) -> str:
    return hmac.digest(bytes.fromhex(key), str(player_id).encode(), "sha256").hex()


def _append(file: Path, line: str) -> None:
    """On the disk before the erasure begins; for its owner alone. What a full disk cut off does not swallow it."""
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with open(file, "ab", opener=lambda path, flags: os.open(path, flags, 0o600)) as notes:
        notes.write(b"" if _ends_a_line(file) else b"\n")
        notes.write(line.encode())
        notes.flush()
        os.fsync(notes.fileno())


def _ends_a_line(file: Path) -> bool:
    """Whether nothing, or a whole line, stands at the file's end."""
    with file.open("rb") as notes:
        if notes.seek(0, os.SEEK_END) == 0:
            return True
        notes.seek(-1, os.SEEK_END)
        return notes.read() == b"\n"
