"""What the controls of an open paper do: each asks the service for one thing and answers the person."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from discord import Interaction

from bot.exams.rules.model import Refusal, Sitting
from bot.exams.service import ExamService
from bot.kernel.asked import Asked
from bot.kernel.custom_ids import Press, read_number
from bot.kernel.grading import Answer
from bot.kernel.questions import Choice
from bot.kernel.shuffle import shown_order
from bot.kernel.unfit import AnswerError
from bot.kernel.words import unfit
from cogs.exams.answers import own, refuse_paper, show, show_page
from cogs.exams.ids import ANSWERS, DRAFTED, ON, Verb
from cogs.exams.pages import Pages
from cogs.exams.rendering.overview import discarding_card, grid_card, review_card, sure_card
from cogs.exams.rendering.question import on_sheet, question_card, striking_card
from cogs.exams.words import NOT_LOCKED_IN
from cogs.shared.cards import Card
from cogs.shared.controls import AnswerControls, once_seen
from cogs.shared.interactions import Handler, refuse, say, values_of
from cogs.shared.literal import literal
from cogs.shared.privates import Privates
from cogs.shared.sheet import is_draft, sheet_card
from cogs.shared.words import DAMAGED


@dataclass(frozen=True, slots=True)
class ExamComponents(AnswerControls):
    """The handlers, by verb; each takes the interaction and the parsed id."""

    feature = ANSWERS
    exams: ExamService
    pages: Pages
    privates: Privates[Sitting]

    def handlers(self) -> dict[str, Handler]:
        """Verb → handler, for the router."""
        return {
            Verb.GO: self.go,
            Verb.FLAG: self.flag,
            Verb.DOUBT: self.doubt,
            Verb.STRIKING: self.striking,
            Verb.STRIKE: self.strike,
            Verb.GRID: self.grid,
            Verb.REVIEW: self.review,
            Verb.JUMP: self.jump,
            Verb.HAND_IN: once_seen(self.hand_in),
            Verb.DISCARD: once_seen(self.discard),
            **self.answering(),
        }

    # Answering

    async def asked(self, interaction: Interaction, press: Press) -> Asked | None:
        """The question that an id means; where there is none, or it is another's, the person is told."""
        paper = await self._own(interaction, press)
        if paper is None:
            return None
        place = read_number(press.card)
        if place is None or place >= len(paper.asked):
            await refuse(interaction, DAMAGED)
            return None
        return paper.asked[place]

    async def unanswered(self, interaction: Interaction, press: Press) -> Asked | None:
        """The question, as long as the paper is open: every answer may be changed."""
        asked = await self.asked(interaction, press)
        paper = await self.exams.find(press.game_id)
        if asked is None or paper is None or paper.is_open:
            return asked
        await self._over(interaction, paper)
        return None

    async def take(self, interaction: Interaction, press: Press, answer: Answer) -> None:
        """Keep an answer, and show the question with it."""
        place = press.position
        try:
            result = await self.exams.answer(press.game_id, interaction.user.id, place, answer, interaction.created_at)
        except AnswerError as error:
            paper = await self.exams.find(press.game_id)
            why = literal(unfit(error))
            if paper is None:
                await say(interaction, why)
            else:
                await self._page(interaction, paper, lambda now: question_card(now, place, why))
            return
        await self._turned(interaction, press, result)

    async def show_sheet(self, interaction: Interaction, press: Press, sheet: Card, draft: str) -> None:  # noqa: ARG002 - it is drawn anew
        """The answer sheet, under its question."""
        paper = await self.exams.find(press.game_id)
        if paper is not None:
            place, ids = press.position, self._ids(press)
            await self._page(
                interaction, paper, lambda now: on_sheet(now, place, sheet_card(now.asked[place], draft, ids), draft)
            )

    # Working on the paper

    async def go(self, interaction: Interaction, press: Press) -> None:
        """Turn to a question, or back to it from its sheet, whose choices are kept."""
        who, at = interaction.user.id, interaction.created_at
        result = await self.exams.look(press.game_id, who, _place(press), at)
        await self._turned(interaction, press, result, partial(_with_draft, draft=_drafted(press)))

    async def flag(self, interaction: Interaction, press: Press) -> None:
        """Flag the question, or take the flag away."""
        who, at, on = interaction.user.id, interaction.created_at, press.arguments == (ON,)
        await self._turned(interaction, press, await self.exams.flag(press.game_id, who, _place(press), at, on=on))

    async def doubt(self, interaction: Interaction, press: Press) -> None:
        """Say that one is not sure, or is after all."""
        who, at, on = interaction.user.id, interaction.created_at, press.arguments == (ON,)
        await self._turned(interaction, press, await self.exams.doubt(press.game_id, who, _place(press), at, on=on))

    async def striking(self, interaction: Interaction, press: Press) -> None:
        """The question, with a button to cross each option out."""
        who, at = interaction.user.id, interaction.created_at
        result = await self.exams.look(press.game_id, who, _place(press), at)
        await self._turned(interaction, press, result, striking_card)

    async def strike(self, interaction: Interaction, press: Press) -> None:
        """Cross an option out, or bring it back."""
        asked = await self.asked(interaction, press)
        paper = await self.exams.find(press.game_id)
        if asked is None or paper is None:
            return
        order = shown_order(asked.question, asked.seed)
        shown = read_number(press.arguments[0], 10) if len(press.arguments) == 2 else None
        if shown is None or shown >= len(order) or not isinstance(asked.question.body, Choice):
            await refuse(interaction, DAMAGED)
            return
        option, struck = {order[shown]}, paper.mark(press.position).struck
        wanted = frozenset(struck | option if press.arguments[1] == ON else struck - option)
        who, at = interaction.user.id, interaction.created_at
        result = await self.exams.strike(press.game_id, who, press.position, wanted, at)
        await self._turned(interaction, press, result, striking_card)

    async def grid(self, interaction: Interaction, press: Press) -> None:
        """All questions."""
        await self._overview(interaction, press, grid_card)

    async def review(self, interaction: Interaction, press: Press) -> None:
        """What is blank, what is flagged."""
        await self._overview(interaction, press, review_card)

    async def jump(self, interaction: Interaction, press: Press) -> None:
        """Turn to a question that was picked from a menu."""
        chosen = values_of(interaction)
        place = read_number(chosen[0], 10) if chosen else None
        who, at = interaction.user.id, interaction.created_at
        result = await self.exams.look(press.game_id, who, -1 if place is None else place, at)
        await self._turned(interaction, press, result)

    async def hand_in(self, interaction: Interaction, press: Press) -> None:
        """Hand the paper in; asked once, where something is blank."""
        who, at, sure = interaction.user.id, interaction.created_at, press.arguments == (ON,)
        result = await self.exams.hand_in(press.game_id, who, at, sure=sure)
        paper = await self.exams.find(press.game_id)
        if result is Refusal.STILL_BLANK and paper is not None:
            await self._page(interaction, paper, sure_card)
        elif isinstance(result, Refusal):
            await self._refused(interaction, press, result)
        else:
            await show(interaction, await self.pages.of(result))

    async def discard(self, interaction: Interaction, press: Press) -> None:
        """Throw the paper away; asked once."""
        if press.arguments != (ON,):
            await self._overview(interaction, press, discarding_card)
            return
        result = await self.exams.discard(press.game_id, interaction.user.id, interaction.created_at)
        if isinstance(result, Refusal):
            await self._refused(interaction, press, result)
        else:
            await show(interaction, await self.pages.of(result))

    # How it is done

    async def _own(self, interaction: Interaction, press: Press) -> Sitting | None:
        return await own(interaction, press, self.exams)

    async def _turned(
        self,
        interaction: Interaction,
        press: Press,
        result: Sitting | Refusal,
        draw: Callable[[Sitting, int], Card] = question_card,
    ) -> None:
        """Show the question that the paper is turned to now."""
        if isinstance(result, Refusal):
            await self._refused(interaction, press, result)
        else:
            place = result.place
            await self._page(interaction, result, lambda now: draw(now, place))

    async def _overview(self, interaction: Interaction, press: Press, draw: Callable[[Sitting], Card]) -> None:
        paper = await self._own(interaction, press)
        if paper is None:
            return
        if paper.is_open:
            await self._page(interaction, paper, draw)
        else:
            await self._over(interaction, paper)

    async def _page(self, interaction: Interaction, paper: Sitting, draw: Callable[[Sitting], Card]) -> None:
        await show_page(interaction, paper, draw, self.privates)

    async def _refused(self, interaction: Interaction, press: Press, refusal: Refusal) -> None:
        await refuse_paper(interaction, press, refusal, self.exams, self.pages)

    async def _over(self, interaction: Interaction, paper: Sitting) -> None:
        await show(interaction, await self.pages.of(paper))


def _drafted(press: Press) -> str:
    """What was picked on the sheet that the press comes from."""
    return "".join(press.arguments[1:]) if press.arguments[:1] == (DRAFTED,) else ""


def _with_draft(paper: Sitting, place: int, draft: str) -> Card:
    kept = draft if is_draft(paper.asked[place], draft) else ""
    return question_card(paper, place, NOT_LOCKED_IN if kept else "", kept)


def _place(press: Press) -> int:
    """The place that an id names, one that no paper has where it names none."""
    place = read_number(press.card)
    return -1 if place is None else place
