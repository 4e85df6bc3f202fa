"""What people do with a server's own questions: write, bring, take, suggest, decide, switch on and off."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import wraps
from hashlib import sha256
from typing import Any, Concatenate, ParamSpec, TypeVar
from weakref import WeakValueDictionary

from bot.exchange.draft import Draft
from bot.exchange.importing import Brought, bring
from bot.exchange.naming import Names
from bot.exchange.report import Report
from bot.exchange.taking import Import, RefusedError, question_of
from bot.exchange.text import slug
from bot.exchange.writers.common import Pack as Taken
from bot.exchange.writing import Target, take_out
from bot.kernel.questions import Question
from bot.kernel.sources import own_id, own_topic
from bot.kernel.topics import name_topics
from bot.own.overlay import laid_over
from bot.own.ports import OwnStore
from bot.own.rules import (
    MOST_ITEMS,
    MOST_OF_ONE,
    MOST_PACKS,
    MOST_WAITING,
    Choices,
    Decision,
    Deed,
    Item,
    Pack,
    Refusal,
    Suggestion,
    Version,
    plain_title,
)
from bot.own.source import OwnSource
from bot.packs.checking.leniency import advice
from bot.packs.tables import Tables

Unfit = Callable[[Question], Iterable[str]]
P = ParamSpec("P")
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Shelf:
    """All that a server has of its own, as who may edit sees it."""

    packs: Sequence[Pack]
    items: Sequence[Item]
    suggestions: Sequence[Suggestion]
    choices: Choices

    def pack(self, name: str) -> Pack | None:
        """The pack of that name."""
        return next((pack for pack in self.packs if pack.name == name), None)

    def item(self, name: str) -> Item | None:
        """The item of that name."""
        return next((item for item in self.items if item.name == name), None)

    def items_of(self, pack: str) -> list[Item]:
        """A pack's questions that are not deleted."""
        return [item for item in self.items if item.pack == pack and not item.deleted]

    def waiting(self, pack: str = "") -> list[Suggestion]:
        """Suggestions that wait, of one pack or of all."""
        return [s for s in self.suggestions if s.decision is Decision.WAITING and pack in ("", s.pack)]


def _in_turn(
    deed: Callable[Concatenate["OwnService", int, P], Awaitable[T]],
) -> Callable[Concatenate["OwnService", int, P], Coroutine[Any, Any, T]]:
    """The deed, one at a time in a server: what it reads still holds when what it writes is on disk."""

    @wraps(deed)
    async def waited(own: "OwnService", guild_id: int, /, *args: P.args, **named: P.kwargs) -> T:
        async with own.turn(guild_id):
            return await deed(own, guild_id, *args, **named)

    return waited


