"""What members suggest for a server's own packs, and what becomes of it."""

import asyncio
from dataclasses import replace
from datetime import datetime

from bot.exchange.draft import Draft
from bot.kernel.questions import Question
from bot.kernel.sources import own_id
from bot.own.overlay import laid_over
from bot.own.ports import OwnStore
from bot.own.rules import (
    MOST_OF_ONE,
    MOST_WAITING,
    Decision,
    Deed,
    Item,
    Pack,
    Refusal,
    Suggestion,
    added,
    bettered,
)
from bot.own.service import OwnService, is_full, new_name
from bot.own.turns import in_turn

MOST_SHOWN = 15
"""So many of somebody's own suggestions are shown, the latest."""


class SuggestionService:
    """The suggestions of all servers, each for itself."""

    def __init__(self, store: OwnStore, own: OwnService) -> None:
        self._store = store
        self._own = own

    def turn(self, guild_id: int) -> asyncio.Lock:
        """The turn of all that changes a server's own questions."""
        return self._own.turn(guild_id)

    async def suggestion(self, guild_id: int, number: int) -> Suggestion | None:
        """One suggestion."""
        return await self._store.suggestion(guild_id, number)

    async def of_member(self, guild_id: int, by: int) -> list[Suggestion]:
        """What somebody suggested, the latest first."""
        return await self._store.suggestions_of(guild_id, by, MOST_SHOWN)

    @in_turn
    async def suggest(
        self, guild_id: int, pack_name: str, draft: Draft, by: int, named: str, at: datetime
    ) -> Suggestion | Refusal:
        """Put a question into the queue. Raises `RefusedError` where it is none."""
        pack = await self._own.pack(guild_id, pack_name)
        if pack is None:
            return Refusal.NO_PACK
        if await self._many(guild_id, by):
            return Refusal.MANY_WAITING
        name = new_name(pack, await self._store.marks(guild_id), draft.stem)
        question = self._own.question(draft, own_id(guild_id, name), pack)
        return await self._queue(Suggestion(guild_id, 0, pack.name, question, by, named, at))

    @in_turn
    async def suggest_distractor(
        self, guild_id: int, item_name: str, text: str, why: str, instead: str, by: int, named: str, at: datetime
    ) -> Suggestion | Refusal:
        """Put a better wrong answer for a question into the queue."""
        item = await self._store.item(guild_id, item_name)
        if item is None or item.deleted:
            return Refusal.NO_ITEM
        if await self._many(guild_id, by):
            return Refusal.MANY_WAITING
        question = bettered(item.question, text, why, instead)
        if isinstance(question, Refusal):
            return question
        self._own.check(question)
        suggestion = Suggestion(guild_id, 0, item.pack, question, by, named, at, item=item.name, instead=instead)
        return await self._queue(suggestion)

    async def _many(self, guild_id: int, by: int) -> bool:
        waiting = await self._store.waiting(guild_id)
        return len(waiting) >= MOST_WAITING or sum(one.by == by for one in waiting) >= MOST_OF_ONE

    async def _queue(self, suggestion: Suggestion) -> Suggestion:
        number = await self._store.last_number(suggestion.guild_id) + 1
        numbered = replace(suggestion, number=number)
        await self._store.put_suggestion(numbered)
        return numbered

    @in_turn
    async def decide(
        self, guild_id: int, number: int, decision: Decision, by: int, at: datetime, word: str = "", *,
        draft: Draft | None = None,
    ) -> Suggestion | Refusal:  # fmt: skip
        """Accept a suggestion, as it is or edited, or decline it with a word. Raises `RefusedError`."""
        found = await self._store.suggestion(guild_id, number)
        if found is None or found.decision is not Decision.WAITING:
            return Refusal.DECIDED
        pack = await self._own.pack(guild_id, found.pack)
        settled = replace(found, decision=decision, word=word, decided_by=by, decided_at=at)
        if decision is not Decision.ACCEPTED or pack is None:
            await self._store.put_suggestion(settled)
            return settled
        if found.item:
            return await self._better(settled, pack, draft, by, at)
        return await self._add(settled, pack, draft, by, at)

    async def _add(
        self, settled: Suggestion, pack: Pack, draft: Draft | None, by: int, at: datetime
    ) -> Suggestion | Refusal:
        marks = await self._store.marks(pack.guild_id)
        if is_full(marks):
            return Refusal.MANY_ITEMS
        name = new_name(pack, marks, settled.question.stem)
        question = self._edited(replace(settled.question, id=own_id(pack.guild_id, name)), pack, draft)
        settled = replace(settled, question=question)
        await self._own.keep(pack.guild_id, pack.name, name, question, Deed.SUGGESTED, by, at, settled=settled)
        return settled

    async def _better(
        self, settled: Suggestion, pack: Pack, draft: Draft | None, by: int, at: datetime
    ) -> Suggestion | Refusal:
        """The wrong answer goes into the question as it stands by now."""
        item = await self._store.item(settled.guild_id, settled.item)
        if item is None or item.deleted:
            return Refusal.NO_ITEM
        question: Question | Refusal = settled.question
        new = added(item.question, settled.question)
        if draft is not None:
            question = self._edited(settled.question, pack, draft)
        elif new is None:
            return Refusal.SAID_ALREADY
        else:
            question = bettered(item.question, new.text, new.why, settled.instead)
        if isinstance(question, Refusal):
            return question
        self._own.check(question)
        await self._own.keep(
            settled.guild_id, item.pack, item.name, question, Deed.BETTERED, by, at, item, settled=settled
        )
        return settled

    def _edited(self, question: Question, pack: Pack, draft: Draft | None) -> Question:
        return question if draft is None else laid_over(self._own.question(draft, question.id, pack), question)

    @in_turn
    async def undo(self, guild_id: int, number: int, by: int, at: datetime) -> Suggestion | Refusal:
        """Take a decision back: the suggestion waits again, and what it changed is undone, unless it was edited."""
        found = await self._store.suggestion(guild_id, number)
        if found is None or found.decision is Decision.WAITING:
            return Refusal.NOTHING_TO_UNDO
        waits = replace(found, decision=Decision.WAITING, word="", decided_by=None, decided_at=None)
        if found.decision is Decision.DECLINED:
            await self._store.put_suggestion(waits)
            return waits
        name = found.item or found.question.id.rpartition(".")[2]
        item = await self._store.item(guild_id, name)
        history = await self._store.versions(guild_id, name)
        came_by = Deed.BETTERED if found.item else Deed.SUGGESTED
        if item is None or not history or history[0].deed is not came_by or item.version != history[0].version:
            return Refusal.NOTHING_TO_UNDO
        await self._take_back(item, history[1].question if found.item else None, waits, by, at)
        return waits

    async def _take_back(self, item: Item, before: Question | None, waits: Suggestion, by: int, at: datetime) -> None:
        deed, question = (Deed.EDITED, before) if before else (Deed.DELETED, item.question)
        await self._own.keep(item.guild_id, item.pack, item.name, question, deed, by, at, item, settled=waits)
