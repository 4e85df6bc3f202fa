"""What a duel on a server can ask, and what two people are asked."""

from collections.abc import Iterable, Sequence

from bot.duels.ports import DuelStore
from bot.duels.rules.model import DuelSettings, Refusal
from bot.kernel.choosing import choose_for_group, eligible
from bot.kernel.keys import Viewer
from bot.kernel.questions import Question
from bot.kernel.sources import Source


class Pool:
    """The questions of each server, for duels."""

    def __init__(self, store: DuelStore, sources: Source) -> None:
        self._store = store
        self._sources = sources

    async def topics(self, guild_id: int) -> list[str]:
        """The topics that can be asked about in a server."""
        return (await self._sources.library(guild_id)).topics

    async def fitting(self, settings: DuelSettings, guild_id: int) -> list[Question]:
        """The questions of a server that fit a duel's settings."""
        return eligible((await self._sources.library(guild_id)).questions.values(), settings.topic, settings.exam)

    async def unmuted(self, settings: DuelSettings, guild_id: int) -> list[Question]:
        """The questions that a duel on a server can draw from while nothing else asks them."""
        muted = await self._store.muted_questions(guild_id)
        return [question for question in await self.fitting(settings, guild_id) if question.id not in muted]

    async def free(self, players: Iterable[int], guild_id: int, settings: DuelSettings) -> list[Question]:
        """Those that no game asks which any of them can play, since a duel's points tell who had them right.

        Other duels may ask them: there are many at a time in a tournament, and each is closed to whoever is not in it.
        """
        asking = {name for one in players for name in await self._store.asked_besides_duels(Viewer(one, guild_id))}
        return [question for question in await self.unmuted(settings, guild_id) if question.id not in asking]

    async def fitted(
        self, players: Iterable[int], guild_id: int, settings: DuelSettings, seed: int
    ) -> DuelSettings | Refusal:
        """The same with no more questions than these can be asked now, or why that is none."""
        free = await self.free(players, guild_id, settings)
        there = choose_for_group(free, settings.questions, seed, {})
        return settings.shortened(len(there)) if there else await self.why_none(guild_id, settings)

    async def why_none(self, guild_id: int, settings: DuelSettings) -> Refusal:
        """Why there is nothing that two can be asked now."""
        return Refusal.BEING_ASKED if await self.unmuted(settings, guild_id) else Refusal.NO_QUESTIONS

    async def drawn(
        self, both: Sequence[int], guild_id: int, settings: DuelSettings, seed: int, *, free: bool
    ) -> tuple[list[Question], list[int]]:
        """Questions for two, new to both where the packs allow; and how many answers of each count on the server.

        `free`: only what is free; otherwise, the rest comes last. All games of a tournament are as long as each other,
        and none of them waits.
        """
        pool = await (self.free(both, guild_id, settings) if free else self.unmuted(settings, guild_id))
        asking = {name for one in both for name in await self._store.being_asked(Viewer(one, guild_id))}
        seen, order = await self._store.seen(both), (await self._sources.library(guild_id)).order
        chosen = choose_for_group(pool, settings.questions, seed, seen, order, asking)
        return chosen, [await self._store.answered(guild_id, one) for one in both]
