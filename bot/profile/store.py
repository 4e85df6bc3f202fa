"""Forgetting a person in every table, and giving them a copy of what every table has of them.

Each table declares what is done with it (`belonging.py`): what is theirs alone is deleted; in rows that other people's
results rest on, a random number takes their place, and what they wrote goes. It is done in steps, so that whatever
somebody played, nobody waits long for the writer; a game is done in one of them, whole.
"""

import asyncio
import json
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from datetime import datetime
from math import ceil
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    ColumnElement,
    Delete,
    Insert,
    Row,
    Select,
    Table,
    Update,
    case,
    delete,
    exists,
    func,
    select,
    true,
    tuple_,
)
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.exams.api import tables as exam_tables
from bot.kernel.chunks import in_parts
from bot.kernel.deciding import afresh
from bot.practice.api import tables as practice_tables
from bot.profile.copying import Whole
from bot.profile.stand_ins import stand_in_for_somebody
from bot.storage import tables
from bot.storage.belonging import (
    Erase,
    belonging_of,
    exported,
    found_as_theirs,
    is_theirs,
    people_columns,
    without_person,
)
from bot.storage.every_table import metadata
from bot.storage.share import of_our_servers
from bot.storage.stores import SqlMeta, note_ids
from bot.storage.writer import Writer

GAMES_AT_ONCE = 100
ROWS_AT_ONCE = 500
"""So much of a person's is done in one step."""

_UNDER_WAY = "erasing_"
"""With a person's number: the fact that they are being erased, and by which number they are replaced."""

Statement = Insert | Update | Delete


