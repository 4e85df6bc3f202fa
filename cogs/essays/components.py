"""What the buttons, menus, and forms of essays do."""

from dataclasses import dataclass

from discord import Interaction

from bot.essays.rules import Mark, Refusal
from bot.essays.service import Desk, EssayService
from bot.kernel.custom_ids import Press, read_number
from cogs.essays.ids import Verb
from cogs.essays.rendering import (
    FIELD,
    desk_card,
    essay_form,
    list_card,
    point_card,
    result_card,
    sample_card,
)
from cogs.essays.words import BEING_WRITTEN, NO_ESSAYS, REFUSALS
from cogs.shared.controls import once_seen
from cogs.shared.forms import not_saved_card
from cogs.shared.interactions import Handler, form_values, open_form, say, values_of


@dataclass(frozen=True, slots=True)
class EssayComponents:
    """The handlers, by verb; each takes the interaction and the parsed id."""

    essays: EssayService

    def handlers(self) -> dict[str, Handler]:
        """Verb → handler, for the router."""
        return {
            Verb.LIST: self.list_again,
            Verb.PICK: self.pick,
            Verb.OPEN: self.open,
            Verb.WRITE: self.write,
            Verb.SUBMIT: self.submit,
            Verb.COMPARE: self.compare,
            Verb.MARK: once_seen(self.mark),
            Verb.SAMPLE: self.sample,
        }

    async def show_list(self, interaction: Interaction) -> None:
        """All subjects."""
        desks = await self.essays.all(interaction.user.id, interaction.guild_id or 0)
        if desks:
            await say(interaction, card=list_card(desks))
        else:
            await say(interaction, NO_ESSAYS)

    async def show_subject(self, interaction: Interaction, name: str) -> None:
        """One subject as it stands: to be written, to be compared, or done."""
        desk = await self._desk(interaction, name)
        if desk:
            await self._show(interaction, desk)

    async def list_again(self, interaction: Interaction, press: Press) -> None:  # noqa: ARG002
        """Back to all subjects."""
        await self.show_list(interaction)

    async def pick(self, interaction: Interaction, press: Press) -> None:  # noqa: ARG002
        """What was chosen in a menu."""
        desk = await self._desk(interaction, "".join(values_of(interaction)[:1]))
        if desk:
            await self._show(interaction, desk)

    async def open(self, interaction: Interaction, press: Press) -> None:
        """Back to a subject."""
        await self.show_subject(interaction, _name(press))

    async def write(self, interaction: Interaction, press: Press) -> None:
        """The form, with what was written so far."""
        desk = await self._desk(interaction, _name(press))
        if desk:
            await open_form(interaction, essay_form(desk))

    async def submit(self, interaction: Interaction, press: Press) -> None:
        """Keep what was written."""
        text = form_values(interaction).get(FIELD, "").strip()
        user, guild_id = interaction.user.id, interaction.guild_id or 0
        found = await self.essays.write(user, guild_id, _name(press), text, interaction.id, interaction.created_at)
        if found is Refusal.EMPTY and (desk := await self._desk(interaction, _name(press))):
            await self._show(interaction, desk, REFUSALS[found])
        elif isinstance(found, Refusal):
            await say(interaction, card=not_saved_card(REFUSALS[found], text))
        else:
            await self._show(interaction, found)

    async def compare(self, interaction: Interaction, press: Press) -> None:
        """The next point."""
        await self.show_compared(interaction, _name(press))

    async def show_compared(self, interaction: Interaction, name: str) -> None:
        """The point that is to be marked, or the subject where there is nothing to compare."""
        desk = await self._desk(interaction, name)
        if desk:
            await self._show_point(interaction, desk)

    async def mark(self, interaction: Interaction, press: Press) -> None:
        """Whether a point is there; then the next one, or what it came to."""
        place = read_number("".join(press.arguments[1:2]))
        letter = "".join(press.arguments[2:3])
        if place is None or letter not in set(Mark):
            await self.show_subject(interaction, _name(press))
            return
        user, guild_id = interaction.user.id, interaction.guild_id or 0
        found = await self.essays.mark(user, guild_id, _name(press), place, Mark(letter), interaction.created_at)
        if isinstance(found, Refusal):
            await say(interaction, REFUSALS[found])
        else:
            await self._show_point(interaction, found)

    async def sample(self, interaction: Interaction, press: Press) -> None:
        """The sample answer, for whoever has compared theirs."""
        desk = await self._desk(interaction, _name(press))
        if desk and desk.attempt and desk.attempt.done_at and not desk.hidden:
            await say(interaction, card=sample_card(desk.essay))
        elif desk:
            await self._show(interaction, desk)

    # How it is done

    async def _desk(self, interaction: Interaction, name: str) -> Desk | None:
        """The subject; where there is none, whoever pressed is told."""
        desk = await self.essays.desk(interaction.user.id, interaction.guild_id or 0, name)
        if desk is None:
            await say(interaction, REFUSALS[Refusal.UNKNOWN])
        return desk

    async def _show_point(self, interaction: Interaction, desk: Desk) -> None:
        if desk.attempt and not desk.attempt.done_at and not desk.hidden:
            await say(interaction, card=point_card(desk.essay, desk.attempt))
        else:
            await self._show(interaction, desk)

    async def _show(self, interaction: Interaction, desk: Desk, notice: str = "") -> None:
        if desk.hidden and desk.attempt:
            await say(interaction, card=desk_card(desk, notice or BEING_WRITTEN))
        elif desk.attempt and desk.attempt.done_at:
            await say(interaction, card=result_card(desk.essay, desk.attempt, notice))
        else:
            await say(interaction, card=desk_card(desk, notice))


def _name(press: Press) -> str:
    """The subject's id, as an id that anybody may have forged has it."""
    return "".join(press.arguments[:1])
