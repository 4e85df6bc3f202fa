"""Choosing the exam that a server prepares for, from its first message on."""

from dataclasses import dataclass

from discord import Interaction

from bot.kernel.custom_ids import Press
from bot.kernel.questions import Exam
from cogs.settings.defaults import Defaults, Wish
from cogs.settings.ids import Verb
from cogs.settings.rendering import exam_card
from cogs.settings.words import ORGANIZERS_CHOOSE
from cogs.shared.interactions import Handler, may_manage, say, values_of
from cogs.shared.options import ANY


@dataclass(frozen=True, slots=True)
class SettingsComponents:
    """The handler, by its verb."""

    defaults: Defaults

    def handlers(self) -> dict[str, Handler]:
        """Verb → handler, for the router."""
        return {Verb.EXAM: self.exam}

    async def exam(self, interaction: Interaction, press: Press) -> None:  # noqa: ARG002
        """Ask which exam; once one is chosen, quizzes ask for it where their host says nothing else."""
        guild_id, chosen = interaction.guild_id, "".join(values_of(interaction)[:1])
        if guild_id is None or not may_manage(interaction):
            await say(interaction, ORGANIZERS_CHOOSE)
        elif chosen in (ANY, *Exam):
            await self.defaults.change(interaction, Wish(exam=chosen))
        else:
            await say(interaction, card=exam_card((await self.defaults.servers.settings(guild_id)).quiz.exam))
