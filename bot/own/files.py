"""Files of a server's own questions: brought into a pack, and taken out of it."""

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import NamedTuple

from bot.exchange.apart import READERS
from bot.exchange.importing import Brought
from bot.exchange.report import Report
from bot.exchange.taken import Import, Unfit
from bot.exchange.writers.common import Pack as Taken
from bot.exchange.writing import Target, take_out
from bot.kernel.questions import Question
from bot.own.naming import placed
from bot.own.ports import OwnStore
from bot.own.rules import MOST_ITEMS, Deed, Item, Mark, Pack, Refusal, Version, author_of, is_full
from bot.own.service import OwnService
from bot.own.source import OwnSource
from bot.own.turns import in_turn


class There(NamedTuple):
    """What of an import is not brought in: the pack has it just so, or a game asks it, so that it stays as it is."""

    same: int
    asked: int


class Came(NamedTuple):
    """What an import did: questions that are new or back again, that were written anew, that stood there just so.

    `asked`: of these a game asks, so that they stay as they are.
    """

    fresh: int
    anew: int
    same: int
    asked: int


class Exported(NamedTuple):
    """A pack as a file, what the file cannot hold, and how many questions it leaves out since they are being asked."""

    data: bytes
    report: Report
    pack: Pack
    withheld: int


class FileService:
    """The files of all servers, each for itself."""

    def __init__(self, store: OwnStore, source: OwnSource, own: OwnService, unfit: Unfit) -> None:
        self._store = store
        self._source = source
        self._own = own
        self._unfit = unfit

    def turn(self, guild_id: int) -> asyncio.Lock:
        """The turn of all that changes a server's own questions."""
        return self._own.turn(guild_id)

    async def look_at(self, brought: Brought, pack: Pack) -> Import:
        """What would come of a file into a pack. Raises `UnreadableError`, also where it is too much for the room here.

        Whatever stands in this pack already may be what the file brings again.
        """
        known = await self._store.marks(pack.guild_id)
        room = MOST_ITEMS - sum(not mark.deleted for mark in known.values() if mark.pack != pack.name)
        kept = frozenset(name for name, mark in known.items() if mark.pack == pack.name)
        return await READERS.bring(replace(brought, topic="own_pack", title=pack.title), self._unfit, room, kept)

    async def there(self, guild_id: int, pack: Pack, brought: Import, by: int) -> There:
        """How many questions of an import somebody would not bring in, since the pack has them."""
        named = await asyncio.to_thread(placed, brought, pack, await self._store.marks(guild_id))
        free = await self._free(guild_id, pack, named, by)
        return There(len(await self._store.same(guild_id, pack.name, free)), len(named) - len(free))

    async def _free(self, guild_id: int, pack: Pack, named: Mapping[str, Question], by: int) -> dict[str, Question]:
        """The questions of an import but for those whose keys somebody may not see now.

        What becomes of a guess would tell whether it is right. Names of earlier versions are made of keys, too, so
        whatever asks the same as a question that is withheld counts as that question.
        """
        hidden = await self._own.withheld(guild_id, by)
        asked = await self._store.stems_of(pack.name, hidden) if hidden else {}
        stems = {*asked.values()}
        return {name: one for name, one in named.items() if name not in asked and one.stem not in stems}

    @in_turn
    async def bring(self, guild_id: int, pack_name: str, brought: Import, by: int, at: datetime) -> Came | Refusal:
        """Take an import in. What stands there just so is left alone, its history too; so is what is withheld."""
        pack, known = await self._own.pack(guild_id, pack_name), await self._store.marks(guild_id)
        if pack is None:
            return Refusal.NO_PACK
        named = await asyncio.to_thread(placed, brought, pack, known)
        free = await self._free(guild_id, pack, named, by)
        same = await self._store.same(guild_id, pack.name, free)
        kept = [_brought(pack, name, one, known.get(name), by, at) for name, one in free.items() if name not in same]
        live = {name for name, mark in known.items() if not mark.deleted}
        fresh = {item.name for item, _ in kept} - live
        if fresh and is_full(known, len(fresh)):
            return Refusal.MANY_ITEMS
        if kept:
            await self._store.put_items(kept)
            self._source.changed(guild_id)
        return Came(len(fresh), len(kept) - len(fresh), len(same), len(named) - len(free))

    async def take_out(
        self, guild_id: int, pack_name: str, target: Target, by: int, at: datetime
    ) -> Exported | Refusal:
        """A pack as a file of another program, without the questions whose keys somebody may not see now."""
        pack, items = await self._own.pack(guild_id, pack_name), await self._store.page(guild_id, pack_name)
        if pack is None:
            return Refusal.NO_PACK
        if not items:
            return Refusal.NO_ITEM
        hidden = await self._own.withheld(guild_id, by)
        questions = [replace(item.question, id=item.name) for item in items if item.question.id not in hidden]
        if not questions:
            return Refusal.BEING_ASKED
        taken = Taken(
            pack.title, f"own_{pack.name}".replace("-", "_")[:32], questions, [pack.title] * len(questions), at
        )
        data, report = await asyncio.to_thread(take_out, taken, target)
        return Exported(data, report, pack, len(items) - len(questions))


def _brought(
    pack: Pack, name: str, question: Question, before: Mark | None, by: int, at: datetime
) -> tuple[Item, Version]:
    version = before.version + 1 if before else 1
    question = replace(question, version=version)
    item = Item(pack.guild_id, name, pack.name, version, question, False, by, at, *author_of(before))  # noqa: FBT003 - not deleted
    return item, Version(name, version, Deed.BROUGHT, by, at, question)
