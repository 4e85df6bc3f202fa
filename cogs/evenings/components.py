"""What the buttons and the form of an essay evening do."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from discord import Interaction

from bot.essays.api import Mark
from bot.evenings.rules import GRACE, Evening, Phase, Refusal
from bot.evenings.service import WRITE, EveningService
from bot.evenings.views import Board, ToMark
from bot.kernel.custom_ids import Press, read_number
from bot.kernel.ports import MessageKey
from cogs.evenings.ids import Verb
from cogs.evenings.privates import EveningPrivates
from cogs.evenings.rendering import (
    FIELD,
    calling_off_card,
    ending_card,
    evening_form,
    mark_card,
    page_card,
    result_card,
    sample_card,
    saved_card,
    stopping_card,
    to_mark_card,
)
from cogs.evenings.words import IS_CALLED_OFF, MARKING_ENDED, NOTHING_NEW, OPENED, REFUSALS, STOPPED, WRITING_IS_OVER
from cogs.shared.cards import Card
from cogs.shared.controls import once_seen
from cogs.shared.forms import not_saved_card
from cogs.shared.interactions import Handler, acknowledge, form_values, may_manage, open_form, refuse, say
from cogs.shared.standing import Stands, barred, barrier_to

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class EveningComponents:
    """The handlers, by verb; each takes the interaction and the parsed id."""

    evenings: EveningService
    stands: Stands
    privates: EveningPrivates

    def handlers(self) -> dict[str, Handler]:
        """Verb → handler, for the router."""
        return {
            Verb.WRITE: self.write,
            Verb.SUBMIT: self.submit,
            Verb.STOP: once_seen(self.stop),
            Verb.CALL_OFF: once_seen(self.call_off),
            Verb.READ: self.read,
            Verb.NEXT: self.next,
            Verb.POINTS: self.points,
            Verb.MARK: once_seen(self.mark),
            Verb.MINE: self.mine,
            Verb.SAMPLE: self.sample,
            Verb.END: once_seen(self.end),
        }

    async def begin(self, interaction: Interaction, essay: str, minutes: int) -> None:
        """Have everybody in the channel write from now on."""
        found = await self.evenings.begin(
            guild_id=interaction.guild_id or 0,
            channel_id=interaction.channel_id or 0,
            host_id=interaction.user.id,
            essay=essay,
            minutes=minutes,
            seed=secrets.randbits(62),  # not to be worked out from anything that people can see
            at=interaction.created_at,
        )
        if isinstance(found, Refusal):
            await refuse(interaction, REFUSALS[found])
            return
        barrier = await barrier_to(interaction, MessageKey(found.id, WRITE), self.stands)
        await say(interaction, OPENED if barrier is None else barred(interaction, barrier))

    async def write(self, interaction: Interaction, press: Press) -> None:
        """The form, with what was saved so far."""
        desk = await self.evenings.desk(press.game_id, interaction.user.id)
        if isinstance(desk, Refusal):
            await refuse(interaction, REFUSALS[desk])
        elif not self._is_written(desk.evening, interaction.created_at):
            called_off = desk.evening.phase is Phase.CALLED_OFF
            await say(interaction, IS_CALLED_OFF if called_off else WRITING_IS_OVER)
        else:
            await open_form(interaction, evening_form(desk))

    def _is_written(self, evening: Evening, at: datetime) -> bool:
        return evening.phase is Phase.WRITING and self.evenings.counted(evening, at) <= evening.ends_at

    async def submit(self, interaction: Interaction, press: Press) -> None:
        """Keep what was written."""
        text = form_values(interaction).get(FIELD, "").strip()
        found = await self.evenings.write(press.game_id, interaction.user.id, text, interaction.created_at)
        if isinstance(found, Refusal) and text:
            await say(interaction, card=not_saved_card(REFUSALS[found], text))
        elif found is Refusal.EMPTY:
            await self._unchanged(interaction, press)
        elif isinstance(found, Refusal):
            await refuse(interaction, REFUSALS[found])
        else:
            card = saved_card(found, changeable=self._is_written(found.evening, interaction.created_at))
            await self.privates.show(interaction, press.game_id, card)

    async def stop(self, interaction: Interaction, press: Press) -> None:
        """The time is up, once that was asked."""
        by, at, may = interaction.user.id, interaction.created_at, may_manage(interaction)
        asked = await self.evenings.steered(press.game_id, by, Phase.WRITING, may_manage=may)
        if isinstance(asked, Board) and asked.evening.is_closing:  # pressed twice
            await say(interaction, STOPPED.format(seconds=GRACE.seconds))
            return
        if not press.is_sure:
            await self._show(interaction, asked, stopping_card)
            return
        found = await self.evenings.stop_writing(press.game_id, by, at, may_manage=may)
        await say(interaction, REFUSALS[found] if isinstance(found, Refusal) else STOPPED.format(seconds=GRACE.seconds))

    async def call_off(self, interaction: Interaction, press: Press) -> None:
        """Take it back, once that was asked."""
        may = may_manage(interaction)
        if not press.is_sure:
            found = await self.evenings.steered(press.game_id, interaction.user.id, Phase.WRITING, may_manage=may)
            await self._show(interaction, found, calling_off_card)
            return
        called_off = await self.evenings.call_off(press.game_id, interaction.user.id, may_manage=may)
        await self._steered(interaction, called_off, IS_CALLED_OFF)
        if not isinstance(called_off, Refusal):
            self.privates.written(called_off, interaction.created_at)

    async def end(self, interaction: Interaction, press: Press) -> None:
        """No more marks, once that was asked."""
        by, at, may = interaction.user.id, interaction.created_at, may_manage(interaction)
        if not press.is_sure:
            found = await self.evenings.steered(press.game_id, by, Phase.MARKING, may_manage=may)
            await self._show(interaction, found, ending_card)
            return
        ended = await self.evenings.end_marking(press.game_id, by, at, may_manage=may)
        await self._steered(interaction, ended, MARKING_ENDED)

    async def read(self, interaction: Interaction, press: Press) -> None:
        """One of the answers."""
        place = read_number("".join(press.arguments[:1])) or 0
        await self._show(interaction, await self.evenings.page(press.game_id, interaction.user.id, place), page_card)

    async def next(self, interaction: Interaction, press: Press) -> None:
        """The answer that is to be marked."""
        await self._show(interaction, await self.evenings.to_mark(press.game_id, interaction.user.id), _marking_page)

    async def points(self, interaction: Interaction, press: Press) -> None:
        """Its points."""
        await self._show(interaction, await self.evenings.to_mark(press.game_id, interaction.user.id), mark_card)

    async def mark(self, interaction: Interaction, press: Press) -> None:
        """Whether a point is there; then the next point, or the next answer."""
        text, place = (read_number("".join(press.arguments[at : at + 1])) for at in (0, 1))
        letter = "".join(press.arguments[2:3])
        if text is None or place is None or letter not in set(Mark):
            await self.next(interaction, press)
            return
        user, at = interaction.user.id, interaction.created_at
        found = await self.evenings.mark(press.game_id, user, text, place, Mark(letter), at)
        if found is Refusal.OVER:  # theirs was the last mark that was missing
            await self.mine(interaction, press)
        else:
            await self._show(interaction, found, _marking_page)

    async def mine(self, interaction: Interaction, press: Press) -> None:
        """One's own answer, and how it was marked."""
        await self._show(interaction, await self.evenings.result(press.game_id, interaction.user.id), result_card)

    async def sample(self, interaction: Interaction, press: Press) -> None:
        """The sample answer, once nobody writes any more."""
        await self._show(interaction, await self.evenings.sample(press.game_id, interaction.user.id), sample_card)

    # How it is done

    async def _unchanged(self, interaction: Interaction, press: Press) -> None:
        """What was saved before, if anything; while one can write, with the button that leads back to the form."""
        desk = await self.evenings.desk(press.game_id, interaction.user.id)
        if isinstance(desk, Refusal) or desk.mine is None:
            await refuse(interaction, REFUSALS[Refusal.EMPTY])
        else:
            changeable = self._is_written(desk.evening, interaction.created_at)
            await say(interaction, card=saved_card(desk, NOTHING_NEW, changeable=changeable))

    async def _show(self, interaction: Interaction, found: T | Refusal, page: Callable[[T], Card]) -> None:
        if isinstance(found, Refusal):
            await refuse(interaction, REFUSALS[found])
        else:
            await say(interaction, card=page(found))

    async def _steered(self, interaction: Interaction, result: object, told: str) -> None:
        if isinstance(result, Refusal):
            await refuse(interaction, REFUSALS[result])
        else:
            await acknowledge(interaction, told)


def _marking_page(found: ToMark) -> Card:
    """The whole answer first, then point after point."""
    return mark_card(found) if found.marking.marks else to_mark_card(found)
