"""From a press on a question's controls to an answer, whatever game the question stands in."""

from abc import ABC, abstractmethod
from typing import ClassVar

from discord import Interaction

from bot.kernel.asked import Asked
from bot.kernel.custom_ids import Press, read_number
from bot.kernel.grading import Answer
from bot.kernel.pressing import comes_too_soon
from bot.kernel.questions import Choice
from bot.kernel.shuffle import shown_order
from cogs.shared.answering import AnswerIds, Step
from cogs.shared.cards import Card
from cogs.shared.forms import form_text, typed_form
from cogs.shared.interactions import Handler, appeared_at, open_form, refuse, say, values_of
from cogs.shared.sheet import NOTHING, is_draft, sheet_answer, sheet_card, sheet_length
from cogs.shared.words import DAMAGED, TOO_SOON


def once_seen(handler: Handler) -> Handler:
    """The handler of something that commits an answer: a press in the instant in which it appeared changes nothing."""

    async def looked(interaction: Interaction, press: Press) -> None:
        shown_at = appeared_at(interaction)
        if shown_at is not None and comes_too_soon(shown_at, interaction.created_at):
            await refuse(interaction, TOO_SOON, beside=True)
        else:
            await handler(interaction, press)

    return looked


class AnswerControls(ABC):
    """What answering takes in every game. A feature says which question is meant and what becomes of an answer."""

    __slots__ = ()
    feature: ClassVar[str]
    """What the verbs of the feature's ids begin with."""
    said: ClassVar[int] = 0
    """How many arguments each id carries before its own; see `AnswerIds.said`."""

    @abstractmethod
    async def asked(self, interaction: Interaction, press: Press) -> Asked | None:
        """The question that an id means, as this player sees it; where there is none, tell them."""

    @abstractmethod
    async def unanswered(self, interaction: Interaction, press: Press) -> Asked | None:
        """The same, if this player may still answer it; where not, tell them why."""

    @abstractmethod
    async def take(self, interaction: Interaction, press: Press, answer: Answer) -> None:
        """Hand an answer over, and tell the player what came of it."""

    async def show_sheet(self, interaction: Interaction, press: Press, sheet: Card, draft: str) -> None:  # noqa: ARG002 - for others
        """Show the player their answer sheet with its `draft`, in place of the message that it was opened from."""
        await say(interaction, card=sheet)

    def answering(self) -> dict[str, Handler]:
        """Verb → handler, for the router."""
        steps: dict[Step, Handler] = {
            Step.CHOOSE: once_seen(self.choose),
            Step.CHOOSE_SEVERAL: once_seen(self.choose_several),
            Step.OPEN: once_seen(self.open),
            Step.SUBMIT: self.submit,
            Step.TAP: self.draft,
            Step.PICK: self.draft,
            Step.UNDO: self.undo,
            Step.LOCK: once_seen(self.lock),
        }
        return {self.feature + step: handler for step, handler in steps.items()}

    async def choose(self, interaction: Interaction, press: Press) -> None:
        """One option of a single choice."""
        asked = await self.asked(interaction, press)
        if asked is not None:
            await self._give(interaction, press, _chosen(asked, self._arguments(press)))

    async def choose_several(self, interaction: Interaction, press: Press) -> None:
        """The options of a multiple response."""
        asked = await self.asked(interaction, press)
        if asked is not None:
            await self._give(interaction, press, _chosen(asked, values_of(interaction)))

    async def open(self, interaction: Interaction, press: Press) -> None:
        """The form of a numeric or typed question; the sheet of an ordering or a matching."""
        asked = await self.unanswered(interaction, press)
        if asked is None:
            return
        if sheet_length(asked.question):
            await self._sheet(interaction, press, asked, self._draft(press))
        else:
            await open_form(interaction, typed_form(asked.question, self._ids(press)))

    async def submit(self, interaction: Interaction, press: Press) -> None:
        """What was typed into the form."""
        await self.take(interaction, press, form_text(interaction))

    async def draft(self, interaction: Interaction, press: Press) -> None:
        """One more pick on the sheet, by a button or in a select."""
        asked = await self.unanswered(interaction, press)
        if asked is not None:
            await self._sheet(interaction, press, asked, self._draft(press) + "".join(values_of(interaction)))

    async def undo(self, interaction: Interaction, press: Press) -> None:
        """Take the last pick back."""
        asked = await self.unanswered(interaction, press)
        if asked is not None:
            await self._sheet(interaction, press, asked, self._draft(press)[:-1])

    async def lock(self, interaction: Interaction, press: Press) -> None:
        """Lock the sheet in."""
        asked = await self.asked(interaction, press)
        if asked is not None:
            draft = self._draft(press)
            full = is_draft(asked, draft) and len(draft) == sheet_length(asked.question)
            await self._give(interaction, press, sheet_answer(asked, draft) if full else None)

    async def _give(self, interaction: Interaction, press: Press, answer: Answer | None) -> None:
        if answer is None:
            await refuse(interaction, DAMAGED)
        else:
            await self.take(interaction, press, answer)

    async def _sheet(self, interaction: Interaction, press: Press, asked: Asked, draft: str) -> None:
        if is_draft(asked, draft):
            await self.show_sheet(interaction, press, sheet_card(asked, draft, self._ids(press)), draft)
        else:
            await refuse(interaction, DAMAGED)

    def _arguments(self, press: Press) -> tuple[str, ...]:
        return press.arguments[self.said :]

    def _draft(self, press: Press) -> str:
        """The picks so far, with the digit of the button pressed."""
        return "".join(self._arguments(press)).replace(NOTHING, "")

    def _ids(self, press: Press) -> AnswerIds:
        return AnswerIds(self.feature, press.game_id, press.position, press.arguments[: self.said])


def _chosen(asked: Asked, places: tuple[str, ...]) -> Answer | None:
    """Places on the screen turned into an answer; None where they are not places of this question."""
    if not isinstance(asked.question.body, Choice):
        return None
    order = shown_order(asked.question, asked.seed)
    chosen = [place for place in (read_number(one, 10) for one in places) if place is not None]
    if not chosen or len(chosen) < len(places) or max(chosen) >= len(order):
        return None
    return tuple(sorted(order[place] for place in chosen))
