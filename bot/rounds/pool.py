"""Which questions a round can draw from in a server, and which of them it draws."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.kernel.choosing import Order, choose_for_group
from bot.kernel.keys import Viewer
from bot.kernel.questions import Question
from bot.kernel.sources import Source
from bot.rounds.ports import Keeping, RoundStore, no_daily
from bot.rounds.rules.model import Refusal, Round, Settings

NO_REPEAT = timedelta(days=14)
"""Questions asked in a server this recently come only when there are no others."""


@dataclass(frozen=True, slots=True)
class Held:
    """How many questions no round asks for as long as another game of the server does.

    `by_daily` of them are those of its dailies, which keep them `until` then.
    """

    questions: int
    by_daily: int = 0
    until: datetime | None = None


class Pool:
    """The questions of all servers, each server's own among them."""

    def __init__(self, store: RoundStore, sources: Source, keeping: Keeping = no_daily) -> None:
        self._store = store
        self._keeping = keeping
        self.sources = sources

    async def topics(self, guild_id: int) -> list[str]:
        """The topics that can be asked about in a server, after the module that its group is at."""
        library = await self.sources.library(guild_id)
        return [library.leading, *library.topics] if library.leading else library.topics

    async def following(self, guild_id: int, settings: Settings) -> Settings:
        """The same about the module that the server's group is at, where no topic is chosen and enough can be asked."""
        leading = (await self.sources.library(guild_id)).leading
        if settings.topic is not None or not leading:
            return settings
        led = replace(settings, topic=leading)
        fitting = await self.fitting(guild_id, led, 0)
        return led if fitting.questions == settings.questions else settings

    async def fitting(self, guild_id: int, settings: Settings, seed: int) -> Settings:
        """The same with no more questions than can be asked on this server now."""
        there = choose_for_group(await self._free(guild_id, settings), settings.questions, seed, {})
        return settings.shortened(len(there))

    async def offered(self, guild_id: int, settings: Settings, muted: Collection[str] = ()) -> list[Question]:
        """The questions that a round with these settings can draw from in a server while nothing else asks them."""
        library = await self.sources.library(guild_id)
        offered = library.about(settings.topic, settings.exam)
        return [question for question in offered if question.id not in muted]

    async def held(self, guild_id: int, settings: Settings) -> Held:
        """What a round with these settings cannot draw only because its keys may not be seen yet."""
        _, held = await self._there(guild_id, settings)
        return await self._told(held, guild_id)

    async def why_none(self, guild_id: int, settings: Settings) -> Refusal:
        """Why there is nothing that a round with these settings can ask."""
        _, held = await self._there(guild_id, settings)
        return Refusal.BEING_ASKED if held else Refusal.NO_QUESTIONS

    async def shortage(self, game: Round) -> Held | None:
        """What a lobby's quiz leaves out for as long as it is asked elsewhere; None where that makes it no shorter."""
        free, held = await self._there(game.guild_id, game.settings)
        if not held:
            return None
        wanted = game.settings.wish.questions + game.warm_up
        now, without = (len(choose_for_group(some, wanted, game.seed, {})) for some in (free, [*free, *held]))
        return await self._told(held, game.guild_id) if now < without else None

    async def drawn(self, game: Round, at: datetime) -> tuple[list[Question], int]:
        """The questions that a round asks, and how many of them were asked here lately for want of others."""
        pool = await self._free(game.guild_id, game.settings)
        order = (await self.sources.library(game.guild_id)).order
        recent = await self._store.recent_questions(game.guild_id, at - NO_REPEAT)
        wanted = game.settings.questions + game.warm_up
        chosen = choose_for_group(pool, wanted, game.seed, recent, order)
        repeats = sum(question.id in recent for question in chosen) if order in (Order.USUAL, Order.NEW) else 0
        return chosen, repeats

    async def _free(self, guild_id: int, settings: Settings) -> list[Question]:
        """What can be asked now: a round shows its keys to everybody, also to who could still use them elsewhere."""
        free, _ = await self._there(guild_id, settings)
        return free

    async def _there(self, guild_id: int, settings: Settings) -> tuple[list[Question], list[Question]]:
        """What can be asked now, and what could be, did not another game of the server ask it."""
        muted = await self._store.muted_questions(guild_id)
        asking = await self._store.being_asked(Viewer(guild_id=guild_id))
        there = await self.offered(guild_id, settings, muted)
        return [one for one in there if one.id not in asking], [one for one in there if one.id in asking]

    async def _told(self, held: Sequence[Question], guild_id: int) -> Held:
        kept = await self._keeping(guild_id) if held else {}
        by_daily = [kept[one.id] for one in held if one.id in kept]
        return Held(len(held), len(by_daily), max(by_daily, default=None))
