"""Changing what a quiz is like on a server where its host says nothing else, by a command or from the first message."""

from dataclasses import dataclass

from discord import Interaction

from bot.kernel.choosing import eligible
from bot.kernel.reading import UnreadableError
from bot.kernel.sources import Source
from bot.rounds.api import Refusal, Settings
from bot.servers.api import Hosting, ServerService
from cogs.rounds.options import chosen
from cogs.rounds.words import NO_QUESTIONS_BY_DEFAULT, REFUSALS
from cogs.settings.rendering import server_card
from cogs.shared.interactions import say
from cogs.shared.lacking import why_nothing
from cogs.shared.reading import told


@dataclass(frozen=True, slots=True)
class Wish:
    """What is to be otherwise; None stays as it is. `hosting`: who may start quizzes, and the role that it names."""

    topic: str | None = None
    exam: str | None = None
    questions: int | None = None
    pace: str | None = None
    scoring: str | None = None
    thread: bool | None = None
    hosting: tuple[Hosting, int | None] | None = None


@dataclass(frozen=True, slots=True)
class Defaults:
    """The defaults of all servers, each changed by one person at a time."""

    servers: ServerService
    sources: Source

    async def fit(self, guild_id: int, quiz: Settings) -> bool:
        """Whether there are questions for what a quiz is like where its host says nothing else."""
        library = await self.sources.library(guild_id)
        return bool(eligible(library.questions.values(), quiz.topic, quiz.exam))

    async def lacking(self, guild_id: int, quiz: Settings) -> str:
        """Why a quiz has no questions where its host says nothing else; empty where it has some."""
        if await self.fit(guild_id, quiz):
            return ""
        return why_nothing((await self.sources.library(guild_id)).topics, None, NO_QUESTIONS_BY_DEFAULT)

    async def change(self, interaction: Interaction, wish: Wish) -> None:
        """Change what was wished, and say how it is now."""
        guild_id = interaction.guild_id or 0
        library = await self.sources.library(guild_id)
        async with self.servers.turn(guild_id):
            usual = await self.servers.settings(guild_id)
            try:
                quiz = chosen(
                    usual.quiz, library.topics, wish.topic, wish.exam, wish.questions, wish.pace, wish.scoring
                )
            except UnreadableError as error:
                await say(interaction, told(error))
                return
            chose = wish.topic is not None or wish.exam is not None
            if chose and not await self.fit(guild_id, quiz):
                otherwise = REFUSALS[Refusal.NO_QUESTIONS]
                await say(interaction, why_nothing(library.topics, quiz.topic, otherwise))
                return
            thread = usual.thread if wish.thread is None else wish.thread
            if (quiz, thread) != (usual.quiz, usual.thread):
                usual = await self.servers.set_quiz(guild_id, quiz, thread=thread)
            if wish.hosting is not None:
                usual = await self.servers.set_hosting(guild_id, *wish.hosting)
        await say(interaction, card=server_card(usual))
