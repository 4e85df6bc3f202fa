"""What people do with a server's own questions: write, change, delete, switch on and off."""

import asyncio
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from typing import TYPE_CHECKING

from bot.exchange.draft import Draft, Lost, RefusedError
from bot.exchange.taken import Unfit, check_screens
from bot.kernel.choosing import Order
from bot.kernel.keys import Viewer
from bot.kernel.names import title_line
from bot.kernel.normal import normalise
from bot.kernel.questions import MARK, Kind, Question
from bot.kernel.sources import Game, own_id, own_topic
from bot.kernel.topics import is_everybodys, name_topics
from bot.kernel.turns import Turns
from bot.own.copying import copied
from bot.own.naming import free_name, new_name
from bot.own.overlay import laid_over
from bot.own.ports import OwnStore
from bot.own.rules import (
    DECIDED_FOR,
    DELETED_FOR,
    LONGEST_TITLE,
    MOST_DELETED,
    MOST_PACKS,
    Choices,
    Decision,
    Deed,
    Item,
    Pack,
    Refusal,
    Suggestion,
    Version,
    author_of,
    has_same_key,
    is_full,
)
from bot.own.shelf import Shelf
from bot.own.source import OwnSource
from bot.own.turns import in_turn

if TYPE_CHECKING:
    from bot.packs.reading import Loc

ASKED_ALREADY = "asked-already"
"""Beside the checker's rules: the pack has a question that asks the same."""

SAID = 8_192
"""Stems whose normal form is remembered, for whoever looks at one question of a pack after the other: some 8 MB."""

_SOURCE_LINE = re.compile(r"^[ \t]*source[ \t]*:", re.IGNORECASE | re.MULTILINE)
"""What was meant as a source, and stays a line of the explanation where it could not be read as one."""

WOULD_BE_LOST = "Part of it would be lost: {lost}"

TOO_FEW = {
    Kind.SINGLE: "A single choice needs at least two different options, one of them right.",
    Kind.MULTIPLE: "A question with several right answers needs at least two different ones that are right.",
}
"""A question of another kind than its form says is never made of it in silence."""


@dataclass(frozen=True, slots=True)
class Advice:
    """What the checker finds, by the name of its rule, and where in the question."""

    rule: str
    where: "Loc"


