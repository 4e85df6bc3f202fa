"""A server's own questions as rows."""

import asyncio
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Delete, Insert, Row, Update, delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.kernel.choosing import Order
from bot.kernel.chunks import in_parts
from bot.kernel.keys import Viewer
from bot.kernel.ports import QuestionCodec
from bot.kernel.questions import Question
from bot.kernel.sources import Game, own_id
from bot.own.rules import MOST_VERSIONS, Choices, Decision, Deed, Item, Mark, Pack, Suggestion, Version, Waiting
from bot.own.tables import WRITTEN, own_choices, own_dropped, own_items, own_packs, own_suggestions, own_versions
from bot.storage import tables
from bot.storage.changes import Change, Put
from bot.storage.inserting import insert
from bot.storage.keys import being_asked
from bot.storage.share import servers_of, share_of
from bot.storage.writer import Statement, Writer

MANY = 200
"""More rows than so many are read and written as texts outside the event loop."""


class SqlOwn:
    """Reads beside the writer, and writes through it."""

    def __init__(self, writer: Writer, reading: AsyncEngine, codec: QuestionCodec) -> None:
        self._writer = writer
        self._reading = reading
        self._codec = codec

    async def packs(self, guild_id: int) -> list[Pack]:
        """A server's packs, by title."""
        rows = await self._rows(select(own_packs).where(own_packs.c.guild_id == guild_id))
        return sorted(map(_pack, rows), key=lambda pack: pack.title.casefold())

    async def every_pack(self) -> list[Pack]:
        """The packs of all servers."""
        return [_pack(row) for row in await self._rows(select(own_packs))]

    async def items(self, guild_id: int) -> list[Item]:
        """All of a server's questions, those that were deleted too; for what offers them all."""
        columns = own_items.c
        rows = await self._rows(select(own_items).where(columns.guild_id == guild_id).order_by(columns.name))
        return await self._decoded(rows)

    async def page(self, guild_id: int, pack: str, first: int = 0, most: int | None = None) -> list[Item]:
        """So many of a pack's questions that are not deleted, by name, from a place on."""
        columns = own_items.c
        query = select(own_items).where(columns.guild_id == guild_id, columns.pack == pack, columns.deleted == 0)
        return await self._decoded(await self._rows(query.order_by(columns.name).offset(first).limit(most)))

    async def item(self, guild_id: int, name: str) -> Item | None:
        """One question."""
        rows = await self._rows(select(own_items).where(own_items.c.id == own_id(guild_id, name)))
        return next(iter(self._items(rows)), None)

    async def marks(self, guild_id: int) -> dict[str, Mark]:
        """Name → where each of a server's questions stands; what only its name is left of is there, too, as deleted."""
        columns = own_items.c
        told = columns.name, columns.pack, columns.version, columns.deleted, columns.author, columns.author_id
        rows = await self._rows(select(*told).where(columns.guild_id == guild_id))
        marks = {row.name: Mark(row.pack, row.version, bool(row.deleted), row.author, row.author_id) for row in rows}
        gone = await self._rows(select(own_dropped).where(own_dropped.c.guild_id == guild_id))
        return {row.name: Mark(row.pack, row.version, True, "", 0) for row in gone} | marks  # noqa: FBT003 - deleted

    async def same(self, guild_id: int, pack: str, questions: Mapping[str, Question]) -> set[str]:
        """Of questions by name, those that a pack has just so, whatever their version."""
        columns = own_items.c
        query = select(columns.name, columns.version, columns.body)
        rows = await self._rows(query.where(columns.guild_id == guild_id, columns.pack == pack, columns.deleted == 0))
        return await asyncio.to_thread(self._same, rows, questions)

    def _same(self, rows: Sequence[Row[Any]], questions: Mapping[str, Question]) -> set[str]:
        known = ((row, questions.get(row.name)) for row in rows)
        return {
            row.name
            for row, one in known
            if one is not None and self._codec.to_json(replace(one, version=row.version)) == row.body
        }

    async def stems(self, guild_id: int, pack: str) -> dict[str, str]:
        """Name → what is asked, of a pack's questions that are not deleted."""
        columns = own_items.c
        query = select(columns.name, columns.body)
        rows = await self._rows(query.where(columns.guild_id == guild_id, columns.pack == pack, columns.deleted == 0))
        return await asyncio.to_thread(lambda: {row.name: str(json.loads(row.body)["stem"]) for row in rows})

    async def stems_of(self, pack: str, ids: Iterable[str]) -> dict[str, str]:
        """Name → what is asked, of those questions of a pack that these ids mean, deleted ones too."""
        columns = own_items.c
        query = select(columns.name, columns.body).where(columns.pack == pack)
        rows = [row for some in in_parts([*ids]) for row in await self._rows(query.where(columns.id.in_(some)))]
        return {row.name: str(json.loads(row.body)["stem"]) for row in rows}

    async def sizes(self, guild_id: int) -> dict[str, int]:
        """Pack → how many questions it has that are not deleted."""
        columns = own_items.c
        query = select(columns.pack, func.count().label("items")).group_by(columns.pack)
        rows = await self._rows(query.where(columns.guild_id == guild_id, columns.deleted == 0))
        return {row.pack: row.items for row in rows}

    async def _decoded(self, rows: Sequence[Row[Any]]) -> list[Item]:
        if len(rows) > MANY:
            return await asyncio.to_thread(self._items, rows)
        return self._items(rows)

    def _items(self, rows: Sequence[Row[Any]]) -> list[Item]:
        return [
            Item(
                row.guild_id, row.name, row.pack, row.version, self._codec.from_json(row.body), bool(row.deleted),
                row.changed_by, row.changed_at, row.author, row.author_id,
            )
            for row in rows
        ]  # fmt: skip

    async def versions(self, guild_id: int, item: str) -> list[Version]:
        """An item's states, the latest first."""
        columns = own_versions.c
        query = select(own_versions).where(columns.guild_id == guild_id, columns.item == item)
        rows = await self._rows(query.order_by(columns.version.desc()))
        return [
            Version(row.item, row.version, Deed(row.deed), row.changed_by, row.at, self._codec.from_json(row.body))
            for row in rows
        ]

    async def waiting(self, guild_id: int) -> list[Waiting]:
        """A server's suggestions that wait, oldest first."""
        columns = own_suggestions.c
        query = select(columns.number, columns.pack, columns.suggested_by).order_by(columns.number)
        those = columns.guild_id == guild_id, columns.decision == Decision.WAITING.value
        return [Waiting(row.number, row.pack, row.suggested_by) for row in await self._rows(query.where(*those))]

    async def suggestion(self, guild_id: int, number: int) -> Suggestion | None:
        """One suggestion."""
        found = own_suggestions.c.id == own_id(guild_id, str(number))
        return next(iter(await self._suggestions(select(own_suggestions).where(found))), None)

    async def suggestions_of(self, guild_id: int, by: int, most: int) -> list[Suggestion]:
        """What somebody suggested, the latest first."""
        columns = own_suggestions.c
        query = select(own_suggestions).where(columns.guild_id == guild_id, columns.suggested_by == by)
        return await self._suggestions(query.order_by(columns.number.desc()).limit(most))

    async def last_number(self, guild_id: int) -> int:
        """The number of a server's latest suggestion; 0 where there is none."""
        columns = own_suggestions.c
        rows = await self._rows(select(func.max(columns.number).label("last")).where(columns.guild_id == guild_id))
        return rows[0].last or 0

    async def being_asked(self, viewer: Viewer) -> set[str]:
        """The questions whose keys a viewer may not see now, by id."""
        return await being_asked(self._reading, viewer)

    async def written_by(self, guild_id: int, person: int, ids: Iterable[str]) -> list[tuple[Question, Question]]:
        """Of those of a server's questions that these ids mean, each state that somebody wrote, if it is kept.

        Beside each stands the question as it is now.
        """
        columns, items = own_versions.c, own_items.c
        there = (items.guild_id == columns.guild_id) & (items.name == columns.item)
        query = select(columns.body.label("theirs"), items.body.label("now")).join(own_items, there)
        theirs = columns.changed_by == person, columns.guild_id == guild_id, columns.deed.in_(WRITTEN)
        rows = [
            row for some in in_parts([*ids]) for row in await self._rows(query.where(*theirs, items.id.in_(some)))
        ]  # fmt: skip
        return [(self._codec.from_json(row.theirs), self._codec.from_json(row.now)) for row in rows]

    async def _suggestions(self, query: Any) -> list[Suggestion]:
        rows = await self._rows(query)
        return [
            Suggestion(
                row.guild_id, row.number, row.pack, self._codec.from_json(row.body), row.suggested_by, row.named,
                row.at,
                Decision(row.decision), row.word, row.decided_by, row.decided_at, row.item, row.instead,
            )
            for row in rows
        ]  # fmt: skip

    async def choices(self, guild_id: int) -> Choices:
        """What a server has chosen."""
        rows = await self._rows(select(own_choices).where(own_choices.c.guild_id == guild_id))
        return _choices(rows[0]) if rows else Choices(guild_id)

    async def every_choice(self) -> list[Choices]:
        """What all servers have chosen."""
        return [_choices(row) for row in await self._rows(select(own_choices))]

    def put_pack(self, pack: Pack) -> asyncio.Future[None]:
        """Queue a pack as it now is."""
        values = {
            "guild_id": pack.guild_id, "name": pack.name, "title": pack.title, "published": int(pack.published),
            "made_by": pack.made_by, "made_at": pack.made_at,
        }  # fmt: skip
        return self._writer.queue(("own", pack.guild_id), [Put(own_packs, values)])

    def drop_pack(
        self, guild_id: int, name: str, choices: Choices, declined: Sequence[Suggestion]
    ) -> asyncio.Future[None]:
        """Queue that a pack goes with its questions, what was declined by that, and what the server has chosen then.

        The names of its questions that were asked are kept: what was answered stands under them. Its own is kept, too,
        and for a while so is what was suggested: its authors read what became of it.
        """
        items = select(own_items.c.name).where(own_items.c.guild_id == guild_id, own_items.c.pack == name)
        versions = own_versions.c
        return self._writer.queue(
            ("own", guild_id),
            [_chosen(choices), *map(self._suggestion, declined)],
            _names_kept(own_items.c.guild_id == guild_id, own_items.c.pack == name),
            _name_kept(guild_id, name),
            delete(own_versions).where(versions.guild_id == guild_id, versions.item.in_(items)),
            delete(own_items).where(own_items.c.guild_id == guild_id, own_items.c.pack == name),
            delete(own_packs).where(own_packs.c.guild_id == guild_id, own_packs.c.name == name),
        )

    async def servers(self) -> list[int]:
        """Those of our servers that have questions of their own, or suggestions."""
        rows = [row for table in (own_items, own_suggestions) for row in await self._rows(servers_of(table))]
        return sorted({row.guild_id for row in rows if share_of(self._reading).has(row.guild_id)})

    async def drop_deleted(self, guild_id: int, before: datetime, most: int) -> bool:
        """Drop for good what was deleted before that, and more deleted ones than so many, the earliest first.

        Whether there was anything to drop.
        """
        columns = own_items.c
        query = select(columns.name, columns.changed_at).where(columns.guild_id == guild_id, columns.deleted == 1)
        rows = await self._rows(query.order_by(columns.changed_at.desc(), columns.name))
        old = [row.name for place, row in enumerate(rows) if place >= most or row.changed_at < before]
        versions = own_versions.c
        for some in in_parts(old):
            those = columns.guild_id == guild_id, columns.name.in_(some), columns.deleted == 1
            await self._writer.queue(
                ("own", guild_id),
                [],
                _names_kept(*those),
                delete(own_versions).where(versions.guild_id == guild_id, versions.item.in_(some)),
                delete(own_items).where(*those),
            )
        return bool(old)

    async def drop_decided(self, guild_id: int, before: datetime) -> None:
        """Drop the suggestions that were decided on before that."""
        columns = own_suggestions.c
        those = columns.guild_id == guild_id, columns.decision != Decision.WAITING.value, columns.decided_at < before
        if await self._rows(select(columns.id).where(*those).limit(1)):
            await self._writer.queue(("own", guild_id), [], delete(own_suggestions).where(*those))

    async def put_items(self, items: Sequence[tuple[Item, Version]], settled: Suggestion | None = None) -> None:
        """Write items as they now are, with their newest state, and a suggestion as it now is."""
        if len(items) > MANY:
            changes = await asyncio.to_thread(self._changes, items)
        else:
            changes = self._changes(items)
        after: list[Statement] = [*_too_old([item for item, _ in items]), *_there_again([item for item, _ in items])]
        if settled:
            changes.append(self._suggestion(settled))
            after += [_by_its_author(settled, item) for item, _ in items if _is_by(settled, item)]
        await self._writer.queue(("own", items[0][0].guild_id), changes, *after)

    def _changes(self, items: Sequence[tuple[Item, Version]]) -> list[Change]:
        changes: list[Change] = []
        for item, version in items:
            body = self._codec.to_json(item.question)
            changes.append(Put(own_items, _item_row(item, body)))
            changes.append(Put(own_versions, _version_row(item.guild_id, version, body)))
        return changes

    def put_suggestion(self, suggestion: Suggestion) -> asyncio.Future[None]:
        """Queue a suggestion as it now is."""
        return self._writer.queue(("own", suggestion.guild_id), [self._suggestion(suggestion)])

    def _suggestion(self, suggestion: Suggestion) -> Change:
        values = {
            "id": own_id(suggestion.guild_id, str(suggestion.number)), "guild_id": suggestion.guild_id,
            "number": suggestion.number, "pack": suggestion.pack,
            "body": self._codec.to_json(suggestion.question), "suggested_by": suggestion.by, "named": suggestion.named,
            "at": suggestion.at, "decision": suggestion.decision.value, "word": suggestion.word,
            "decided_by": suggestion.decided_by, "decided_at": suggestion.decided_at, "item": suggestion.item,
            "instead": suggestion.instead,
        }  # fmt: skip
        return Put(own_suggestions, values)

    def put_choices(self, choices: Choices) -> asyncio.Future[None]:
        """Queue what a server has chosen."""
        return self._writer.queue(("own", choices.guild_id), [_chosen(choices)])

    async def _rows(self, query: Any) -> Sequence[Row[Any]]:
        async with self._reading.connect() as connection:
            return (await connection.execute(query)).all()


