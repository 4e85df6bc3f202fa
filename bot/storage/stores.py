"""The storage side of the services' ports: rows in through the writer, rows out through the reading engine."""

import asyncio
from collections.abc import Collection, Mapping
from datetime import datetime

from sqlalchemy import (
    ColumnElement,
    Delete,
    Insert,
    Row,
    Table,
    Text,
    Update,
    bindparam,
    case,
    cast,
    delete,
    func,
    literal,
    or_,
    select,
    update,
)
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.kernel.availability import LastHeard
from bot.kernel.chunks import in_parts
from bot.kernel.ports import Gate, Message, MessageKey, open_gate
from bot.kernel.waits import LONGEST_WAIT
from bot.storage import tables
from bot.storage.changes import Put
from bot.storage.columns import Whole
from bot.storage.engines import one_by_one
from bot.storage.inserting import insert as new_row
from bot.storage.share import of_our_games, of_our_servers, share_of
from bot.storage.writer import Writer

LAST_ID = "last_id"
"""The fact under which the database notes up to which id no game may be made, where games with such ids are gone."""


class SqlGameIds:
    """Ids for games of every kind. `open` it before use; whatever begins passes the `gate`."""

    def __init__(self, reading: AsyncEngine) -> None:
        self._reading = reading
        self._last = 0
        self.gate: Gate = open_gate

    async def open(self) -> None:
        """Learn which ids are taken."""
        async with self._reading.connect() as connection:
            made = (await connection.execute(select(func.max(tables.games.c.id)))).scalar_one() or 0
            noted = select(tables.meta.c.value).where(tables.meta.c.name == LAST_ID)
            self._last = max(made, int((await connection.execute(noted)).scalar_one_or_none() or 0))

    def next_id(self, *, at_any_time: bool = False) -> int:
        """An id that no game has had. Raises `ClosedError` where none may begin, unless this one may at any time."""
        if not at_any_time:
            self.gate()
        self._last += 1
        return self._last


def note_ids() -> Insert:
    """Note the highest id that a game has had: to be run before games are deleted, whose buttons may still be about."""
    value = tables.meta.c.value
    noted = select(cast(value, Whole)).where(tables.meta.c.name == LAST_ID).scalar_subquery()
    made, before = (func.coalesce(one, 0) for one in (select(func.max(tables.games.c.id)).scalar_subquery(), noted))
    highest = case((made > before, made), else_=before)
    insert = new_row(tables.meta).from_select(["name", "value"], select(literal(LAST_ID), cast(highest, value.type)))
    noted_since, ours = cast(value, Whole), cast(insert.excluded.value, Whole)  # another process may have taken some
    kept = case((noted_since > ours, value), else_=insert.excluded.value)
    return insert.on_conflict_do_update(index_elements=["name"], set_={"value": kept})


def unmade(game_id: int, own: Table) -> list[Insert | Delete]:
    """What takes back a game that has only begun: its message, its players, its row in its own table."""
    of_game = [delete(table).where(table.c.game_id == game_id) for table in (tables.messages, tables.players, own)]
    return [note_ids(), *of_game, delete(tables.games).where(tables.games.c.id == game_id)]


_ONE_MESSAGE = select(tables.messages).where(
    tables.messages.c.game_id == bindparam("game_id"), tables.messages.c.card == bindparam("card")
)


class SqlMessageStore:
    """The outbox's rows."""

    def __init__(self, writer: Writer, reading: AsyncEngine) -> None:
        self._writer = writer
        self._reading = reading
        self._one_by_one = one_by_one(reading)

    async def unsettled(self) -> list[Message]:
        """Every message that is not posted or not in its last state yet, oldest first."""
        query = select(tables.messages).where(tables.messages.c.settled == 0).order_by(tables.messages.c.created_at)
        ours = of_our_games(query, self._reading, tables.messages.c.game_id)
        async with self._reading.connect() as connection:
            return [_message(row) for row in await connection.execute(ours)]

    async def to_retry(self, at: datetime, most: int, failing: Collection[MessageKey] = ()) -> list[Message]:
        """Messages that were refused and are to be tried again by now, the longest due first.

        What waits for longer than anything does was refused while the clock was ahead. Those that are `failing` are
        tried anyway, and take nobody's place.
        """
        columns = tables.messages.c
        by_now = or_(columns.retry_at <= at, columns.retry_at > at + LONGEST_WAIT)
        due = select(tables.messages).where(columns.settled == 0, by_now)
        due = of_our_games(due, self._reading, columns.game_id)
        async with self._reading.connect() as connection:
            rows = await connection.execute(due.order_by(columns.retry_at).limit(most + len(failing)))
            found = [_message(row) for row in rows]
        return [message for message in found if message.key not in failing][:most]

    async def find(self, key: MessageKey) -> Message | None:
        """One message's row."""
        async with self._one_by_one.connect() as connection:
            which = {"game_id": key.game_id, "card": key.card}
            row = (await connection.execute(_ONE_MESSAGE, which)).one_or_none()
        return _message(row) if row else None

    def put(self, message: Message) -> asyncio.Future[None]:
        """Queue the row as it now is, not settled where it was marked since. It fails on its own: no game waits."""
        return self._writer.queue(message.key, [message_put(message)])


