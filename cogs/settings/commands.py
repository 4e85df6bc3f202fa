"""The `/settings` commands; the daily's part of them is in `cogs/daily/settings.py`."""

import discord
from discord import Interaction, app_commands
from discord.ext import commands

from bot.daily.api import DailySchedules
from bot.kernel.sources import Source
from bot.servers.api import Hosting, ServerService
from cogs.daily.settings import DailySettings
from cogs.rounds.options import PACE_CHOICES, SCORING_CHOICES
from cogs.settings.defaults import Defaults, Wish
from cogs.settings.rendering import Daily, show_card
from cogs.settings.words import HOSTINGS, ROLE_OR_EVERYBODY
from cogs.shared.interactions import say
from cogs.shared.options import EXAMS, topic_choices

HOST_CHOICES = [
    app_commands.Choice(name=words.capitalize(), value=hosting.value) for hosting, words in HOSTINGS.items()
]


@app_commands.guild_only()
@app_commands.default_permissions(manage_guild=True)
class SettingsCommands(
    DailySettings, commands.GroupCog, group_name="settings", group_description="How Recall works on this server"
):
    """Settings of a server."""

    def __init__(self, schedules: DailySchedules, servers: ServerService, sources: Source) -> None:
        self._schedules = schedules
        self._servers = servers
        self._sources = sources
        self._defaults = Defaults(servers, sources)

    @app_commands.command(description="Check the setup: permissions, the daily, and quiz defaults")
    async def show(self, interaction: Interaction) -> None:
        """What works, what does not and how to mend it, and what to do next."""
        guild = interaction.guild
        if guild is None:
            return
        settings = await self._servers.settings(guild.id)
        daily = await self._daily(guild)
        lacking = await self._defaults.lacking(guild.id, settings.quiz)
        leading = await self._schedules.leading(guild.id)
        card = show_card(interaction.app_permissions, daily, settings, lacking=lacking, leading=leading)
        await say(interaction, card=card)

    async def _daily(self, guild: discord.Guild) -> Daily | None:
        schedule = await self._schedules.schedule(guild.id)
        if schedule is None:
            return None
        return Daily(schedule, await self._lacking(guild, schedule))

    @app_commands.command(description="Set the defaults for quizzes on this server")
    @app_commands.describe(
        topic="What to ask about",
        exam="Only questions for this exam",
        questions="How many, 1 to 30",
        pace="How much time a question has",
        scoring="What points are given for",
        thread="Hold each quiz in its own thread",
        host="Who can start quizzes",
        host_role="The role whose members can start quizzes",
    )
    @app_commands.choices(exam=EXAMS, pace=PACE_CHOICES, scoring=SCORING_CHOICES, host=HOST_CHOICES)
    async def server(
        self,
        interaction: Interaction,
        topic: str | None = None,
        exam: str | None = None,
        questions: app_commands.Range[int, 1, 30] | None = None,
        pace: str | None = None,
        scoring: str | None = None,
        thread: bool | None = None,  # noqa: FBT001 - the library reads options from the signature
        host: str | None = None,
        host_role: discord.Role | None = None,
    ) -> None:
        """Change what was given, and say how it is now."""
        if host is not None and host_role is not None:
            await say(interaction, ROLE_OR_EVERYBODY)
            return
        wish = Wish(topic, exam, questions, pace, scoring, thread, _hosting(host, host_role))
        await self._defaults.change(interaction, wish)

    @server.autocomplete("topic")
    async def _server_topics(self, interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
        return topic_choices((await self._sources.library(interaction.guild_id or 0)).topics, typed)


def _hosting(host: str | None, role: discord.Role | None) -> tuple[Hosting, int | None] | None:
    """Everybody, a role, or organizers; the role that everybody has means everybody. None where nothing was said."""
    if role is not None and not role.is_default():
        return Hosting.ROLE, role.id
    if host is None and role is None:
        return None
    return Hosting(host or Hosting.EVERYBODY), None
