"""The `/tournament` commands."""

from datetime import timedelta

import discord
from discord import Interaction, app_commands
from discord.ext import commands

from bot.duels.api import DuelPace, Where
from bot.kernel.ports import MessageKey
from bot.kernel.reading import UnreadableError
from bot.tournaments.rules.cards import CUP, cards
from bot.tournaments.rules.model import DAYS, MINUTES, ROUNDS, Kind, Phase, Plan, Refusal, Tournament
from bot.tournaments.service import TournamentService
from cogs.shared.interactions import may_manage, player_of, say, what_is_lacking
from cogs.shared.lacking import why_nothing
from cogs.shared.options import EXAMS, topic_choices
from cogs.shared.reading import read_exam, read_topic, told
from cogs.shared.standing import Stands, barred, barrier_to
from cogs.shared.telling import Telling
from cogs.shared.words import begun_large, name
from cogs.tournaments import words
from cogs.tournaments.components import TournamentComponents

_KINDS = [app_commands.Choice(name=begun_large(text), value=kind.value) for kind, text in words.KINDS.items()]
_PACES = [app_commands.Choice(name=begun_large(text), value=pace.value) for pace, text in words.PACES.items()]


@app_commands.guild_only()
class TournamentCommands(
    Telling, commands.GroupCog, group_name="tournament", group_description="Swiss and arena tournaments"
):
    """Set one up, bring it back, and steer it."""

    def __init__(self, tournaments: TournamentService, components: TournamentComponents, stands: Stands) -> None:
        self._tournaments = tournaments
        self._components = components
        self._stands = stands

    @app_commands.command(description="Set up a tournament in this channel; everybody here can sign up")
    @app_commands.describe(
        kind="Rounds for everybody, or as many games as you like until the bell",
        pace="Swiss only: live, or with days to answer; live if left out",
        rounds="Swiss: how many rounds, 2 to 12; three if left out",
        minutes="Arena: how long, 20 to 60 minutes; 30 if left out",
        days="Swiss with days to answer: how many days a round lasts, 1 to 7; one if left out",
        questions="Questions a game, 3 to 10; five if left out",
        topic="What to ask about; everything if left out",
        exam="Only questions for this exam",
        rated="Whether it moves ratings; it does if left out",
        starts_in="Start by itself in so many minutes; by button if left out",
    )
    @app_commands.choices(kind=_KINDS, pace=_PACES, exam=EXAMS)
    async def create(
        self,
        interaction: Interaction,
        kind: str,
        pace: str | None = None,
        rounds: app_commands.Range[int, 2, 12] | None = None,
        minutes: app_commands.Range[int, 20, 60] | None = None,
        days: app_commands.Range[int, 1, 7] | None = None,
        questions: app_commands.Range[int, 3, 10] = 5,
        topic: str | None = None,
        exam: str | None = None,
        rated: bool = True,  # noqa: FBT001, FBT002 - the library reads options from the signature
        starts_in: app_commands.Range[int, 1, 10_080] | None = None,
    ) -> None:
        """Open the sign-up."""
        lacks = what_is_lacking(interaction)
        if lacks or interaction.guild_id is None or interaction.channel_id is None:
            await say(interaction, lacks or words.IN_A_SERVER)
            return
        odd = _odd_one(Kind(kind), pace, rounds, minutes, days)
        if odd is not None:
            await say(interaction, odd)
            return
        try:
            wanted = None if topic is None else read_topic(topic, await self._tournaments.topics(interaction.guild_id))
            served = None if exam is None else read_exam(exam)
        except UnreadableError as error:
            await say(interaction, told(error))
            return
        at = interaction.created_at
        plan = Plan(
            kind=Kind(kind),
            pace=DuelPace(pace or DuelPace.LIVE),
            rounds=rounds or ROUNDS,
            minutes=minutes or MINUTES,
            days=days or DAYS,
            questions=questions,
            topic=wanted,
            exam=served,
            rated=rated,
            starts_at=at + timedelta(minutes=starts_in) if starts_in else None,
        )
        where = Where(interaction.guild_id, interaction.channel_id)
        result = await self._tournaments.announce(where, player_of(interaction), plan, at)
        if result is Refusal.NO_QUESTIONS:
            known = await self._tournaments.topics(interaction.guild_id)
            await say(interaction, why_nothing(known, wanted, words.REFUSALS[result]))
        elif isinstance(result, Refusal):
            await say(interaction, words.REFUSALS[result])
        else:
            await self._told_of(interaction, result, words.ANNOUNCED)

    @create.autocomplete("topic")
    async def _topics(self, interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
        return topic_choices(await self._tournaments.topics(interaction.guild_id or 0), typed)

    @app_commands.command(description="Where you are in this channel's tournament, and your next game")
    async def show(self, interaction: Interaction) -> None:
        """One's own part, privately."""
        found = await self._found(interaction)
        if found is not None:
            await self._components.show(interaction, found)

    @app_commands.command(description="Start this channel's tournament now (host)")
    async def start(self, interaction: Interaction) -> None:
        """Begin."""
        found = await self._steered(interaction)
        if found is not None:
            result = await self._tournaments.start(found.id, interaction.created_at)
            await say(
                interaction, words.REFUSALS[result] if isinstance(result, Refusal) else words.started(found, result)
            )

    @app_commands.command(description="Take a player out of this channel's tournament (host)")
    @app_commands.describe(player="Who is to play no more")
    async def remove(self, interaction: Interaction, player: discord.Member | discord.User) -> None:
        """Have somebody play no more."""
        found = await self._steered(interaction)
        if found is None:
            return
        result = await self._tournaments.remove(found.id, player.id, interaction.created_at)
        if isinstance(result, Refusal):
            await say(interaction, words.NOT_A_PLAYER if result is Refusal.NOT_IN else words.REFUSALS[result])
        else:
            await say(interaction, words.REMOVED.format(who=name(player.display_name)))

    @app_commands.command(description="End this channel's tournament early; the standings stay as they are (host)")
    async def stop(self, interaction: Interaction) -> None:
        """Ask once more, and end it."""
        found = await self._steered(interaction)
        if found is not None:
            await self._components.ask_to_end(interaction, found)

    @app_commands.command(name="continue", description="Continue a paused tournament, in this channel (host)")
    async def resume(self, interaction: Interaction) -> None:
        """Go on here."""
        found = await self._to_resume(interaction) or await self._steered(interaction)
        if found is not None and (lacks := what_is_lacking(interaction)):
            await say(interaction, lacks)
        elif found is not None:
            at, channel = interaction.created_at, interaction.channel_id or 0
            result = await self._tournaments.resume(found.id, channel, interaction.user.id, at)
            if isinstance(result, Refusal):
                await say(interaction, words.REFUSALS[result])
            else:
                await say(interaction, words.RESUMED_MISSED if result.is_missed else words.RESUMED)

    async def in_the_way(self, interaction: Interaction) -> str:
        """That their tournament is paused, or could not start at its time, for the organizer."""
        found = await self._tournaments.to_tell(interaction.guild_id or 0, interaction.user.id)
        if found is None:
            return ""
        if found.pause is None:
            return words.TELL_MISSED.format(channel=found.channel_id) if found.is_missed else ""
        told = words.TELL_HIDDEN if found.phase is Phase.SIGN_UP else words.TELL_PAUSED[found.pause]
        return (words.TELL_MISSED_UNSEEN if found.is_missed else told).format(channel=found.channel_id)

    async def _to_resume(self, interaction: Interaction) -> Tournament | None:
        """A paused one that somebody may steer: this channel's, else their own, else any of a server they manage."""
        manages, guild_id = may_manage(interaction), interaction.guild_id or 0
        here = await self._tournaments.in_channel(interaction.channel_id or 0)
        if here is not None and here.pause is not None and (manages or here.organizer_id == interaction.user.id):
            return here
        own = await self._tournaments.paused(guild_id, interaction.user.id)
        return own or (await self._tournaments.paused(guild_id, None) if manages else None)

    async def _found(self, interaction: Interaction) -> Tournament | None:
        found = await self._tournaments.in_channel(interaction.channel_id or 0)
        if found is None:
            await say(interaction, words.REFUSALS[Refusal.UNKNOWN])
        return found

    async def _steered(self, interaction: Interaction) -> Tournament | None:
        found = await self._found(interaction)
        return found if found is not None and await self._components.may_steer(interaction, found) else None

    async def _told_of(self, interaction: Interaction, tournament: Tournament, text: str) -> None:
        """Say so once the card stands; else what is in its way."""
        key = MessageKey(tournament.id, CUP if tournament.phase is Phase.SIGN_UP else cards(tournament)[-1])
        barrier = await barrier_to(interaction, key, self._stands)
        await say(interaction, barred(interaction, barrier) if barrier is not None else text)


def _odd_one(kind: Kind, pace: str | None, rounds: int | None, minutes: int | None, days: int | None) -> str | None:
    """What to say of an option that the others leave nothing to decide; None where all fit."""
    if kind is Kind.ARENA and pace == DuelPace.DAY:
        return words.LIVE_ONLY
    if kind is Kind.ARENA and rounds is not None:
        return words.SWISS_ONLY
    if kind is Kind.SWISS and minutes is not None:
        return words.ARENA_ONLY
    if days is not None and pace != DuelPace.DAY:
        return words.NO_DAYS_IN_AN_ARENA if kind is Kind.ARENA else words.NO_DAYS
    return None