class SqlEraser:
    """Erases through the writer, so that it happens in its turn."""

    def __init__(self, writer: Writer, reading: AsyncEngine) -> None:
        self._writer = writer
        self._reading = reading
        self._meta = SqlMeta(writer, reading)

    async def counts(self, player_id: int) -> dict[str, int]:
        """How many rows each table has of a person; tables without any are left out."""
        async with self._reading.connect() as connection:
            found = {table.name: await _count(connection, table, player_id) for table in metadata.sorted_tables}
        return {name: number for name, number in found.items() if number}

    async def left(self, player_id: int) -> dict[str, int]:
        """The same once everything is written that was decided up to now; of that, nothing names them from here on."""
        self._writer.erased.note(player_id)
        await self._writer.queue(("erase", player_id), [])
        return await self.counts(player_id)

    async def rows(self, player_id: int) -> dict[str, list[dict[str, Any]]]:
        """What each table has of a person: large numbers as text, times as ISO 8601, questions as `Whole`."""
        found = {}
        async with self._reading.connect() as connection:
            for table in metadata.sorted_tables:
                if wanted := exported(table, player_id):
                    query = select(*wanted).where(found_as_theirs(table, player_id))
                    found[table.name] = [_plain(table, row) for row in await connection.execute(query)]
        return {name: rows for name, rows in found.items() if rows}

    async def games(self, player_id: int) -> set[int]:
        """The games that a person has a part in."""
        found: set[int] = set()
        async with self._reading.connect() as connection:
            for table in _named(in_games=True):
                query = select(table.c.game_id).where(found_as_theirs(table, player_id)).distinct()
                found |= {row.game_id for row in await connection.execute(query)}
        return found

    async def begin(self, player_id: int, stand_in: int) -> None:
        """Note that somebody is being erased, until it is `over`: after a crash, it is brought to its end.

        Raises `StorageError`.
        """
        await afresh(lambda: self._meta.put(f"{_UNDER_WAY}{player_id}", str(stand_in)))  # as `_step`

    async def over(self, player_id: int) -> None:
        """It has come to its end, or it has been told that it failed. Raises `StorageError`."""
        name = f"{_UNDER_WAY}{player_id}"
        await afresh(lambda: self._writer.queue(name, [], delete(tables.meta).where(tables.meta.c.name == name)))

    async def begun(self) -> dict[int, int]:
        """Person → stand-in, of erasures that were begun and are not over."""
        columns = tables.meta.c
        query = select(columns.name, columns.value).where(columns.name.startswith(_UNDER_WAY, autoescape=True))
        async with self._reading.connect() as connection:
            rows = (await connection.execute(query)).all()
        return {int(row.name.removeprefix(_UNDER_WAY)): int(row.value.split()[0]) for row in rows}

    async def erase(
        self, player_id: int, stand_in: int, gone: Callable[[Iterable[int]], None] = lambda _: None
    ) -> None:
        """Erase step by step, the latest games first; done when all are committed.

        `stand_in` takes their place where others' results need one. `gone` is told of the games of each step, which
        memory still has with the person in them. Raises `StorageError`.
        """
        games = sorted(await self.games(player_id), reverse=True)
        for some in in_parts(games, GAMES_AT_ONCE):
            await self._step(player_id, games_erased(some, player_id, stand_in))
            gone(some)
        counts = await self.counts(player_id)
        most = max((counts.get(table.name, 0) for table in _named(in_games=False)), default=0)
        for _ in range(most // ROWS_AT_ONCE + 1):
            await self._step(player_id, rest_erased(player_id, stand_in))

    async def erase_from(self, chosen: Sequence[Table], player_id: int) -> None:
        """Erase somebody from these tables alone. Raises `StorageError`."""
        stand_in = stand_in_for_somebody()
        await self._step(player_id, (_erased(table, player_id, stand_in, true()) for table in chosen))

    async def written_again(self, player_id: int, games: Collection[int]) -> bool:
        """Whether rows of our own servers name somebody whom another part of the bot erased, and who had these games.

        As with `left`, what was decided up to now is written first, and names them no more. Where they have begun
        other games since, they are back, and the server's rows name them rightly.
        """
        self._writer.erased.note(player_id)
        await self._writer.queue(("erase", player_id), [])
        ours, back = await self._theirs_and_later(player_id, games)
        return bool(ours or await self._most(player_id, back))

    async def erase_again(
        self, player_id: int, stand_in: int, games: Collection[int], gone: Callable[[Iterable[int]], None]
    ) -> None:
        """Erase them there: what they do elsewhere, since they came back, stays. Raises `StorageError`."""
        ours, back = await self._theirs_and_later(player_id, games)
        for some in in_parts(sorted(ours, reverse=True), GAMES_AT_ONCE):
            await self._step(player_id, games_erased(some, player_id, stand_in))
            gone(some)
        for _ in range(ceil(await self._most(player_id, back) / ROWS_AT_ONCE)):
            await self._step(player_id, rest_erased(player_id, stand_in, _of_servers(), self._ours_but(back)))

    async def _theirs_and_later(self, player_id: int, games: Collection[int]) -> tuple[set[int], set[int]]:
        """Which of these games name them and are on servers of ours; and on which of these servers others do."""
        ours, back, known = set[int](), set[int](), tables.games.c
        named = await self.games(player_id)  # before there is a connection: who has one waits for no other
        async with self._reading.connect() as connection:
            for some in in_parts(named):
                query = select(known.id, known.guild_id).where(known.id.in_(some))
                for row in await connection.execute(of_our_servers(query, self._reading, known.guild_id)):
                    if row.id in games:
                        ours.add(row.id)
                    else:
                        back.add(row.guild_id)
        return ours, back

    async def _most(self, player_id: int, back: Collection[int]) -> int:
        """How many rows of our servers, but these, name them in the table without games that has most of them."""
        limited, most = self._ours_but(back), 0
        async with self._reading.connect() as connection:
            for table in _of_servers():
                query = select(func.count()).select_from(table).where(found_as_theirs(table, player_id))
                most = max(most, (await connection.execute(limited(query, table))).scalar_one())
        return most

    def _ours_but(self, back: Collection[int]) -> Callable[[Select[Any], Table], Select[Any]]:
        def limited(query: Select[Any], table: Table) -> Select[Any]:
            return of_our_servers(query, self._reading, table.c.guild_id).where(table.c.guild_id.not_in(back))

        return limited

    def _step(self, player_id: int, statements: Iterable[Statement]) -> asyncio.Future[None]:
        """It names whom it erases, so each step is decided anew: nothing is to take it for what brings them back."""
        return afresh(lambda: self._writer.queue(("erase", player_id), [], *statements))


def games_erased(games: Sequence[int], player_id: int, stand_in: int) -> Iterator[Statement]:
    """What takes a person out of these games."""
    yield note_ids()
    yield from _practice(games, player_id)
    yield _mocks_ended(games, player_id)
    for table in _named(in_games=True):
        yield from _written_again(table, player_id, stand_in, games)
        yield _erased(table, player_id, stand_in, table.c.game_id.in_(games))


def _written_again(table: Table, player_id: int, stand_in: int, games: Sequence[int]) -> Iterator[Delete]:
    """What gives way to rows that memory wrote anew after they were erased once: theirs are the later ones."""
    keys = {column.name for column in table.primary_key}
    for person in people_columns(table):
        if person.name in keys and belonging_of(table).erase is Erase.STAND_IN:
            anew = table.alias()
            same = [table.c[name] == anew.c[name] for name in keys - {person.name}]
            again = exists().where(anew.c[person.name] == player_id, *same)
            yield table.delete().where(table.c.game_id.in_(games), person == stand_in, again)


def rest_erased(
    player_id: int,
    stand_in: int,
    among: Iterable[Table] | None = None,
    limited: Callable[[Select[Any], Table], Select[Any]] = lambda query, _: query,
) -> Iterator[Statement]:
    """What takes them out of some rows of each of these tables; by default, of each table that has no games."""
    for table in _named(in_games=False) if among is None else among:
        key = list(table.primary_key)
        some = limited(select(*key).where(found_as_theirs(table, player_id)), table).limit(ROWS_AT_ONCE)
        yield _erased(table, player_id, stand_in, (key[0] if len(key) == 1 else tuple_(*key)).in_(some))


def _erased(table: Table, player_id: int, stand_in: int, among: ColumnElement[bool]) -> Update | Delete:
    """Their rows go; or only the person leaves them, with their words."""
    theirs = among, is_theirs(table, player_id)
    if belonging_of(table).erase is Erase.DELETE:
        return table.delete().where(*theirs)
    said = belonging_of(table)
    values: dict[str, Any] = {
        column.name: case((column == player_id, stand_in), else_=column) for column in people_columns(table)
    }
    values |= {name: without_person(table.c[name], player_id, stand_in) for name in said.lists}
    for name, (person, instead) in {**said.words, **said.shown}.items():
        values[name] = case((table.c[person] == player_id, instead(table.c[name])), else_=table.c[name])
    return table.update().where(*theirs).values(values)


def _practice(games: Sequence[int], player_id: int) -> Iterator[Delete]:
    """Practice concerns nobody else: children first."""
    sittings = practice_tables.sittings
    mine = sittings.c.game_id.in_(games), sittings.c.player_id == player_id
    theirs = select(sittings.c.game_id).where(*mine)
    for table in (tables.answers, tables.asked):
        yield table.delete().where(table.c.game_id.in_(theirs))
    # The game is the sitting's parent, so it goes last: found by having lost its sitting.
    yield sittings.delete().where(*mine)
    lost = tables.games.c.kind == tables.PRACTICE, ~exists().where(sittings.c.game_id == tables.games.c.id)
    yield tables.games.delete().where(tables.games.c.id.in_(games), *lost)


def _mocks_ended(games: Sequence[int], player_id: int) -> Update:
    """A mock that was being sat is over: without its paper, nothing else would ever end it. How long it was open is no
    figure of anybody's."""
    open_ones, papers = tables.games.c, exam_tables.exam_sittings.c
    theirs = exists().where(papers.game_id == open_ones.id, papers.player_id == player_id)
    which = open_ones.id.in_(games), open_ones.kind == tables.EXAM, open_ones.ended_at.is_(None), theirs
    return tables.games.update().where(*which).values(ended_at=open_ones.created_at)


def _named(*, in_games: bool) -> Iterator[Table]:
    """The tables that name people, those of games or the others."""
    for table in metadata.sorted_tables:
        if people_columns(table) and ("game_id" in table.c) == in_games:
            yield table


def _of_servers() -> Iterator[Table]:
    """Those of the others whose rows each belong to a server, and so are written by whoever has its shard."""
    return (table for table in _named(in_games=False) if "guild_id" in table.c)


async def _count(connection: AsyncConnection, table: Table, player_id: int) -> int:
    if not people_columns(table):
        return 0
    query: Select[Any] = select(func.count()).select_from(table).where(found_as_theirs(table, player_id))
    return int((await connection.execute(query)).scalar_one())


def _plain(table: Table, row: Row[Any]) -> dict[str, Any]:
    said = belonging_of(table)
    return {
        name: _whole(row[place]) if name == said.whole else _value(table.c[name], row[place])
        for place, name in enumerate(said.export)
    }


def _whole(text: str | None) -> Whole | None:
    """What cannot be read as a question is nobody's key, and is still theirs to have."""
    if text is None:
        return None
    try:
        return Whole(str(json.loads(text)["id"]), text)
    except (ValueError, TypeError, LookupError):
        return Whole("", text)


def _value(column: Column[Any], value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    return str(value) if value is not None and isinstance(column.type, BigInteger) else value
