"""The daily reminder: asked for and taken away in `/me`, practised from by one press."""

from dataclasses import dataclass
from datetime import date

from discord import Interaction, TextStyle
from discord.ui import Label, Modal, TextInput

from bot.delivery.sender import Drawing
from bot.kernel.custom_ids import Press
from bot.kernel.dates import read_time
from bot.kernel.reading import UnreadableError
from bot.practice.api import Wish
from bot.reminders.rules import Reminder
from bot.reminders.service import ReminderService, Waiting
from cogs.practice.components import PracticeComponents
from cogs.profile.ids import Verb, here, on_reminder
from cogs.readiness.words import countdown, other_exams, portion
from cogs.reminders.words import (
    A_DIRECT_MESSAGE,
    ANOTHER_TIME,
    AT_WHAT_TIME,
    BACK,
    DAILY_REMINDER,
    DAILY_REMINDER_FORM,
    DUE,
    EVERY_DAY_AT_TIME,
    NO_REMINDER_IS_SET,
    NO_REMINDERS,
    NO_REVIEW_IS_DUE,
    OFF,
    PRACTICE,
    REVIEWS_ARE,
    STOPPED,
    SUCH_AS_BERLIN,
    SUCH_AS_OR_PM,
    THE_NEXT,
    TIME_FOR_A_LITTLE,
    TWO_OF_THESE_WENT,
    YOUR_CITY_OR_TIME,
)
from cogs.shared.cards import MAIN, Card, button, row
from cogs.shared.interactions import Handler, form_values, open_form, say
from cogs.shared.reading import read_zone, told
from cogs.shared.words import count, from_now


@dataclass(frozen=True, slots=True)
class ReminderComponents:
    """The handlers, by verb."""

    reminders: ReminderService
    practice: PracticeComponents

    def handlers(self) -> dict[str, Handler]:
        """Verb → handler, for the router."""
        return {
            Verb.REMINDER: self.look,
            Verb.REMINDER_FORM: self.form,
            Verb.REMINDER_SET: self.set,
            Verb.REMINDER_OFF: self.off,
            Verb.NO_MORE: self.no_more,
            Verb.PRACTISE: self.practise,
        }

    async def look(self, interaction: Interaction, press: Press) -> None:  # noqa: ARG002
        """How it is now."""
        await self._show(interaction)

    async def form(self, interaction: Interaction, press: Press) -> None:  # noqa: ARG002
        """When, and where on earth."""
        reminder = await self.reminders.of(interaction.user.id)
        await open_form(interaction, reminder_form(reminder))

    async def set(self, interaction: Interaction, press: Press) -> None:  # noqa: ARG002
        """What was typed into it."""
        typed = form_values(interaction)
        try:
            local = read_time(typed.get("time", ""))
            zone = read_zone(typed.get("place", ""), self.reminders.zones)
        except UnreadableError as error:
            await self._show(interaction, told(error))
            return
        await self.reminders.ask(interaction.user.id, local, zone, interaction.created_at)
        await self._show(interaction)

    async def off(self, interaction: Interaction, press: Press) -> None:  # noqa: ARG002
        """No more of them."""
        await self.reminders.stop(interaction.user.id)
        await self._show(interaction)

    async def no_more(self, interaction: Interaction, press: Press) -> None:  # noqa: ARG002
        """The same, from a reminder itself."""
        await self.reminders.stop(interaction.user.id)
        await say(interaction, OFF)

    async def practise(self, interaction: Interaction, press: Press) -> None:  # noqa: ARG002
        """What the reminder is for."""
        await self.practice.begin(interaction, Wish())

    async def _show(self, interaction: Interaction, notice: str = "") -> None:
        await say(interaction, card=settings_card(await self.reminders.of(interaction.user.id), notice))


def settings_card(reminder: Reminder | None, notice: str = "") -> Card:
    """Whether there is one, and when it comes."""
    buttons = [button(ANOTHER_TIME if reminder else "Set a time", here(Verb.REMINDER_FORM), MAIN)]
    if reminder is not None:
        buttons.append(button(NO_REMINDERS, here(Verb.REMINDER_OFF)))
    return Card(
        f"⚠️ {notice}" if notice else "",
        DAILY_REMINDER.format(state=_state(reminder)),
        A_DIRECT_MESSAGE,
        rows=[row(*buttons, button(BACK, here(Verb.LOOK)))],
    )


def reminder(day: date, waits: Waiting, last_chance: bool) -> Drawing:  # noqa: FBT001 - as the way to direct messages has it
    """The message itself. A plan counts the reviews of the whole day: beside it, those due by now would be others."""
    due = DUE.format(due=count(waits.due, *REVIEWS_ARE)) if waits.due else NO_REVIEW_IS_DUE
    plan = "\n".join([countdown(waits.plan), portion(waits.plan), *other_exams(waits.plan)]) if waits.plan else ""
    last = TWO_OF_THESE_WENT if last_chance else ""
    practise = button(PRACTICE, on_reminder(Verb.PRACTISE, day), MAIN)
    no_more = button(NO_REMINDERS, on_reminder(Verb.NO_MORE, day))
    view = Card(TIME_FOR_A_LITTLE.format(due="" if plan else f" {due}"), plan, last, rows=[row(practise, no_more)])
    return Drawing(view, settled=True)


def reminder_form(reminder: Reminder | None) -> Modal:
    """A time and a city."""
    form = Modal(title=DAILY_REMINDER_FORM, custom_id=here(Verb.REMINDER_SET), timeout=None)
    form.add_item(
        Label(
            text=AT_WHAT_TIME,
            description=SUCH_AS_OR_PM,
            component=_field("time", 10, f"{reminder.time:%H:%M}" if reminder else None),
        )
    )
    form.add_item(
        Label(
            text=YOUR_CITY_OR_TIME,
            description=SUCH_AS_BERLIN,
            component=_field("place", 60, reminder.zone if reminder else None),
        )
    )
    form.stop()
    return form


def _field(name: str, longest: int, default: str | None) -> TextInput[Modal]:
    return TextInput(custom_id=name, style=TextStyle.short, max_length=longest, default=default)


def _state(reminder: Reminder | None) -> str:
    if reminder is None:
        return NO_REMINDER_IS_SET
    if reminder.stopped is not None:
        return STOPPED[reminder.stopped]
    coming = THE_NEXT.format(from_now=from_now(reminder.next.at)) if reminder.next else ""
    return EVERY_DAY_AT_TIME.format(time=reminder.time, zone=reminder.zone.replace("_", " "), coming=coming)