class OwnService:
    """The packs of all servers, each for itself."""

    def __init__(self, store: OwnStore, source: OwnSource, unfit: Unfit) -> None:
        self._store = store
        self._source = source
        self._unfit = unfit
        self._turns: WeakValueDictionary[int, asyncio.Lock] = WeakValueDictionary()

    def turn(self, guild_id: int) -> asyncio.Lock:
        """Held by whoever reads what a server has in order to change it."""
        return self._turns.setdefault(guild_id, asyncio.Lock())

    async def shelf(self, guild_id: int) -> Shelf:
        """What a server has."""
        return Shelf(
            await self._store.packs(guild_id),
            await self._store.items(guild_id),
            await self._store.suggestions(guild_id),
            await self._store.choices(guild_id),
        )

    async def packs(self, guild_id: int) -> list[Pack]:
        """A server's packs."""
        return await self._store.packs(guild_id)

    async def choices(self, guild_id: int) -> Choices:
        """What a server has chosen."""
        return await self._store.choices(guild_id)

    def advice(self, question: Question) -> list[str]:
        """What the checker says of a question, in plain words."""
        return [f"{flaw.message} {flaw.mend}" for flaw in advice(question, Tables())]

    @_in_turn
    async def new_pack(self, guild_id: int, title: str, by: int, at: datetime) -> Pack | Refusal:
        """Begin a draft."""
        title, packs = plain_title(title), await self._store.packs(guild_id)
        if not title:
            return Refusal.NO_TITLE
        if title.casefold() in (pack.title.casefold() for pack in packs):
            return Refusal.TITLE_TAKEN
        if len(packs) >= MOST_PACKS:
            return Refusal.MANY_PACKS
        name = _free_name(title, {pack.name for pack in packs})
        pack = Pack(guild_id, name, title, published=False, made_by=by, made_at=at)
        await self._store.put_pack(pack)
        name_topics({own_topic(guild_id, pack.name): title})
        self._source.changed(guild_id)
        return pack

    @_in_turn
    async def publish(self, guild_id: int, name: str, *, published: bool) -> Pack | Refusal:
        """Have a pack asked, or no longer."""
        pack = (await self.shelf(guild_id)).pack(name)
        if pack is None:
            return Refusal.NO_PACK
        pack = replace(pack, published=published)
        await self._store.put_pack(pack)
        self._source.changed(guild_id)
        return pack

    @_in_turn
    async def drop_pack(self, guild_id: int, name: str) -> Pack | Refusal:
        """Delete a pack for good, with its questions, their history and what was suggested for it."""
        pack = (await self.shelf(guild_id)).pack(name)
        if pack is None:
            return Refusal.NO_PACK
        await self._store.drop_pack(guild_id, name)
        self._source.changed(guild_id)
        return pack

    @_in_turn
    async def write(
        self, guild_id: int, pack_name: str, draft: Draft, by: int, at: datetime, item_name: str = ""
    ) -> Item | Refusal:
        """Write a question into a pack, or write one of its questions anew. Raises `RefusedError` where it is none."""
        shelf = await self.shelf(guild_id)
        pack, before = shelf.pack(pack_name), shelf.item(item_name)
        if pack is None:
            return Refusal.NO_PACK
        if item_name and before is None:
            return Refusal.NO_ITEM
        if before is None and _full(shelf):
            return Refusal.MANY_ITEMS
        name = item_name or self._name(pack, shelf, draft.stem)
        question = self._question(draft, own_id(guild_id, name), pack)
        if before is not None:
            question = laid_over(question, before.question)
        deed = Deed.EDITED if before else Deed.WRITTEN
        return await self._keep(guild_id, pack.name, name, question, deed, by, at, before)

    async def _keep(
        self,
        guild_id: int,
        pack: str,
        name: str,
        question: Question,
        deed: Deed,
        by: int,
        at: datetime,
        before: Item | None = None,
        author: str = "",
        settled: Suggestion | None = None,
    ) -> Item:
        version = before.version + 1 if before else 1
        question = replace(question, version=version)
        deleted, author = deed is Deed.DELETED, author or (before.author if before else "")
        item = Item(guild_id, name, pack, version, question, deleted, by, at, author)
        await self._store.put_items([(item, Version(name, version, deed, by, at, question))], settled)
        self._source.changed(guild_id)
        return item

    @_in_turn
    async def delete(self, guild_id: int, name: str, by: int, at: datetime) -> Item | Refusal:
        """Take a question out; it can be brought back."""
        return await self._mark(guild_id, name, Deed.DELETED, by, at)

    @_in_turn
    async def restore(self, guild_id: int, name: str, by: int, at: datetime) -> Item | Refusal:
        """Bring a deleted question back."""
        if _full(await self.shelf(guild_id)):
            return Refusal.MANY_ITEMS
        return await self._mark(guild_id, name, Deed.RESTORED, by, at)

    async def _mark(self, guild_id: int, name: str, deed: Deed, by: int, at: datetime) -> Item | Refusal:
        item = (await self.shelf(guild_id)).item(name)
        if item is None:
            return Refusal.NO_ITEM
        if item.deleted == (deed is Deed.DELETED):
            return item
        return await self._keep(guild_id, item.pack, name, item.question, deed, by, at, item)

    @_in_turn
    async def duplicate(self, guild_id: int, name: str, by: int, at: datetime) -> Item | Refusal:
        """A copy to change, beside its like at once."""
        shelf = await self.shelf(guild_id)
        item = shelf.item(name)
        pack = shelf.pack(item.pack) if item else None
        if item is None or pack is None:
            return Refusal.NO_ITEM
        if _full(shelf):
            return Refusal.MANY_ITEMS
        copy = self._name(pack, shelf, f"{item.question.stem} {len(shelf.items)}")
        question = replace(item.question, id=own_id(guild_id, copy))
        return await self._keep(guild_id, pack.name, copy, question, Deed.WRITTEN, by, at)

    async def history(self, guild_id: int, name: str) -> list[Version]:
        """What was done to a question, the latest first."""
        return await self._store.versions(guild_id, name)

    # What members suggest

    @_in_turn
    async def suggest(
        self, guild_id: int, pack_name: str, draft: Draft, by: int, named: str, at: datetime
    ) -> Suggestion | Refusal:
        """Put a question into the queue. Raises `RefusedError` where it is none."""
        shelf = await self.shelf(guild_id)
        pack = shelf.pack(pack_name)
        if pack is None:
            return Refusal.NO_PACK
        waiting = shelf.waiting()
        if len(waiting) >= MOST_WAITING or sum(one.by == by for one in waiting) >= MOST_OF_ONE:
            return Refusal.MANY_WAITING
        name = self._name(pack, shelf, draft.stem)
        question = self._question(draft, own_id(guild_id, name), pack)
        number = max((one.number for one in shelf.suggestions), default=0) + 1
        suggestion = Suggestion(guild_id, number, pack.name, question, by, named, at)
        await self._store.put_suggestion(suggestion)
        return suggestion

    @_in_turn
    async def decide(
        self, guild_id: int, number: int, decision: Decision, by: int, at: datetime, word: str = "", *,
        draft: Draft | None = None,
    ) -> Suggestion | Refusal:  # fmt: skip
        """Accept a suggestion, as it is or edited, or decline it with a word. Raises `RefusedError`."""
        shelf = await self.shelf(guild_id)
        found = next((one for one in shelf.suggestions if one.number == number), None)
        if found is None or found.decision is not Decision.WAITING:
            return Refusal.DECIDED
        pack = shelf.pack(found.pack)
        settled = replace(found, decision=decision, word=word, decided_by=by, decided_at=at)
        if decision is Decision.ACCEPTED and pack is not None:
            if _full(shelf):
                return Refusal.MANY_ITEMS
            name = self._name(pack, shelf, found.question.stem)
            question = replace(found.question, id=own_id(guild_id, name))
            if draft is not None:
                question = laid_over(self._question(draft, question.id, pack), question)
            await self._keep(
                guild_id, pack.name, name, question, Deed.SUGGESTED, by, at, author=found.named, settled=settled
            )
        else:
            await self._store.put_suggestion(settled)
        return settled

    # Brought and taken

    def look_at(self, brought: Brought, title: str) -> Import:
        """What would come of a file into a pack. Raises `UnreadableError`. It takes a while: call it in a thread."""
        return bring(replace(brought, topic="own_pack", title=title), (), self._unfit)

    @_in_turn
    async def bring(
        self, guild_id: int, pack_name: str, brought: Import, by: int, at: datetime
    ) -> tuple[int, int] | Refusal:
        """Take an import in: how many questions are new or back again, and how many were written anew."""
        shelf = await self.shelf(guild_id)
        pack = shelf.pack(pack_name)
        if pack is None:
            return Refusal.NO_PACK
        known = {item.name: item for item in shelf.items}
        kept = [
            self._brought(guild_id, pack, name, question, known.get(name), by, at)
            for name, question in _named(brought, pack, known)
        ]
        live = {item.name for item in shelf.items if not item.deleted}
        fresh = {item.name for item, _ in kept} - live
        if fresh and len(live) + len(fresh) > MOST_ITEMS:
            return Refusal.MANY_ITEMS
        if kept:
            await self._store.put_items(kept)
        self._source.changed(guild_id)
        return len(fresh), len(kept) - len(fresh)

    def _brought(
        self, guild_id: int, pack: Pack, name: str, question: Question, before: Item | None, by: int, at: datetime
    ) -> tuple[Item, Version]:
        version = before.version + 1 if before else 1
        question = replace(question, id=own_id(guild_id, name), topic=own_topic(guild_id, pack.name), version=version)
        item = Item(guild_id, name, pack.name, version, question, deleted=False, changed_by=by, changed_at=at)
        return item, Version(name, version, Deed.BROUGHT, by, at, question)

    async def take_out(
        self, guild_id: int, pack_name: str, target: Target, at: datetime
    ) -> tuple[bytes, Report, Pack] | Refusal:
        """A pack as a file of another program."""
        shelf = await self.shelf(guild_id)
        pack, items = shelf.pack(pack_name), shelf.items_of(pack_name)
        if pack is None:
            return Refusal.NO_PACK
        if not items:
            return Refusal.NO_ITEM
        questions = [replace(item.question, id=item.name) for item in items]
        taken = Taken(
            pack.title, f"own_{pack.name}".replace("-", "_")[:32], questions, [pack.title] * len(questions), at
        )
        data, report = await asyncio.to_thread(take_out, taken, target)
        return data, report, pack

    # What a server has chosen

    @_in_turn
    async def choose_topics(self, guild_id: int, off: Iterable[str]) -> Choices:
        """Have these topics asked no more, and all others again."""
        choices = replace(await self._store.choices(guild_id), topics_off=frozenset(off))
        await self._store.put_choices(choices)
        self._source.chose(choices)
        return choices

    @_in_turn
    async def choose_editors(self, guild_id: int, role_id: int | None) -> Choices:
        """Who may edit besides the managers: a role, or nobody."""
        choices = replace(await self._store.choices(guild_id), editor_role=role_id)
        await self._store.put_choices(choices)
        return choices

    def _question(self, draft: Draft, question_id: str, pack: Pack) -> Question:
        """The draft as a question that every screen can show. Raises `RefusedError`."""
        question, _ = question_of(draft, question_id, own_topic(pack.guild_id, pack.name), pack.title)
        if complaint := next(iter(self._unfit(question)), None):
            raise RefusedError(f"It is too long for a screen ({complaint.rstrip('.')}). Shorten it.")
        return question

    def _name(self, pack: Pack, shelf: Shelf, stem: str) -> str:
        return Names(pack.name, {item.name for item in shelf.items}).name("", stem, "")


def _full(shelf: Shelf) -> bool:
    return sum(not item.deleted for item in shelf.items) >= MOST_ITEMS


def _free_name(title: str, taken: set[str]) -> str:
    base = slug(title, 20) or "pack"
    name, number = base, 2
    while name in taken:
        name, number = f"{base}-{number}", number + 1
    return name


def _named(brought: Import, pack: Pack, known: dict[str, Item]) -> Iterable[tuple[str, Question]]:
    """The questions of an import by the names that they get here, the same each time it is brought.

    An id of its author's own that stands in another pack is put behind this pack's name.
    """
    said = {taken.question.id for taken in brought.items}
    for taken in brought.items:
        name = taken.question.id
        while (name in known and known[name].pack != pack.name) or (name != taken.question.id and name in said):
            name = _shortened(f"{pack.name}-{name}")
        said.add(name)
        yield name, taken.question


def _shortened(name: str) -> str:
    """A name of at most 48 characters; two long ones that begin alike stay apart."""
    return name if len(name) <= 48 else f"{name[:31]}-{sha256(name.encode()).hexdigest()[:16]}"
