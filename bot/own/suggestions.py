"""What members suggest for a server's own packs, and what becomes of it."""

import asyncio
from dataclasses import dataclass, replace
from datetime import datetime

from bot.exchange.draft import Draft
from bot.kernel.keys import Viewer
from bot.kernel.questions import Question
from bot.kernel.sources import own_id
from bot.own.bettering import Proposal, bettered, proposed, taken_back
from bot.own.naming import new_name
from bot.own.overlay import laid_over
from bot.own.ports import OwnStore
from bot.own.rules import MOST_OF_ONE, MOST_WAITING, Decision, Deed, Item, Pack, Refusal, Suggestion, is_full
from bot.own.service import OwnService
from bot.own.turns import in_turn

MOST_SHOWN = 15
"""So many of somebody's own suggestions are shown, the latest."""


@dataclass(frozen=True, slots=True)
class Edited:
    """A suggestion as an editor wrote it, and the version of the question that they had before them; 0: a new one."""

    draft: Draft
    seen: int


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

    async def proposal(self, one: Suggestion, *, as_one_more: bool = False) -> Proposal:
        """What a suggestion would make of what it is about, as that stands by now; see `proposed`."""
        item = await self._store.item(one.guild_id, one.item) if one.item else None
        return proposed(one, item, as_one_more=as_one_more)

    async def of_member(self, guild_id: int, by: int) -> list[Suggestion]:
        """What somebody suggested, the latest first."""
        return await self._store.suggestions_of(guild_id, by, MOST_SHOWN)

    async def may_be_seen(self, question: Question, viewer: Viewer) -> bool:
        """Whether a viewer may see now which answers of a question are wrong."""
        return question.id not in await self._store.being_asked(viewer)

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
        question = await self._own.question(draft, own_id(guild_id, name), pack)
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
        await self._own.check(question)
        suggestion = Suggestion(guild_id, 0, item.pack, question, by, named, at, item=item.name, instead=instead)
        return await self._queue(suggestion)

    async def _many(self, guild_id: int, by: int) -> bool:
        waiting = await self._store.waiting(guild_id)
        return len(waiting) >= MOST_WAITING or sum(one.by == by for one in waiting) >= MOST_OF_ONE

    async def _queue(self, suggestion: Suggestion) -> Suggestion:
        """Give it a number by the clock: none comes back after a server's data have gone.

        Buttons that still stand on old screens mean suggestions by their numbers.
        """
        last = await self._store.last_number(suggestion.guild_id)
        numbered = replace(suggestion, number=max(last + 1, int(suggestion.at.timestamp())))
        await self._store.put_suggestion(numbered)
        return numbered

    @in_turn
    async def decide(
        self, guild_id: int, number: int, decision: Decision, by: int, at: datetime, word: str = "", *,
        edited: Edited | None = None,
    ) -> Suggestion | Refusal:  # fmt: skip
        """Accept a suggestion, as it is or edited, or decline it with a word. Raises `RefusedError`."""
        found = await self._store.suggestion(guild_id, number)
        if found is None or found.decision is not Decision.WAITING:
            return Refusal.DECIDED
        pack = await self._own.pack(guild_id, found.pack)
        settled = replace(found, decision=decision, word=word, decided_by=by, decided_at=at)
        if decision is not Decision.ACCEPTED:
            await self._store.put_suggestion(settled)
            return settled
        if pack is None:
            return Refusal.NO_PACK
        if found.item:
            return await self._better(settled, pack, edited, by, at)
        return await self._add(settled, pack, edited, by, at)

    async def _add(
        self, settled: Suggestion, pack: Pack, edited: Edited | None, by: int, at: datetime
    ) -> Suggestion | Refusal:
        marks = await self._store.marks(pack.guild_id)
        if is_full(marks):
            return Refusal.MANY_ITEMS
        name = new_name(pack, marks, settled.question.stem)
        question = replace(settled.question, id=own_id(pack.guild_id, name))
        if edited is not None:
            question = await self._written(edited, pack, question)
        settled = replace(settled, question=replace(settled.question, id=question.id))  # their words, for an undo, too
        as_suggested = question == settled.question
        deed = Deed.SUGGESTED if as_suggested else Deed.EDITED  # which says whose words they are
        await self._own.keep(pack.guild_id, pack.name, name, question, deed, by, at, settled=settled)
        return settled

    async def _better(
        self, settled: Suggestion, pack: Pack, edited: Edited | None, by: int, at: datetime
    ) -> Suggestion | Refusal:
        """The wrong answer goes into the question as it stands by now."""
        item = await self._store.item(settled.guild_id, settled.item)
        if item is None or item.deleted:
            return Refusal.NO_ITEM
        if edited is None:
            question = proposed(settled, item).question
        elif edited.seen != item.version:
            return Refusal.CHANGED_SINCE
        else:
            question = await self._written(edited, pack, item.question)
        if isinstance(question, Refusal):
            return question
        await self._own.check(question)
        settled = replace(settled, question=replace(settled.question, version=item.version + 1))
        await self._own.keep(
            settled.guild_id, item.pack, item.name, question, Deed.BETTERED, by, at, item, settled=settled
        )
        return settled

    async def _written(self, edited: Edited, pack: Pack, over: Question) -> Question:
        return laid_over(await self._own.question(edited.draft, over.id, pack), over)

    @in_turn
    async def undo(self, guild_id: int, number: int, by: int, at: datetime) -> Suggestion | Refusal:
        """Take a decision back: the suggestion waits again, and what it changed is undone, and nothing else."""
        found = await self._store.suggestion(guild_id, number)
        if found is None:
            return Refusal.SUGGESTION_GONE
        if found.decision is Decision.WAITING:
            return Refusal.UNDONE_ALREADY
        if await self._own.pack(guild_id, found.pack) is None:
            return Refusal.NO_PACK
        waits = replace(found, decision=Decision.WAITING, word="", decided_by=None, decided_at=None)
        if found.decision is Decision.DECLINED:
            await self._store.put_suggestion(waits)
            return waits
        item = await self._store.item(guild_id, found.about)
        if item is None or item.deleted:
            return Refusal.NO_ITEM
        if found.item:
            return await self._unbetter(item, found, waits, by, at)
        if item.version != 1:
            return Refusal.NOTHING_TO_UNDO
        deed = Deed.DELETED
        await self._own.keep(guild_id, item.pack, item.name, item.question, deed, by, at, item, settled=waits)
        await self._own.drop_deleted(guild_id, at)
        return waits

    async def _unbetter(
        self, item: Item, found: Suggestion, waits: Suggestion, by: int, at: datetime
    ) -> Suggestion | Refusal:
        """Out of the question as it stands goes what this suggestion brought; what came later stays."""
        states = {one.version: one for one in await self._store.versions(item.guild_id, item.name)}
        after, before = states.get(found.question.version), states.get(found.question.version - 1)
        if after is None or before is None or (after.deed, after.at) != (Deed.BETTERED, found.decided_at):
            return Refusal.NOTHING_TO_UNDO
        question = taken_back(item.question, before.question, after.question)
        if question is None:
            return Refusal.NOTHING_TO_UNDO
        await self._own.check(question)
        await self._own.keep(item.guild_id, item.pack, item.name, question, Deed.RESTORED, by, at, item, settled=waits)
        return waits
