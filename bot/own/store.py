"""A server's own questions as rows."""

import asyncio
import json
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, delete, select
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.kernel.ports import QuestionCodec
from bot.kernel.sources import own_id
from bot.own.rules import Choices, Decision, Deed, Item, Pack, Suggestion, Version
from bot.own.tables import own_choices, own_items, own_packs, own_suggestions, own_versions
from bot.storage.changes import Change, Put
from bot.storage.writer import Writer


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
        """A server's questions in the order in which they came, those that were deleted too."""
        columns = own_items.c
        rows = await self._rows(select(own_items).where(columns.guild_id == guild_id).order_by(columns.name))
        if len(rows) > 200:
            return await asyncio.to_thread(self._items, rows)
        return self._items(rows)

    def _items(self, rows: Sequence[Row[Any]]) -> list[Item]:
        return [
            Item(
                row.guild_id, row.name, row.pack, row.version, self._codec.from_json(row.body), bool(row.deleted),
                row.changed_by, row.changed_at, row.author,
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

    async def suggestions(self, guild_id: int) -> list[Suggestion]:
        """A server's suggestions, oldest first."""
        columns = own_suggestions.c
        rows = await self._rows(select(own_suggestions).where(columns.guild_id == guild_id).order_by(columns.number))
        return [
            Suggestion(
                row.guild_id, row.number, row.pack, self._codec.from_json(row.body), row.suggested_by, row.named,
                row.at,
                Decision(row.decision), row.word, row.decided_by, row.decided_at,
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

    def drop_pack(self, guild_id: int, name: str) -> asyncio.Future[None]:
        """Queue that a pack goes with all that belongs to it."""
        items = select(own_items.c.name).where(own_items.c.guild_id == guild_id, own_items.c.pack == name)
        versions = own_versions.c
        return self._writer.queue(
            ("own", guild_id),
            [],
            delete(own_versions).where(versions.guild_id == guild_id, versions.item.in_(items)),
            delete(own_items).where(own_items.c.guild_id == guild_id, own_items.c.pack == name),
            delete(own_suggestions).where(own_suggestions.c.guild_id == guild_id, own_suggestions.c.pack == name),
            delete(own_packs).where(own_packs.c.guild_id == guild_id, own_packs.c.name == name),
        )

    def put_items(
        self, items: Sequence[tuple[Item, Version]], settled: Suggestion | None = None
    ) -> asyncio.Future[None]:
        """Queue items as they now are, with their newest state, and the suggestion from which they came."""
        changes: list[Change] = [self._suggestion(settled)] if settled else []
        author_id = settled.by if settled else 0
        for item, version in items:
            body = self._codec.to_json(item.question)
            changes.append(Put(own_items, _item_row(item, body, author_id or item.changed_by)))
            changes.append(Put(own_versions, _version_row(item.guild_id, version, body)))
        return self._writer.queue(("own", items[0][0].guild_id), changes)

    def put_suggestion(self, suggestion: Suggestion) -> asyncio.Future[None]:
        """Queue a suggestion as it now is."""
        return self._writer.queue(("own", suggestion.guild_id), [self._suggestion(suggestion)])

    def _suggestion(self, suggestion: Suggestion) -> Change:
        values = {
            "id": own_id(suggestion.guild_id, str(suggestion.number)), "guild_id": suggestion.guild_id,
            "number": suggestion.number, "pack": suggestion.pack,
            "body": self._codec.to_json(suggestion.question), "suggested_by": suggestion.by, "named": suggestion.named,
            "at": suggestion.at, "decision": suggestion.decision.value, "word": suggestion.word,
            "decided_by": suggestion.decided_by, "decided_at": suggestion.decided_at,
        }  # fmt: skip
        return Put(own_suggestions, values)

    def put_choices(self, choices: Choices) -> asyncio.Future[None]:
        """Queue what a server has chosen."""
        off = json.dumps(sorted(choices.topics_off))
        values = {"guild_id": choices.guild_id, "editor_role": choices.editor_role, "topics_off": off}
        return self._writer.queue(("own", choices.guild_id), [Put(own_choices, values)])

    async def _rows(self, query: Any) -> Sequence[Row[Any]]:
        async with self._reading.connect() as connection:
            return (await connection.execute(query)).all()


def _pack(row: Row[Any]) -> Pack:
    return Pack(row.guild_id, row.name, row.title, bool(row.published), row.made_by, row.made_at)


def _choices(row: Row[Any]) -> Choices:
    return Choices(row.guild_id, row.editor_role, frozenset(json.loads(row.topics_off)))


def _item_row(item: Item, body: str, author_id: int) -> dict[str, object]:
    return {
        "id": own_id(item.guild_id, item.name), "guild_id": item.guild_id, "name": item.name, "pack": item.pack,
        "version": item.version, "body": body, "deleted": int(item.deleted), "changed_by": item.changed_by,
        "changed_at": item.changed_at, "author": item.author, "author_id": author_id,
    }  # fmt: skip


def _version_row(guild_id: int, version: Version, body: str) -> dict[str, object]:
    return {
        "guild_id": guild_id, "item": version.item, "version": version.version, "deed": version.deed.value,
        "body": body, "changed_by": version.by, "at": version.at,
    }  # fmt: skip
