"""What the command and the buttons of `/me` do."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO

import discord
from discord import Interaction

from bot.courses.api import Passed
from bot.delivery.sender import UNREACHABLE
from bot.kernel.custom_ids import Press
from bot.kernel.dates import read_day
from bot.kernel.numbers import quoted
from bot.kernel.questions import Exam
from bot.kernel.reading import UnreadableError
from bot.learning.api import Given
from bot.profile.service import ProfileService
from bot.readiness.api import Plan, Sat
from bot.reminders.api import Reminder
from cogs.profile.ids import Verb
from cogs.profile.packing import packed
from cogs.profile.rendering import (
    anki_card,
    erase_card,
    erased_card,
    exam_form,
    export_card,
    half_erased_card,
    profile_card,
)
from cogs.profile.words import DATES_SAVED, ERASING, NO_DATE, NO_MISSES, NOT_A_DAY, SAVED, TOO_LARGE
from cogs.shared.cards import Card
from cogs.shared.controls import once_seen
from cogs.shared.interactions import Handler, form_values, largest_file, open_form, say, take_time
from cogs.shared.literal import literal
from cogs.shared.reading import told


@dataclass(frozen=True, slots=True)
class MeComponents:
    """The handlers, by verb; each takes the interaction and the parsed id."""

    profile: ProfileService
    plan_of: Callable[[int, datetime, Sequence[Given], int], Awaitable[Plan | None]]
    passed_by: Callable[[int, int], Awaitable[Passed]]
    reminder_of: Callable[[int], Awaitable[Reminder | None]]
    past_of: Callable[[int, datetime], Awaitable[Sequence[Sat]]]
    ready: Callable[[Interaction, Exam, str], Awaitable[None]]
    """Shows how ready they are for an exam, below a notice."""

    def handlers(self) -> dict[str, Handler]:
        """Verb → handler, for the router."""
        return {
            Verb.LOOK: self.look_again,
            Verb.EXAM: self.exam,
            Verb.EXAM_FORM: self.set_exam,
            Verb.EXPORT: self.export,
            Verb.ANKI: self.anki,
            Verb.ERASE: self.ask_to_erase,
            Verb.ERASE_FOR_GOOD: once_seen(self.erase),
        }

    async def look(self, interaction: Interaction, notice: str = "") -> None:
        """The profile."""
        await take_time(interaction)
        who, guild_id = interaction.user.id, interaction.guild_id or 0
        answered = await self.profile.answered(who)
        profile = await self.profile.look(who, guild_id, answered)
        plan = await self.plan_of(who, interaction.created_at, answered, guild_id)
        passed = await self.passed_by(who, guild_id)
        reminder = await self.reminder_of(who)
        past = await self.past_of(who, interaction.created_at)
        await say(interaction, card=profile_card(profile, notice, plan, passed, reminder, past))

    async def look_again(self, interaction: Interaction, press: Press) -> None:  # noqa: ARG002
        """Back to the profile."""
        await self.look(interaction)

    async def exam(self, interaction: Interaction, press: Press) -> None:
        """The form with the dates."""
        await open_form(interaction, exam_form(await self.profile.exams(interaction.user.id), press.arguments[:1]))

    async def set_exam(self, interaction: Interaction, press: Press) -> None:
        """What was typed into it; the page that it was opened from stands there again, with what has changed."""
        typed = {exam: form_values(interaction).get(exam.value, "").strip() for exam in Exam}
        days: dict[Exam, date | None] = {}
        notices: list[str] = []
        for exam, text in typed.items():
            try:
                days[exam] = read_day(text) if text else None
            except UnreadableError as error:
                notices.append(NOT_A_DAY.format(exam=exam, error=told(error)))
        far = await self.profile.set_exams(interaction.user.id, days, interaction.created_at)
        notices += [NO_DATE.format(exam=exam, typed=literal(quoted(typed[exam]))) for exam in far]
        set_from = next((exam for exam in Exam if press.arguments[:1] == (exam.value,)), None)
        if set_from is not None:
            await self.ready(interaction, set_from, "\n".join(notices) or SAVED)
        else:
            await self.look(interaction, notice="\n".join(notices) or DATES_SAVED)

    async def export(self, interaction: Interaction, press: Press) -> None:  # noqa: ARG002
        """The copy, as files."""
        await take_time(interaction)
        copy = await self.profile.export(interaction.user.id, interaction.created_at, interaction.guild_id or 0)
        texts = {
            "recall.json": copy.as_json,
            "recall-answers.csv": copy.answers_csv,
            "recall-estimates.csv": copy.estimates_csv,
        }
        await self._send(interaction, texts, export_card)

    async def anki(self, interaction: Interaction, press: Press) -> None:  # noqa: ARG002
        """The misses as a deck."""
        await take_time(interaction)
        deck = await self.profile.anki(interaction.user.id, interaction.guild_id or 0)
        if deck is None:
            await self.look(interaction, notice=NO_MISSES)
        else:
            await self._send(interaction, {"recall-misses.txt": deck}, anki_card)

    async def _send(
        self, interaction: Interaction, texts: Mapping[str, str], card: Callable[[tuple[str, ...]], Card]
    ) -> None:
        """Hand files over, packed where Discord takes them only so; else say how large they are."""
        most = largest_file(interaction)
        files = await asyncio.to_thread(packed, texts, most)
        if files is None:
            await self.look(interaction, notice=TOO_LARGE.format(most=most // 2**20))
            return
        attached = [discord.File(BytesIO(content), name) for name, content in files.items()]
        await say(interaction, card=card(tuple(files)), files=attached)

    async def ask_to_erase(self, interaction: Interaction, press: Press) -> None:  # noqa: ARG002
        """What would go."""
        await take_time(interaction)
        await say(interaction, card=erase_card(await self.profile.counts(interaction.user.id)))

    async def erase(self, interaction: Interaction, press: Press) -> None:  # noqa: ARG002
        """It goes, which takes a while: once that is certain, there is nothing to press until it is gone."""

        async def begun() -> None:
            with suppress(discord.HTTPException, *UNREACHABLE):
                await say(interaction, ERASING)

        await take_time(interaction)
        done = await self.profile.erase(interaction.user.id, begun)
        await say(interaction, card=half_erased_card(done.left) if done.left else erased_card(done.gone))
