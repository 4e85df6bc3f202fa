"""The `/quiz` commands."""

from dataclasses import replace
from typing import cast

import discord
from discord import Interaction, app_commands
from discord.ext import commands

from bot.kernel.custom_ids import Press
from bot.kernel.ports import MessageKey
from bot.kernel.reading import UnreadableError
from bot.kernel.seeds import seed_for
from bot.rounds.rules.cards import LOBBY, current_card
from bot.rounds.rules.model import Phase, Refusal, Settings
from bot.rounds.service import RoundService
from bot.servers.api import ServerService
from cogs.rounds.components import asks_to_end
from cogs.rounds.hosting.components import why_not_host
from cogs.rounds.hosting.rendering import ending_card
from cogs.rounds.ids import Verb
from cogs.rounds.options import PACE_CHOICES, SCORING_CHOICES, chosen
from cogs.rounds.privates import QuizPrivates
from cogs.rounds.refusing import why_not
from cogs.rounds.words import (
    A_QUIZ_NEEDS,
    HERE_IT,
    NO_QUIZ_IS_RUNNING,
    NO_QUIZ_IS_RUNNING_HERE,
    NO_THREAD,
    REFUSALS,
    THE_LOBBY_IS_CLOSED,
    THE_LOBBY_IS_OPEN,
    THE_QUIZ_IS_OVER,
    thread_title,
)
from cogs.shared.interactions import Handler, lacking, may_manage, missing_permissions, player_of, say
from cogs.shared.options import EXAMS, topic_choices
from cogs.shared.reading import told
from cogs.shared.standing import Stands, barred, barrier_in, barrier_to