class SqlHeartbeat:
    """The rows that say when each shard was last heard, and which servers were away besides."""

    def __init__(self, writer: Writer, reading: AsyncEngine) -> None:
        self._writer = writer
        self._reading = reading
        self._away: set[int] = set()

    async def last(self) -> LastHeard | None:
        """What the run before noted, None before the first. Rows of another number of shards are older."""
        async with self._reading.connect() as connection:
            rows = (await connection.execute(select(tables.heartbeat))).all()
            gone = of_our_servers(select(tables.absences), self._reading, tables.absences.c.guild_id)
            away = {row.guild_id: row.since for row in await connection.execute(gone)}
        if not rows:
            return None
        self._away = set(away)
        shards = max(rows, key=lambda row: row.alive_at).shards
        if shards is None:
            return LastHeard(1, {0: max(row.alive_at for row in rows)}, away)
        return LastHeard(shards, {row.id: row.alive_at for row in rows if row.shards == shards}, away)

    async def beat(self, beats: Mapping[int, datetime], away: Mapping[int, datetime]) -> None:
        """Note when each shard of ours was last heard, and since when servers are away besides."""
        shards = share_of(self._reading).shards or len(beats)
        rows = [Put(tables.heartbeat, {"id": n, "alive_at": at, "shards": shards}) for n, at in beats.items()]
        new = away.keys() - self._away
        rows += [Put(tables.absences, {"guild_id": guild_id, "since": away[guild_id]}) for guild_id in new]
        back = self._away - away.keys()
        over = [tables.absences.delete().where(tables.absences.c.guild_id.in_(some)) for some in in_parts(back)]
        await self._writer.queue("heartbeat", rows, *over)
        self._away = set(away)


class SqlMeta:
    """Small facts about the installation itself, by name."""

    def __init__(self, writer: Writer, reading: AsyncEngine) -> None:
        self._writer = writer
        self._reading = reading

    async def get(self, name: str) -> str | None:
        """The fact, None where it is not known."""
        query = select(tables.meta.c.value).where(tables.meta.c.name == name)
        async with self._reading.connect() as connection:
            return (await connection.execute(query)).scalar_one_or_none()

    def put(self, name: str, value: str) -> asyncio.Future[None]:
        """Note it; done when committed."""
        return self._writer.queue(name, [Put(tables.meta, {"name": name, "value": value})])

    async def count_on(self, name: str, least: int) -> int:
        """The number after the one noted, and after the given one; noted, so that no process gets it again."""
        known = cast(tables.meta.c.value, Whole)
        put = new_row(tables.meta).values(name=name, value=str(least + 1))
        higher = cast(case((known > least, known), else_=least) + 1, Text)
        put = put.on_conflict_do_update(index_elements=["name"], set_={"value": higher})
        [row] = await self._writer.execute(name, put.returning(tables.meta.c.value))
        return int(row.value)

    async def once(self, name: str, value: str) -> str:
        """Note it where it is not known yet; what is known then: another process may have been faster."""
        await self._writer.execute(name, new_row(tables.meta).values(name=name, value=value).on_conflict_do_nothing())
        return await self.get(name) or value


def message_put(message: Message) -> Put:
    """A message's row."""
    return Put(
        tables.messages,
        {
            "game_id": message.key.game_id,
            "card": message.key.card,
            "channel_id": message.channel_id,
            "created_at": message.created_at,
            "message_id": message.message_id,
            "posted_at": message.posted_at,
            "settled": int(message.settled),
            "marked": message.marked,
            "refused": message.refused,
            "retry_at": message.retry_at,
        },
    )


def to_show_anew(*which: ColumnElement[bool]) -> Update:
    """Mark these messages as showing something else than before: on the screen, or on its way there as it was."""
    columns = tables.messages.c
    settled = case((columns.message_id.is_not(None), 0), else_=columns.settled)
    return update(tables.messages).where(*which).values(settled=settled, marked=columns.marked + 1)


def _message(row: Row[tuple[object, ...]]) -> Message:
    return Message(
        key=MessageKey(row.game_id, row.card),
        channel_id=row.channel_id,
        created_at=row.created_at,
        message_id=row.message_id,
        posted_at=row.posted_at,
        settled=bool(row.settled),
        marked=row.marked,
        refused=row.refused,
        retry_at=row.retry_at,
    )