class OwnService:
    """The packs of all servers, each for itself."""

    def __init__(self, store: OwnStore, source: OwnSource, unfit: Unfit) -> None:
        self._store = store
        self._source = source
        self._unfit = unfit
        self._turns = Turns()

    def turn(self, guild_id: int) -> asyncio.Lock:
        """Held by whoever reads what a server has in order to change it."""
        return self._turns.of(guild_id)

    async def shelf(self, guild_id: int) -> Shelf:
        """What a server has."""
        return Shelf(
            await self._store.packs(guild_id),
            await self._store.sizes(guild_id),
            await self._store.waiting(guild_id),
            await self._store.choices(guild_id),
        )

    async def packs(self, guild_id: int) -> list[Pack]:
        """A server's packs."""
        return await self._store.packs(guild_id)

    async def choices(self, guild_id: int) -> Choices:
        """What a server has chosen."""
        return await self._store.choices(guild_id)

    async def pack(self, guild_id: int, name: str) -> Pack | None:
        """One pack."""
        return next((pack for pack in await self._store.packs(guild_id) if pack.name == name), None)

    async def page(self, guild_id: int, pack: str, first: int, most: int) -> list[Item]:
        """So many of a pack's questions, from a place on."""
        return await self._store.page(guild_id, pack, first, most)

    async def item(self, guild_id: int, name: str) -> Item | None:
        """One question, deleted or not."""
        return await self._store.item(guild_id, name)

    async def withheld(self, guild_id: int, person: int) -> set[str]:
        """The questions whose keys somebody may not see now, by id; whoever wrote one as it stands knows its key."""
        asked = await self._store.being_asked(Viewer(person, guild_id))
        if not asked:
            return asked
        written = await self._store.written_by(guild_id, person, asked)
        return asked - {now.id for theirs, now in written if has_same_key(theirs, now)}

    async def asked_now(self, guild_id: int, pack: str) -> int:
        """How many of a pack's questions games of the server ask just now."""
        asked = await self._store.being_asked(Viewer(guild_id=guild_id))
        marks = await self._store.marks(guild_id) if asked else {}
        return sum(mark.pack == pack and own_id(guild_id, name) in asked for name, mark in marks.items())

    async def advice(self, question: Question, pack: Pack) -> list[Advice]:
        """What the checker says of a question in a pack, which may ask the same already; each rule speaks once."""
        stems = await self._store.stems(pack.guild_id, pack.name)
        others = [stem for name, stem in stems.items() if own_id(pack.guild_id, name) != question.id]
        asked = await asyncio.to_thread(_is_asked, question.stem, others)
        told = {ASKED_ALREADY: Advice(ASKED_ALREADY, ("stem",))} if asked else {}
        for found in await asyncio.to_thread(_found, question):
            told.setdefault(found.rule, found)
        return list(told.values())

    @in_turn
    async def new_pack(self, guild_id: int, title: str, by: int, at: datetime) -> Pack | Refusal:
        """Begin a draft."""
        title, packs = title_line(title, LONGEST_TITLE), await self._store.packs(guild_id)
        if not title:
            return Refusal.NO_TITLE
        if title.casefold() in (pack.title.casefold() for pack in packs):
            return Refusal.TITLE_TAKEN
        if is_everybodys(title):
            return Refusal.TITLE_OF_A_TOPIC
        if len(packs) >= MOST_PACKS:
            return Refusal.MANY_PACKS
        gone = {mark.pack for mark in (await self._store.marks(guild_id)).values()}
        name = free_name(title, gone | {pack.name for pack in packs})
        pack = Pack(guild_id, name, title, published=False, made_by=by, made_at=at)
        await self._store.put_pack(pack)
        name_topics({own_topic(guild_id, pack.name): title})
        self._source.changed(guild_id)
        await self._forget_topic(own_topic(guild_id, pack.name), await self._store.choices(guild_id))
        return pack

    async def _forget_topic(self, topic: str, choices: Choices) -> None:
        """A new pack is on, whatever had its name before it."""
        if topic in choices.off_anywhere:
            await self._choose(choices.without(topic))

    @in_turn
    async def publish(self, guild_id: int, name: str, *, published: bool) -> Pack | Refusal:
        """Have a pack asked, or no longer."""
        pack = await self.pack(guild_id, name)
        if pack is None:
            return Refusal.NO_PACK
        pack = replace(pack, published=published)
        await self._store.put_pack(pack)
        self._source.changed(guild_id)
        return pack

    @in_turn
    async def drop_pack(
        self, guild_id: int, name: str, by: int, at: datetime, word: str = ""
    ) -> tuple[Pack, list[Suggestion]] | Refusal:
        """Delete a pack for good, with its questions and their history; what waits for a decision is declined.

        The pack as it was, and what was declined, with that word to whoever had suggested it.
        """
        pack = await self.pack(guild_id, name)
        if pack is None:
            return Refusal.NO_PACK
        choices = (await self._store.choices(guild_id)).without(own_topic(guild_id, name))
        numbers = [one.number for one in await self._store.waiting(guild_id) if one.pack == name]
        waiting = [await self._store.suggestion(guild_id, number) for number in numbers]
        declined = [
            replace(one, decision=Decision.DECLINED, word=word, decided_by=by, decided_at=at)
            for one in waiting
            if one is not None
        ]
        await self._store.drop_pack(guild_id, name, choices, declined)
        self._source.chose(choices)
        self._source.changed(guild_id)
        return pack, declined

    @in_turn
    async def write(
        self, guild_id: int, pack_name: str, draft: Draft, by: int, at: datetime, item_name: str = "",
        seen: int | None = None,
    ) -> Item | Refusal:  # fmt: skip
        """Write a question into a pack, or write one of its questions anew. Raises `RefusedError` where it is none.

        `seen` is the version that the draft was made of; of any other it would undo what was done since.
        """
        pack, before = await self.pack(guild_id, pack_name), await self.item(guild_id, item_name)
        if pack is None:
            return Refusal.NO_PACK
        if item_name and before is None:
            return Refusal.NO_ITEM
        if before is not None and seen is not None and before.version != seen:
            return Refusal.CHANGED_SINCE
        marks = await self._store.marks(guild_id)
        if (before is None or before.deleted) and is_full(marks):
            return Refusal.MANY_ITEMS
        name = item_name or new_name(pack, marks, draft.stem)
        question = await self.question(draft, own_id(guild_id, name), pack)
        if before is not None:
            question = laid_over(question, before.question)
        deed = Deed.EDITED if before else Deed.WRITTEN
        return await self.keep(guild_id, pack.name, name, question, deed, by, at, before)

    async def keep(
        self,
        guild_id: int,
        pack: str,
        name: str,
        question: Question,
        deed: Deed,
        by: int,
        at: datetime,
        before: Item | None = None,
        settled: Suggestion | None = None,
    ) -> Item:
        """Put a question as it now is, with who did what; with it a suggestion.

        Its author is whoever suggested it, and nobody else: not who brings it a better wrong answer.
        """
        version = before.version + 1 if before else 1
        question = replace(question, version=version)
        author, author_id = author_of(before)
        if settled and before is None:
            author, author_id = settled.named, settled.by
        item = Item(guild_id, name, pack, version, question, deed is Deed.DELETED, by, at, author, author_id)
        await self._store.put_items([(item, Version(name, version, deed, by, at, question))], settled)
        self._source.changed(guild_id)
        return item

    @in_turn
    async def change(
        self, guild_id: int, name: str, question: Question, by: int, at: datetime, *, seen: int | None = None
    ) -> Item | Refusal:
        """Put another state of a question in its place. `seen` is the version that it was made of."""
        item = await self.item(guild_id, name)
        if item is None or item.deleted:
            return Refusal.NO_ITEM
        if seen is not None and item.version != seen:
            return Refusal.CHANGED_SINCE
        return await self.keep(guild_id, item.pack, name, question, Deed.EDITED, by, at, item)

    @in_turn
    async def delete(self, guild_id: int, name: str, by: int, at: datetime) -> Item | Refusal:
        """Take a question out; for `DELETED_FOR` it can be brought back."""
        done = await self._mark(guild_id, name, Deed.DELETED, by, at)
        await self.drop_deleted(guild_id, at)
        return done

    async def drop_deleted(self, guild_id: int, at: datetime) -> None:
        """Drop for good what was deleted too long ago, and too many; for whoever has the server's turn."""
        if await self._store.drop_deleted(guild_id, at - DELETED_FOR, MOST_DELETED):
            self._source.changed(guild_id)

    @in_turn
    async def sweep(self, guild_id: int, at: datetime) -> None:
        """Drop what was deleted or decided on too long ago."""
        await self.drop_deleted(guild_id, at)
        await self._store.drop_decided(guild_id, at - DECIDED_FOR)

    @in_turn
    async def restore(self, guild_id: int, name: str, by: int, at: datetime) -> Item | Refusal:
        """Bring a deleted question back."""
        if is_full(await self._store.marks(guild_id)):
            return Refusal.MANY_ITEMS
        return await self._mark(guild_id, name, Deed.RESTORED, by, at)

    async def _mark(self, guild_id: int, name: str, deed: Deed, by: int, at: datetime) -> Item | Refusal:
        item = await self.item(guild_id, name)
        if item is None:
            return Refusal.NO_ITEM
        if item.deleted == (deed is Deed.DELETED):
            return item
        return await self.keep(guild_id, item.pack, name, item.question, deed, by, at, item)

    @in_turn
    async def duplicate(self, guild_id: int, like: str, by: int, at: datetime) -> Item | Refusal:
        """A copy to change, beside its like at once."""
        item = await self.item(guild_id, like)
        pack = await self.pack(guild_id, item.pack) if item else None
        if item is None or pack is None:
            return Refusal.NO_ITEM
        marks = await self._store.marks(guild_id)
        if is_full(marks):
            return Refusal.MANY_ITEMS
        name = new_name(pack, marks, f"{item.question.stem} {len(marks)}")
        copy = copied(item, await self._store.versions(guild_id, item.name), name, by, at)
        await self._store.put_items(copy)
        self._source.changed(guild_id)
        return copy[-1][0]

    async def history(self, guild_id: int, name: str) -> list[Version]:
        """What was done to a question, the latest first."""
        return await self._store.versions(guild_id, name)

    # What a server has chosen

    @in_turn
    async def choose_topics(self, guild_id: int, game: Game | None, shown: Iterable[str], on: Iterable[str]) -> Choices:
        """Of the topics that were shown, have those that are `on` asked in a game (None: in every game), no others."""
        return await self._choose((await self._store.choices(guild_id)).switched(game, shown, on))

    @in_turn
    async def choose_order(self, guild_id: int, order: Order) -> Choices:
        """What comes first: what is new, what is known, or as each game has it."""
        return await self._choose(replace(await self._store.choices(guild_id), order=order))

    async def _choose(self, choices: Choices) -> Choices:
        await self._store.put_choices(choices)
        self._source.chose(choices)
        return choices

    @in_turn
    async def choose_editors(self, guild_id: int, role_id: int | None) -> Choices:
        """Who may edit besides the managers: a role, or nobody."""
        choices = replace(await self._store.choices(guild_id), editor_role=role_id)
        await self._store.put_choices(choices)
        return choices

    async def question(self, draft: Draft, question_id: str, pack: Pack) -> Question:
        """The draft as a question that every screen can show. Raises `RefusedError`."""
        topic = own_topic(pack.guild_id, pack.name)
        question, changes = await asyncio.to_thread(_shaped, draft, question_id, topic, pack.title)
        # A file's report tells of these before it comes in.
        if lost := next((change for change in changes if isinstance(change, Lost)), None):
            raise RefusedError(WOULD_BE_LOST.format(lost=lost[:1].lower() + lost[1:]))
        if draft.kind in TOO_FEW and question.kind not in (draft.kind, Kind.TRUE_FALSE):
            raise RefusedError(TOO_FEW[draft.kind])
        await self.check(question)
        return question

    async def check(self, question: Question) -> None:
        """Raise `RefusedError` where a question does not fit on every screen. Drawing them all takes a while."""
        await asyncio.to_thread(check_screens, question, self._unfit)


