"""Choosing the exam that a server prepares for, from its first message on."""

from dataclasses import dataclass, replace

from discord import Interaction

from bot.kernel.choosing import eligible
from bot.kernel.custom_ids import Press
from bot.kernel.questions import Exam
from bot.kernel.sources import Source
from bot.rounds.api import Refusal
from bot.servers.api import ServerService
from cogs.rounds.words import REFUSALS
from cogs.settings.ids import Verb
from cogs.settings.rendering import exam_card, server_card
from cogs.settings.words import ORGANIZERS_CHOOSE
from cogs.shared.interactions import Handler, may_manage, say, values_of
from cogs.shared.options import ANY


@dataclass(frozen=True, slots=True)
class SettingsComponents:
    """The handler, by its verb."""

    servers: ServerService
    sources: Source

    def handlers(self) -> dict[str, Handler]:
        """Verb → handler, for the router."""
        return {Verb.EXAM: self.exam}

    async def exam(self, interaction: Interaction, press: Press) -> None:  # noqa: ARG002
        """Ask which exam; once one is chosen, quizzes ask for it where their host says nothing else."""
        guild_id, chosen = interaction.guild_id, "".join(values_of(interaction)[:1])
        if guild_id is None or not may_manage(interaction):
            await say(interaction, ORGANIZERS_CHOOSE)
        elif chosen in (ANY, *Exam):
            await self._set(interaction, guild_id, None if chosen == ANY else Exam(chosen))
        else:
            await say(interaction, card=exam_card((await self.servers.settings(guild_id)).quiz.exam))

    async def _set(self, interaction: Interaction, guild_id: int, exam: Exam | None) -> None:
        library = await self.sources.library(guild_id)
        async with self.servers.turn(guild_id):
            usual = await self.servers.settings(guild_id)
            quiz = replace(usual.quiz, exam=exam)
            if not eligible(library.questions.values(), quiz.topic, exam):
                await say(interaction, REFUSALS[Refusal.NO_QUESTIONS])
                return
            usual = await self.servers.set_quiz(guild_id, quiz, thread=usual.thread)
        await say(interaction, card=server_card(usual))