@app_commands.guild_only()
class QuizCommands(commands.GroupCog, group_name="quiz", group_description="Quiz each other in this channel"):
    """Start a quiz, find it again, end it."""

    def __init__(self, rounds: RoundService, servers: ServerService, privates: QuizPrivates, stands: Stands) -> None:
        self._rounds = rounds
        self._servers = servers
        self._privates = privates
        self._stands = stands

    @app_commands.command(description="Start a quiz that everybody in this channel can join")
    @app_commands.describe(
        topic="What to ask about; the server's default if left out",
        exam="Only questions for this exam",
        questions="How many, 1 to 30; the server's default, or 10, if left out",
        pace="How much time a question has",
        scoring="What points are given for",
        thread="Hold it in its own thread",
    )
    @app_commands.choices(exam=EXAMS, pace=PACE_CHOICES, scoring=SCORING_CHOICES)
    async def start(
        self,
        interaction: Interaction,
        topic: str | None = None,
        exam: str | None = None,
        questions: app_commands.Range[int, 1, 30] | None = None,
        pace: str | None = None,
        scoring: str | None = None,
        thread: bool | None = None,  # noqa: FBT001 - the library reads options from the signature
    ) -> None:
        """Open a lobby; what is left out is as the organisers set it."""
        if told_who := await why_not_host(interaction, self._servers):
            await say(interaction, told_who)
            return
        usual = await self._servers.settings(interaction.guild_id or 0)
        known = await self._rounds.pool.topics(interaction.guild_id or 0)
        try:
            settings = chosen(usual.quiz, known, topic, exam, questions, pace, scoring)
        except UnreadableError as error:
            await say(interaction, told(error))
            return
        if topic is None:
            settings = await self._rounds.pool.following(interaction.guild_id or 0, settings)
        wanted = usual.thread if thread is None else thread
        if refusal := await self._rounds.why_not_start(interaction.guild_id or 0, settings):
            usually = topic is None and exam is None
            await say(interaction, await self._why_not(refusal, interaction, settings, by_default=usually))
            return
        await self._open(interaction, settings, thread=wanted and can_have_thread(interaction), asked=bool(thread))

    def handlers(self) -> dict[str, Handler]:
        """Verb → handler, for the router: a quiz as is usual here, by a button of the help or of the group's course."""
        return {Verb.START: self._start_usual}

    async def _start_usual(self, interaction: Interaction, press: Press) -> None:
        if told_who := await why_not_host(interaction, self._servers):
            await say(interaction, told_who)
            return
        guild_id = interaction.guild_id or 0
        usual = await self._servers.settings(guild_id)
        known = await self._rounds.pool.topics(guild_id)
        named = next((topic for topic in known if topic in press.arguments), None)
        settings = (
            replace(usual.quiz, topic=named) if named else await self._rounds.pool.following(guild_id, usual.quiz)
        )
        if refusal := await self._rounds.why_not_start(guild_id, settings):
            await say(interaction, await self._why_not(refusal, interaction, settings, by_default=named is None))
            return
        await self._open(interaction, settings, thread=usual.thread and can_have_thread(interaction), asked=False)

    async def _open(self, interaction: Interaction, settings: Settings, *, thread: bool, asked: bool) -> None:
        missing = missing_permissions(interaction, own_thread=thread)
        if missing or interaction.guild_id is None or interaction.channel_id is None:
            await say(interaction, _lacks(missing))
            return
        channel_id = interaction.channel_id
        if thread:
            await interaction.response.defer(ephemeral=True)
            fitting = await self._rounds.pool.fitting(interaction.guild_id, settings, seed_for(interaction.id))
            if not fitting.questions:
                refusal = await self._rounds.pool.why_none(interaction.guild_id, settings)
                await say(interaction, await self._why_not(refusal, interaction, settings))
                return
            try:
                channel_id = await _open_thread(interaction, fitting)
            except discord.HTTPException as error:
                await say(interaction, barred(interaction, barrier_in(error)))
                return
        result = await self._rounds.start(
            guild_id=interaction.guild_id,
            channel_id=channel_id,
            host=player_of(interaction),
            settings=settings,
            seed=seed_for(interaction.id),
            at=interaction.created_at,
        )
        if isinstance(result, Refusal):
            await say(interaction, await self._why_not(result, interaction, settings))
        elif barrier := await barrier_to(interaction, MessageKey(result.id, LOBBY), self._stands):
            await say(interaction, barred(interaction, barrier))
        else:
            where = f" in <#{channel_id}>" if thread else ""
            instead = NO_THREAD if asked and not thread else ""
            await say(interaction, THE_LOBBY_IS_OPEN.format(where=where, instead=instead))
            self._privates.keep(interaction, result.id)

    async def _why_not(
        self, refusal: Refusal, interaction: Interaction, settings: Settings, *, by_default: bool = False
    ) -> str:
        return await why_not(refusal, self._rounds.pool, interaction.guild_id or 0, settings, by_default=by_default)

    @start.autocomplete("topic")
    async def _topics(self, interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
        return topic_choices(await self._rounds.pool.topics(interaction.guild_id or 0), typed)

    @app_commands.command(description="Bring the running quiz back to the bottom of the channel")
    async def show(self, interaction: Interaction) -> None:
        """Post the current card anew."""
        game = await self._rounds.show(interaction.channel_id or 0, interaction.created_at)
        if game is None:
            await say(interaction, NO_QUIZ_IS_RUNNING)
            return
        barrier = await barrier_to(interaction, MessageKey(game.id, current_card(game)), self._stands, anew=True)
        await say(interaction, barred(interaction, barrier) if barrier else HERE_IT)

    @app_commands.command(description="End the quiz here")
    async def stop(self, interaction: Interaction) -> None:
        """End the channel's round; where that cuts off questions, once that was asked."""
        game = await self._rounds.running_in(interaction.channel_id or 0)
        if game is None:
            await say(interaction, NO_QUIZ_IS_RUNNING_HERE)
            return
        if asks_to_end(interaction, game):
            await say(interaction, card=ending_card(game))
            return
        result = await self._rounds.stop(
            game.id, interaction.user.id, interaction.created_at, may_manage=may_manage(interaction)
        )
        ended = THE_LOBBY_IS_CLOSED if game.phase is Phase.LOBBY else THE_QUIZ_IS_OVER
        await say(interaction, REFUSALS[result] if isinstance(result, Refusal) else ended)


def _lacks(missing: list[str]) -> str:
    if not missing:
        return A_QUIZ_NEEDS
    return lacking(missing)


def can_have_thread(interaction: Interaction) -> bool:
    """Whether Discord lets threads be made in a channel of this kind."""
    return isinstance(interaction.channel, discord.TextChannel)


async def _open_thread(interaction: Interaction, settings: Settings) -> int:
    channel = interaction.channel
    if not isinstance(channel, discord.TextChannel):
        return cast(int, interaction.channel_id)
    kind = discord.ChannelType.news_thread if channel.is_news() else discord.ChannelType.public_thread
    thread = await channel.create_thread(name=thread_title(settings), type=kind)
    return thread.id
