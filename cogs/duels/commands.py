"""The `/duel` command, and the same from a person's menu."""

import discord
from discord import Interaction, app_commands
from discord.ext import commands

from bot.duels.rules.model import DuelPace, DuelSettings, Refusal, Where
from bot.duels.service import DuelService
from bot.kernel.asked import Player
from bot.kernel.reading import UnreadableError
from bot.kernel.seeds import seed_for
from cogs.duels.components import DuelComponents
from cogs.duels.presence import why_absent
from cogs.duels.words import A_DUEL_NEEDS, PACES, REFUSALS
from cogs.shared.interactions import lacking, missing_permissions, player_of, say
from cogs.shared.options import EXAMS, topic_choices
from cogs.shared.reading import read_exam, read_topic, told

_PACE_CHOICES = [app_commands.Choice(name=words.capitalize(), value=pace.value) for pace, words in PACES.items()]


class DuelCommands(commands.Cog):
    """Challenge somebody, or anybody."""

    def __init__(self, duels: DuelService, components: DuelComponents, tree: app_commands.CommandTree) -> None:
        self._duels = duels
        self._components = components
        self._tree = tree
        self._menu = app_commands.ContextMenu(name="Challenge to a duel", callback=self._challenge_from_menu)
        self._menu.guild_only = True

    async def cog_load(self) -> None:
        """The library adds a cog's slash commands by itself, but not its menus."""
        self._tree.add_command(self._menu)

    @app_commands.command(description="Challenge somebody, or anybody, to answer the same questions")
    @app_commands.describe(
        opponent="Whom to challenge; leave it out to let anybody accept",
        topic="What to ask about; by default, all topics",
        exam="Only questions for this exam",
        pace="Live, or within a day at a time that suits each of you",
        questions="How many, 3 to 10; five by default",
        rated="Whether it changes ratings; it does by default",
    )
    @app_commands.choices(exam=EXAMS, pace=_PACE_CHOICES)
    @app_commands.guild_only()
    async def duel(
        self,
        interaction: Interaction,
        opponent: discord.Member | discord.User | None = None,
        topic: str | None = None,
        exam: str | None = None,
        pace: str = DuelPace.LIVE,
        questions: app_commands.Range[int, 3, 10] = 5,
        rated: bool = True,  # noqa: FBT001, FBT002 - the library reads options from the signature
    ) -> None:
        """Put a challenge into the channel."""
        try:
            wanted = None if topic is None else read_topic(topic, await self._duels.topics(interaction.guild_id or 0))
            served = None if exam is None else read_exam(exam)
        except UnreadableError as error:
            await say(interaction, told(error))
            return
        await self._challenge(interaction, opponent, DuelSettings(wanted, questions, DuelPace(pace), rated, served))

    @duel.autocomplete("topic")
    async def _topics(self, interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
        return topic_choices(await self._duels.topics(interaction.guild_id or 0), typed)

    async def _challenge_from_menu(self, interaction: Interaction, opponent: discord.Member) -> None:
        await self._challenge(interaction, opponent, DuelSettings())

    async def _challenge(
        self, interaction: Interaction, opponent: discord.Member | discord.User | None, settings: DuelSettings
    ) -> None:
        missing = missing_permissions(interaction, own_thread=False)
        if missing or interaction.guild_id is None or interaction.channel_id is None:
            await say(interaction, _lacks(missing))
            return
        if opponent is not None and opponent.bot:
            await say(interaction, REFUSALS[Refusal.BOT])
            return
        invited = Player(opponent.id, opponent.display_name, interaction.created_at) if opponent else None
        sent = opponent if isinstance(opponent, discord.Member) else None
        if opponent and (absent := await why_absent(interaction, opponent.id, opponent.display_name, sent)):
            await say(interaction, absent)
            return
        where = Where(interaction.guild_id, interaction.channel_id)
        challenger, at = player_of(interaction), interaction.created_at
        result = await self._duels.challenge(where, challenger, invited, settings, seed_for(interaction.id), at)
        if isinstance(result, Refusal):
            await self._components.refused(interaction, result, invited, settings)
        else:
            await self._components.told_of(interaction, result)


def _lacks(missing: list[str]) -> str:
    if not missing:
        return A_DUEL_NEEDS
    return lacking(missing)
