"""Who was erased, so that a backup from before does not bring them back: a line for each in files beside the data.

A line is a time, a keyed hash of the id, the newest migration that the program knew which erased them, and which
erasure of the database's it was. Tables of later migrations that program did not reach, and a newer one does that when
it opens the database. The number also stands in the database, and so in its copies: those with a lower one are older,
whatever the clock said. The key is a fact of the database's, too: the files alone tell nobody who was erased, and with
a copy they tell it only of people whose rows are in that copy.
"""

import asyncio
import hmac
import os
from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import structlog
from sqlalchemy import Connection, Table, delete, func, insert, select

from bot.storage.belonging import people_columns
from bot.storage.causes import explained, hand_over
from bot.storage.commands import one_state
from bot.storage.compatibility import Oldest, oldest_in
from bot.storage.erasure_keys import KEY, fresh_key, keys_before
from bot.storage.errors import DatabaseError
from bot.storage.every_table import metadata
from bot.storage.migrate import columns_at
from bot.storage.place import Place, data_directory
from bot.storage.place import beside as files_beside
from bot.storage.private import for_its_owner, make_folder
from bot.storage.revisions import known_revisions, newest_revision
from bot.storage.stores import SqlMeta
from bot.storage.tables import heartbeat, meta

FINISHED = "erasures_finished_"
"""With a migration's name: the fact that says up to when erasures have been finished up to it, an ISO 8601 time."""

NUMBER = "erasures_noted"
"""The fact that says which erasure was the last one."""

EraseFrom = Callable[[Sequence[Table], int], Awaitable[None]]
"""Erases a person from these tables alone. Raises `StorageError`."""

IN_BACKUPS = "recall-erased.txt"

_log = structlog.get_logger(__name__)


def beside(database: Path) -> Path:
    """The file that lies beside a database."""
    return database.with_name(f"{database.name}.erased")


def noted_in(database: Place, backups: Path | None) -> list[Path]:
    """Where it is noted who was erased: beside the database, and beside the backups on their disk."""
    return [beside(files_beside(database)), *([] if backups is None else [backups / IN_BACKUPS])]


def notes_for(place: Place, backups: Path | None) -> list[Path]:
    """Every file that may note erasures in a database that was just brought back.

    On a server it may have had another address until then, after which its file is named; others' notes match nobody.
    """
    files = noted_in(place, backups)
    if not isinstance(place, Path):
        files += sorted(set(data_directory().glob("*.postgresql.erased")) - set(files))
    return files


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
            key = await self._meta.once(KEY, fresh_key())
        return key

    async def note(self, player_id: int) -> None:
        """Note that somebody wants to be forgotten. A file that cannot be written hinders no erasure: the log says so.

        Raises `StorageError`.
        """
        at, mark = self._now().astimezone(UTC).isoformat(), _mark(await self.open(), player_id)
        files = self._files()
        number = await self._meta.count_on(NUMBER, await asyncio.to_thread(_last_number, files))
        line = f"{at} {mark} {newest_revision()} {number}\n"
        for file in files:
            try:
                await asyncio.to_thread(_append, file, line)  # a disk that hangs keeps no game waiting
            except OSError as error:
                _log.warning("an erasure could not be noted", file=str(file), why=error.strerror)

    async def finish(self, place: Place, erase_from: EraseFrom) -> None:
        """Erase whom an older program erased from the tables, too, that it did not know; then there is a key.

        Nothing is touched that somebody did after they had come back: that is in tables that were known then, or of
        which it is noted that they were gone through. Raises `StorageError`, `DatabaseError`.
        """
        await self._match_without_key(place, erase_from)
        begun = self._now()
        found = await asyncio.to_thread(_unreached, place, self._files())
        if found is None:
            return
        unreached, last = found
        for revision, people in unreached.items():
            tables = _added_after(revision)
            for person in people if tables else ():
                await erase_from(tables, person)
        done = max(begun, last)  # the later one where a clock was wrong: nobody's return is taken for what was left
        await self._meta.put(f"{FINISHED}{newest_revision()}", done.astimezone(UTC).isoformat())
        if unreached:
            _log.info("erasures by an older version were finished", people=len(set().union(*unreached.values())))

    async def _match_without_key(self, place: Place, erase_from: EraseFrom) -> None:
        """Erase again whom an older program brought back, which put a copy without a key in the database's place.

        Whoever was erased in the database that it replaced is erased here, whatever they have done since: it cannot be
        told from what they wanted to be gone.
        """
        files = self._files()
        if await self._meta.get(KEY) is None and (notes := await asyncio.to_thread(count_notes, files)):
            keys = await asyncio.to_thread(keys_before, place)
            people = await asyncio.to_thread(_noted_anyhow, place, files, keys)
            for person in people:
                await erase_from(_naming_people(), person)
            if keys:
                await self._meta.put(KEY, keys[0])
                _log.info("people who had been erased before the database was replaced were erased", people=len(people))
            else:
                _log.warning("the notes of erasures cannot be matched: the database has no key", notes=notes)
        await self.open()


def _unreached(place: Place, files: Iterable[Path]) -> tuple[dict[str, set[int]], datetime] | None:
    """Whom older programs erased, by the newest migration up to which that has been done; None where all of it has.

    And when the last of these erasures was. Somebody who has no rows may come back later: then, too, it has been done.
    """
    lines = [line for line in _lines(files) if line.revision != newest_revision()]
    if not lines:
        return None
    with one_state(place) as connection:
        facts = {row.name: row.value for row in connection.execute(select(meta))}
        waiting = list(_waiting(lines, facts, oldest_in(connection)))
        if not waiting:
            return None
        people = {_mark(facts[KEY], person): person for person in _people(connection)} if KEY in facts else {}
    gone: defaultdict[str, set[int]] = defaultdict(set)
    for line, reached in waiting:
        if line.mark in people:
            gone[reached].add(people[line.mark])
    return gone, max(line.at for line, _ in waiting)