def _names_kept(*which: ColumnElement[bool]) -> Insert:
    """The names of questions that were asked, with their last versions; one of them may have been kept before."""
    columns = own_items.c
    was_asked = select(tables.asked.c.question_id).where(tables.asked.c.question_id == columns.id)
    names = select(columns.guild_id, columns.name, columns.pack, columns.version).where(*which, was_asked.exists())
    kept = insert(own_dropped).from_select(["guild_id", "name", "pack", "version"], names)
    latest = {"pack": kept.excluded.pack, "version": kept.excluded.version}
    return kept.on_conflict_do_update(index_elements=["guild_id", "name"], set_=latest)


def _name_kept(guild_id: int, pack: str) -> Insert:
    """The name of a pack, under one that no question can have."""
    values = {"guild_id": guild_id, "name": f"{pack}/", "pack": pack, "version": 0}
    return insert(own_dropped).values(values).on_conflict_do_nothing()


def _pack(row: Row[Any]) -> Pack:
    return Pack(row.guild_id, row.name, row.title, bool(row.published), row.made_by, row.made_at)


def _chosen(choices: Choices) -> Change:
    off = json.dumps({game: sorted(topics) for game, topics in choices.off.items() if topics})
    values = {
        "guild_id": choices.guild_id, "editor_role": choices.editor_role, "topics_off": off,
        "question_order": choices.order.value,
    }  # fmt: skip
    return Put(own_choices, values)


