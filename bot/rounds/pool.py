"""Which questions a round can draw from in a server, and which of them it draws."""

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime, timedelta

from bot.kernel.choosing import Order, Recent, choose_for_group
from bot.kernel.keys import Viewer
from bot.kernel.questions import Question
from bot.kernel.sources import Source
from bot.rounds.ports import RoundStore
from bot.rounds.rules.model import Round, Settings

NO_REPEAT = timedelta(days=14)
"""Questions asked in a server this recently come only when there are no others."""


class Pool:
    """The questions of all servers, each server's own among them."""

    def __init__(self, store: RoundStore, sources: Source) -> None:
        self._store = store
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
        """The same with no more questions than can be asked on this server."""
        muted = await self._store.muted_questions(guild_id)
        pool = await self.offered(guild_id, settings, muted)
        there = choose_for_group(pool, settings.questions, seed, {})
        return replace(settings, questions=len(there))

    async def offered(self, guild_id: int, settings: Settings, muted: Collection[str] = ()) -> list[Question]:
        """The questions that a round with these settings can draw from in a server."""
        library = await self.sources.library(guild_id)
        offered = library.about(settings.topic, settings.exam)
        return [question for question in offered if question.id not in muted]

    async def drawn(self, game: Round, at: datetime) -> tuple[list[Question], int]:
        """The questions that a round asks, and how many of them were asked here lately for want of others."""
        muted = await self._store.muted_questions(game.guild_id)
        pool = await self.offered(game.guild_id, game.settings, muted)
        order = (await self.sources.library(game.guild_id)).order
        recent, asking = await self.lately(game.guild_id, at)
        wanted = game.settings.questions + game.warm_up
        chosen = choose_for_group(pool, wanted, game.seed, recent, order, asking)
        repeats = sum(question.id in recent for question in chosen) if order in (Order.USUAL, Order.NEW) else 0
        return chosen, repeats

    async def lately(self, guild_id: int, at: datetime) -> tuple[Recent, set[str]]:
        """What was asked here lately; what a game asks here just now, which comes last of all: its key would show."""
        recent = await self._store.recent_questions(guild_id, at - NO_REPEAT)
        asking = await self._store.being_asked(Viewer(guild_id=guild_id))
        return {**recent, **dict.fromkeys(asking, at)}, asking