def _waiting(
    lines: Iterable["_Line"], facts: Mapping[str, str], oldest: Oldest | None
) -> Iterator[tuple["_Line", str]]:
    """The erasures that newer migrations have tables for, each with the migration up to which it has been done."""
    done = {name.removeprefix(FINISHED): at for name, at in facts.items() if name.startswith(FINISHED)}
    for line in lines:
        by = line.revision or (oldest.revision if oldest else "")
        reached = max([by, *(name for name, at in done.items() if datetime.fromisoformat(at) >= line.at)])
        if reached in known_revisions() and reached != newest_revision():
            yield line, reached


def _added_after(revision: str) -> list[Table]:
    """The tables that name people where a program of this revision knew of none, children first."""
    known: Mapping[str, set[str]] = columns_at(revision)
    return [
        table
        for table in _naming_people()
        if any(column.name not in known.get(table.name, set()) for column in people_columns(table))
    ]


def _naming_people() -> list[Table]:
    """The tables that name people, children first."""
    return [table for table in reversed(metadata.sorted_tables) if people_columns(table)]


def carry_notes(source: Place, target: Place) -> tuple[Path, Path]:
    """Have what is noted beside one database noted beside its copy, too. Raises `OSError`, `DatabaseError`.

    Returns the file that was read, if there is one, and the one that was written then.
    """
    there, here = beside(files_beside(target)), beside(files_beside(source))
    known = set(_texts([there]))
    for line in _texts([here]):
        if line not in known:
            _append(there, f"{line}\n")
    return here, there


def to_erase_again(copy: Place, files: Iterable[Path], keys: Iterable[str]) -> set[int]:
    """People with rows in a copy who were erased after it was made, by any of these keys. Raises `DatabaseError`.

    It was made at or after the last heartbeat in it, and nobody plays before the next one; but the clock may have been
    ahead then, so that what has a later number than its own counts as well.
    """
    with one_state(copy) as connection:
        beat = connection.execute(select(func.max(heartbeat.c.alive_at))).scalar_one()
        since = beat or datetime.fromtimestamp(0, UTC)
        last = _number_in(connection)
        gone = {line.mark for line in _lines(files) if line.at >= since or line.number > last}
        return _marked(connection, gone, keys)


def catch_up(copy: Place, files: Iterable[Path]) -> None:
    """Say in a copy, from which everybody was erased again, that it is as far as the notes. Raises `DatabaseError`."""
    with one_state(copy, write=True) as connection:
        last = _last_number(files)
        if last > _number_in(connection):
            connection.execute(delete(meta).where(meta.c.name == NUMBER))
            connection.execute(insert(meta).values(name=NUMBER, value=str(last)))


def _number_in(connection: Connection) -> int:
    return int(connection.execute(select(meta.c.value).where(meta.c.name == NUMBER)).scalar_one_or_none() or 0)


def _last_number(files: Iterable[Path]) -> int:
    """The highest number in the files; one that cannot be read tells none."""
    with suppress(DatabaseError):
        return max((line.number for line in _lines(files)), default=0)
    return 0


def count_notes(files: Iterable[Path]) -> int:
    """How many erasures are noted; one that two files note is one. Raises `DatabaseError`."""
    return len({(line.at, line.mark) for line in _lines(files)})


def _noted_anyhow(place: Place, files: Iterable[Path], keys: Iterable[str]) -> set[int]:
    """People with rows who were erased at any time, by any of these keys."""
    with one_state(place) as connection:
        return _marked(connection, {line.mark for line in _lines(files)}, keys)


def _marked(connection: Connection, marks: set[str], keys: Iterable[str]) -> set[int]:
    known = list(keys)
    people = set(_people(connection)) if marks and known else set()
    return {person for person in people if any(_mark(key, person) in marks for key in known)}


def _people(connection: Connection) -> Iterator[int]:
    for table in metadata.sorted_tables:
        for column in people_columns(table):
            query = select(column).where(column.is_not(None)).distinct()
            yield from connection.execute(query).scalars()


@dataclass(frozen=True, slots=True)
class _Line:
    """`revision`: empty where it is not said; `number`: 0 where it is not."""

    at: datetime
    mark: str
    revision: str
    number: int


def _lines(files: Iterable[Path]) -> Iterator[_Line]:
    """What stands in the files; a line that is cut off, as by a full disk, is passed over."""
    for line in _texts(files):
        at, _, rest = line.partition(" ")
        mark, revision, number, *_ = *rest.split(" "), "", "", ""
        with suppress(ValueError):
            yield _Line(datetime.fromisoformat(at), mark, revision, int(number or 0))


def _texts(files: Iterable[Path]) -> Iterator[str]:
    """Their lines. Raises `DatabaseError` where one cannot be read: somebody who was erased would come back."""
    for file in files:
        try:
            yield from file.read_text(encoding="utf-8", errors="replace").splitlines()
        except FileNotFoundError:
            continue
        except OSError as error:
            raise explained(file, error, looking=True) from error


def _mark(key: str, player_id: int) -> str:
    return hmac.digest(bytes.fromhex(key), str(player_id).encode(), "sha256").hex()


def _append(file: Path, line: str) -> None:
    """On the disk before the erasure begins; for its owner alone. What a full disk cut off does not swallow it.

    Where root made the file it belongs to whom its folder belongs: the service reads it at its start.
    """
    make_folder(file.parent)
    is_new = not file.exists()
    with open(file, "ab", opener=for_its_owner) as notes:
        if is_new:
            hand_over(file, like=file.parent)
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
        return notes.read(1) == b"\n"  # no more: another one may be added just now
