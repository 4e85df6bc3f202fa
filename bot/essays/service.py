"""What somebody can do with an essay alone. Their own marks are kept with it, and are no evidence of anything else."""

from collections.abc import Awaitable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Protocol

from bot.essays import rules
from bot.essays.rules import Attempt, Mark, Refusal
from bot.flashcards.api import FlashcardService, point_id
from bot.kernel.essays import Essay
from bot.kernel.keys import SubjectStore, Viewer
from bot.kernel.names import shows_something, unhidden
from bot.kernel.sources import Source
from bot.kernel.turns import Turns

COMES_BACK = timedelta(days=1)
"""So long after it was found missing, a point comes as a review."""


class EssayStore(Protocol):
    """The attempts' rows."""

    async def of(self, player_id: int) -> list[Attempt]:
        """All attempts of somebody, oldest first."""

    def put(self, attempt: Attempt) -> Awaitable[None]:
        """Queue the row; done when committed. Raises `StorageError`."""


@dataclass(frozen=True, slots=True)
class Desk:
    """A subject with what somebody wrote on it last, None where they have not written anything.

    `hidden`: people write about it just now, so nobody sees its points or its sample.
    """

    essay: Essay
    attempt: Attempt | None
    hidden: bool = False


class EssayService:
    """Nothing of it is kept in memory."""

    def __init__(
        self, store: EssayStore, sources: Source, flashcards: FlashcardService, subjects: SubjectStore
    ) -> None:
        self._store = store
        self._sources = sources
        self._flashcards = flashcards
        self._subjects = subjects
        self._turns = Turns()

    async def all(self, player_id: int, guild_id: int) -> Sequence[Desk]:
        """All subjects, as the packs list them."""
        essays = (await self._sources.library(guild_id)).essays
        latest = {attempt.essay: attempt for attempt in await self._store.of(player_id)}
        return [
            Desk(essay, rules.fitting(latest[name], essay) if name in latest else None)
            for name, essay in essays.items()
        ]

    async def desk(self, player_id: int, guild_id: int, name: str) -> Desk | None:
        """A subject; None where there is no such one."""
        found = next((desk for desk in await self.all(player_id, guild_id) if desk.essay.id == name), None)
        written = await self._subjects.being_written(Viewer(player_id, guild_id)) if found else ()
        return found and replace(found, hidden=name in written)

    async def write(
        self, player_id: int, guild_id: int, name: str, text: str, attempt_id: int, at: datetime
    ) -> Desk | Refusal:
        """Keep what was written: in place of what was not compared yet, or as a new attempt."""
        async with self._turns.of(player_id):
            desk = await self.desk(player_id, guild_id, name)
            if desk is None:
                return Refusal.UNKNOWN
            if not shows_something(text):
                return Refusal.EMPTY
            text = unhidden(text)
            fresh = Attempt(attempt_id, player_id, name, text, at)
            found = rules.rewritten(desk.attempt, text, at) if desk.attempt else fresh
            after = fresh if isinstance(found, Refusal) else found
            await self._store.put(after)
            return replace(desk, attempt=after)

    async def mark(
        self, player_id: int, guild_id: int, name: str, place: int, mark: Mark, at: datetime
    ) -> Desk | Refusal:
        """Say whether a point is there, unless these are hidden. With the last one, the missing ones become reviews."""
        async with self._turns.of(player_id):
            desk = await self.desk(player_id, guild_id, name)
            if desk is None or desk.attempt is None:
                return Refusal.UNKNOWN
            if desk.hidden:
                return desk
            after = rules.marked(desk.attempt, desk.essay, place, mark, at)
            if after is not desk.attempt:
                if after.done_at:  # first, so that a kill between the two leaves a mark to be pressed again
                    lost = [point_id(name, missed) for missed in rules.missing(after)]
                    await self._flashcards.add(player_id, lost, at + COMES_BACK)
                await self._store.put(after)
            return replace(desk, attempt=after)
