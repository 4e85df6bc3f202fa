"""What the buttons and forms of reports do."""

from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from typing import Any

import discord
from discord import Interaction

from bot.kernel.custom_ids import Press, read_number
from bot.kernel.questions import Question
from bot.reports.rules import Complaint, Outcome, Report
from bot.reports.service import ReportService
from cogs.reports.ids import Verb, game_in, question_in
from cogs.reports.rendering import cases_card, report_form
from cogs.reports.words import (
    DECIDED_ALREADY,
    HERE,
    KEPT_THE_PERSON_WHO,
    MUTED_IT_IS_NO,
    NO_QUESTION,
    NOBODY_WOULD_SEE,
    NONE_MET,
    NOT_ORGANISER,
    UNMUTED_IT_IS_ASKED,
    many_open,
    server_text,
    thanks,
)
from cogs.shared.controls import once_seen
from cogs.shared.interactions import Handler, form_values, may_manage, open_form, say, values_of


@dataclass(frozen=True, slots=True)
class ReportComponents:
    """The handlers, by verb; each takes the interaction and the parsed id."""

    reports: ReportService
    name_of: Callable[[int], Awaitable[str | None]]
    """What a server is called."""

    def handlers(self) -> dict[str, Handler]:
        """Verb → handler, for the router."""
        return {
            Verb.REPORT: self.open_form,
            Verb.SUBMIT: self.submit,
            Verb.CASE: self.case,
            Verb.MUTE: once_seen(self.mute),
            Verb.KEEP: once_seen(self.keep),
            Verb.UNMUTE: self.unmute,
        }

    async def report_message(self, interaction: Interaction, message: discord.Message) -> None:
        """The form for the question that a message shows."""
        ids = [*_custom_ids([component.to_dict() for component in message.components])]
        found, game_id = question_in(ids), game_in(ids)
        if game_id is None or not _is_ours(interaction, message):
            await say(interaction, NO_QUESTION)
        elif found is not None:
            await self.open_form(interaction, found)
        elif why := await self._why_not(interaction, await self._server(interaction, game_id)):
            await say(interaction, why)
        else:
            await self._ask_which(interaction, game_id)

    async def _ask_which(self, interaction: Interaction, game_id: int) -> None:
        """The form with the questions of a game that they have met, where a message shows none of them by itself."""
        met = await self.reports.met(game_id, interaction.user.id)
        if met:
            await open_form(interaction, report_form(game_id, min(met), met))
        else:
            first = await self.reports.asked(game_id, 0, interaction.user.id)
            await say(interaction, NO_QUESTION if first is None else NONE_MET)

    async def open_form(self, interaction: Interaction, press: Press) -> None:
        """The form for the question that a button stands on."""
        question = await self.reports.asked(press.game_id, press.position, interaction.user.id)
        if question is None:
            await say(interaction, NONE_MET)
        elif why := await self._why_not(interaction, await self._server(interaction, press.game_id, question)):
            await say(interaction, why, beside=True)
        else:
            await open_form(interaction, report_form(press.game_id, press.position))

    async def _server(self, interaction: Interaction, game_id: int, question: Question | None = None) -> int:
        return await self.reports.server(game_id, question, interaction.guild_id or 0)

    async def _why_not(self, interaction: Interaction, server: int) -> str:
        """Why no report of theirs would be taken for a server: they hear so before they write one."""
        if not server:
            return NOBODY_WOULD_SEE
        full = await self.reports.is_full(server, interaction.user.id)
        return many_open(await self._where(interaction, server)) if full else ""

    async def _where(self, interaction: Interaction, server: int) -> str:
        return HERE if server == interaction.guild_id else server_text(await self.name_of(server))

    async def submit(self, interaction: Interaction, press: Press) -> None:
        """Keep what was reported. Anybody may report a question that was asked."""
        values = form_values(interaction)
        question = await self._meant(interaction, press, values.get("question"))
        if question is None or values.get("complaint") not in set(Complaint):
            await say(interaction, NO_QUESTION, beside=True)
            return
        server = await self._server(interaction, press.game_id, question)
        if why := await self._why_not(interaction, server):
            await say(interaction, why, beside=True)
            return
        report = Report(
            guild_id=server,
            question_id=question.id,
            reporter_id=interaction.user.id,
            complaint=Complaint(values["complaint"]),
            text=values.get("text", ""),
            at=interaction.created_at,
        )
        kept = await self.reports.report(report)
        where = await self._where(interaction, server)
        await say(interaction, thanks(where) if kept else many_open(where), beside=True)

    async def _meant(self, interaction: Interaction, press: Press, chosen: str | None) -> Question | None:
        """The question of a form: the one that it was opened on, or the one chosen in it."""
        if chosen is None:
            return await self.reports.asked(press.game_id, press.position, interaction.user.id)
        place = read_number(chosen)
        return None if place is None else (await self.reports.met(press.game_id, interaction.user.id)).get(place)

    # The organisers' side

    async def show(
        self, interaction: Interaction, index: int = 0, notice: str = "", page: int = 0, further: int = 0
    ) -> None:
        """What was reported in this server, for who may manage it."""
        if interaction.guild_id is None or not may_manage(interaction):
            await say(interaction, NOT_ORGANISER)
            return
        cases = await self.reports.cases(interaction.guild_id, interaction.user.id, index)
        muted = await self.reports.muted_by_name(interaction.guild_id)
        await say(interaction, card=cases_card(cases, index, muted, notice, page, further))

    async def case(self, interaction: Interaction, press: Press) -> None:
        """Another reported question, or another page of its reports or of what is muted."""
        index, page, further = ([*(read_number(place) or 0 for place in press.arguments), 0, 0, 0])[:3]
        await self.show(interaction, index, page=page, further=further)

    async def mute(self, interaction: Interaction, press: Press) -> None:
        """Do not ask it here any more."""
        await self._decide(interaction, press, Outcome.MUTED, MUTED_IT_IS_NO)

    async def keep(self, interaction: Interaction, press: Press) -> None:
        """It is fine as it is."""
        await self._decide(interaction, press, Outcome.KEPT, KEPT_THE_PERSON_WHO)

    async def unmute(self, interaction: Interaction, press: Press) -> None:  # noqa: ARG002
        """Ask it again."""
        notice = ""
        if interaction.guild_id is not None and may_manage(interaction):
            for question_id in values_of(interaction):
                await self.reports.unmute(interaction.guild_id, question_id, interaction.created_at)
                notice = UNMUTED_IT_IS_ASKED
        await self.show(interaction, notice=notice)

    async def _decide(self, interaction: Interaction, press: Press, outcome: Outcome, told: str) -> None:
        if interaction.guild_id is None or not may_manage(interaction):
            await say(interaction, NOT_ORGANISER)
            return
        question_id = ":".join(press.arguments)
        settled = await self.reports.decide(
            interaction.guild_id, question_id, outcome, interaction.user.id, interaction.created_at
        )
        await self.show(interaction, notice=told if settled else DECIDED_ALREADY)


def _is_ours(interaction: Interaction, message: discord.Message) -> bool:
    """Whether the bot wrote it; its user's id is another than its application's where the application is old."""
    us = interaction.client.user
    return us is not None and message.author.id == us.id


def _custom_ids(node: Any) -> Iterator[str]:
    if isinstance(node, list):
        for child in node:
            yield from _custom_ids(child)
    elif isinstance(node, dict):
        if "custom_id" in node:
            yield str(node["custom_id"])
        yield from _custom_ids([child for child in node.values() if isinstance(child, list | dict)])