def _shaped(draft: Draft, name: str, topic: str, section: str) -> tuple[Question, list[str]]:
    """As `question_of`, which is loaded with the first, and learns what an item is: too long for the loop's thread."""
    from bot.exchange.shaping import question_of

    return question_of(draft, name, topic, section)


def _found(question: Question) -> list[Advice]:
    """What the checker finds in one question by itself; it is loaded with the first."""
    from bot.packs.checking.leniency import NO_SOURCE, advice
    from bot.packs.tables import Tables

    found = advice(question, Tables())
    names = (_source_flaw(question) if flaw.message == NO_SOURCE else rule for rule, _, flaw in found)
    return [Advice(name, flaw.loc) for name, (_, _, flaw) in zip(names, found, strict=True)]


def _source_flaw(question: Question) -> str:
    """Whether a question has no source, or one that could not be read and so is still a line of its explanation."""
    return "source-line" if _SOURCE_LINE.search(question.explanation or "") else "source"


def _is_asked(stem: str, others: Iterable[str]) -> bool:
    """Whether one of these stems asks the same; in a large pack that takes seconds the first time."""
    said = _said(stem)
    return any(_said(other) == said for other in others)


@lru_cache(SAID)
def _said(stem: str) -> str:
    """What a question asks, however it is spelled."""
    return normalise(stem.replace(MARK, "")) or stem.casefold()