def _is_by(suggestion: Suggestion, item: Item) -> bool:
    return (item.author, item.author_id) == (suggestion.named, suggestion.by)


def _by_its_author(suggestion: Suggestion, item: Item) -> Update:
    """Whoever suggested a question as the suggestion has them in that moment: they may have been erased since."""
    columns = own_suggestions.c
    there = columns.id == own_id(suggestion.guild_id, str(suggestion.number))
    named, by = (select(column).where(there).scalar_subquery() for column in (columns.named, columns.suggested_by))
    made = own_items.c.id == own_id(item.guild_id, item.name)
    return update(own_items).where(made).values(author=named, author_id=by)


def _too_old(items: Sequence[Item]) -> Iterator[Delete]:
    """What takes out the states of items of one server that are beyond the last `MOST_VERSIONS`."""
    by_version = defaultdict[int, list[str]](list)
    for item in items:
        if item.version > MOST_VERSIONS:
            by_version[item.version].append(item.name)
    columns = own_versions.c
    for version, names in by_version.items():
        for some in in_parts(names):
            those = columns.item.in_(some)
            old = columns.guild_id == items[0].guild_id, those, columns.version <= version - MOST_VERSIONS
            yield delete(own_versions).where(*old)


def _there_again(items: Sequence[Item]) -> Iterator[Delete]:
    """What is an item of a server again is not among its dropped ones any more."""
    columns = own_dropped.c
    for some in in_parts(items):
        names = [item.name for item in some]
        yield delete(own_dropped).where(columns.guild_id == items[0].guild_id, columns.name.in_(names))


def _choices(row: Row[Any]) -> Choices:
    return Choices(row.guild_id, row.editor_role, _off(json.loads(row.topics_off)), Order(row.question_order))


def _off(said: list[str] | dict[str, list[str]]) -> dict[Game, frozenset[str]]:
    """Game → topics; a list, as it was written before there was one for each game, holds in all of them."""
    by_game = said if isinstance(said, dict) else dict.fromkeys(Game, said)
    return {Game(game): frozenset(topics) for game, topics in by_game.items() if topics}


def _item_row(item: Item, body: str) -> dict[str, object]:
    return {
        "id": own_id(item.guild_id, item.name), "guild_id": item.guild_id, "name": item.name, "pack": item.pack,
        "version": item.version, "body": body, "deleted": int(item.deleted), "changed_by": item.changed_by,
        "changed_at": item.changed_at, "author": item.author, "author_id": item.author_id or item.changed_by,
    }  # fmt: skip


def _version_row(guild_id: int, version: Version, body: str) -> dict[str, object]:
    return {
        "guild_id": guild_id, "item": version.item, "version": version.version, "deed": version.deed.value,
        "body": body, "changed_by": version.by, "at": version.at,
    }  # fmt: skip
