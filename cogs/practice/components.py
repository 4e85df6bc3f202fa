"""What practice's buttons, selects and forms do: each asks the service for one thing and answers the player."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace

from discord import Interaction

from bot.custom_ids import Press
from bot.domain.grading import Answer, AnswerError
from bot.domain.practice.model import Focus, Refusal, Sitting, Wish
from bot.domain.rounds.model import Asked
from bot.service.practice import PracticeService
from cogs.practice.ids import Verb, doubt, draft_of, is_unsure, on_question, place_of, sheet_ids
from cogs.practice.rendering import end_card, question_card, reveal_card
from cogs.practice.words import NO_MISSES, REFUSALS
from cogs.quiz.components import DAMAGED, shown_answer
from cogs.shared.forms import typed_form
from cogs.shared.interactions import form_values, say, values_of
from cogs.shared.sheet import is_draft, sheet_answer, sheet_card, sheet_length


@dataclass(frozen=True, slots=True)
class PracticeComponents:
    """The handlers, by verb; each takes the interaction and the parsed id."""

    practice: PracticeService

    def handlers(self) -> dict[str, Callable[[Interaction, Press], Awaitable[None]]]:
        """Verb → handler, for the router."""
        return {
            Verb.CHOOSE: self.choose,
            Verb.CHOOSE_SEVERAL: self.choose_several,
            Verb.OPEN_FORM: self.open_form,
            Verb.SUBMIT_FORM: self.submit_form,
            Verb.SHEET_TAP: self.draft,
            Verb.SHEET_PICK: self.draft,
            Verb.SHEET_UNDO: self.undo,
            Verb.SHEET_LOCK: self.lock,
            Verb.DOUBT: self.doubt,
            Verb.NEXT: self.next,
            Verb.STOP: self.stop,
            Verb.AGAIN: self.again,
        }

    async def begin(self, interaction: Interaction, wish: Wish) -> None:
        """Begin a sitting and show its first question."""
        result = await self.practice.start(
            player_id=interaction.user.id,
            guild_id=interaction.guild_id or 0,
            channel_id=interaction.channel_id or 0,
            wish=wish,
            seed=interaction.id,
            at=interaction.created_at,
        )
        if isinstance(result, Sitting):
            await say(interaction, card=question_card(result, result.position))
        else:
            nothing_missed = result is Refusal.NO_QUESTIONS and wish.focus is Focus.MISSES
            await say(interaction, NO_MISSES if nothing_missed else REFUSALS[result])

    # Answering

    async def choose(self, interaction: Interaction, press: Press) -> None:
        """One option of a single choice."""
        asked = await self._asked(interaction, press)
        if asked is not None:
            await self._answer(interaction, press, shown_answer(asked, press.arguments[1:]))

    async def choose_several(self, interaction: Interaction, press: Press) -> None:
        """The options of a multiple response."""
        asked = await self._asked(interaction, press)
        if asked is not None:
            await self._answer(interaction, press, shown_answer(asked, values_of(interaction)))

    async def open_form(self, interaction: Interaction, press: Press) -> None:
        """The form of a numeric or typed question; the sheet of an ordering or a matching."""
        sitting, asked = await self._sitting(press), await self._asked(interaction, press)
        if sitting is None or asked is None:
            return
        if asked.closed_at is not None:
            await self._show(interaction, sitting, place_of(press))
        elif sheet_length(asked.question):
            await self._sheet(interaction, press, "")
        else:
            submit = on_question(Verb.SUBMIT_FORM, sitting, place_of(press), doubt(is_unsure(press)))
            await interaction.response.send_modal(typed_form(asked.question, "Practice", submit))

    async def submit_form(self, interaction: Interaction, press: Press) -> None:
        """What was typed into the form."""
        await self._answer(interaction, press, form_values(interaction).get("answer", ""))

    async def draft(self, interaction: Interaction, press: Press) -> None:
        """One more pick on the sheet, by a button or in a select."""
        await self._sheet(interaction, press, draft_of(press) + "".join(values_of(interaction)))

    async def undo(self, interaction: Interaction, press: Press) -> None:
        """Take the last pick back."""
        await self._sheet(interaction, press, draft_of(press)[:-1])

    async def lock(self, interaction: Interaction, press: Press) -> None:
        """Lock the sheet in."""
        asked = await self._asked(interaction, press)
        draft = draft_of(press)
        if asked is not None:
            full = is_draft(asked, draft) and len(draft) == sheet_length(asked.question)
            await self._answer(interaction, press, sheet_answer(asked, draft) if full else None)

    async def doubt(self, interaction: Interaction, press: Press) -> None:
        """Say that one is not sure, or is after all; nothing is kept of it before the answer."""
        sitting, asked = await self._sitting(press), await self._asked(interaction, press)
        if sitting is not None and asked is not None:
            await self._show(interaction, sitting, place_of(press), unsure=is_unsure(press))

    # Going on

    async def next(self, interaction: Interaction, press: Press) -> None:
        """The next question."""
        result = await self.practice.next(press.game_id, interaction.user.id, place_of(press), interaction.created_at)
        if isinstance(result, Refusal):
            await say(interaction, REFUSALS[result])
        else:
            await self._show(interaction, result, result.position)

    async def stop(self, interaction: Interaction, press: Press) -> None:
        """End the sitting and say how it went."""
        result = await self.practice.end(press.game_id, interaction.user.id, interaction.created_at)
        if isinstance(result, Refusal):
            await say(interaction, REFUSALS[result])
        else:
            await say(interaction, card=end_card(result))

    async def again(self, interaction: Interaction, press: Press) -> None:
        """A new sitting with the same wish, as long as one likes."""
        sitting = await self._sitting(press)
        if sitting is None:
            await say(interaction, REFUSALS[Refusal.UNKNOWN])
        else:
            await self.begin(interaction, replace(sitting.wish, most=None))

    # How it is done

    async def _sitting(self, press: Press) -> Sitting | None:
        return await self.practice.find(press.game_id)

    async def _asked(self, interaction: Interaction, press: Press) -> Asked | None:
        """The question that an id means; where there is none, or it is another's, the player is told."""
        sitting = await self._sitting(press)
        if sitting is None:
            await say(interaction, REFUSALS[Refusal.UNKNOWN])
        elif sitting.player_id != interaction.user.id:
            await say(interaction, REFUSALS[Refusal.NOT_YOURS])
        elif place_of(press) > sitting.position:
            await say(interaction, DAMAGED)
        else:
            return sitting.asked[place_of(press)]
        return None

    async def _answer(self, interaction: Interaction, press: Press, answer: Answer | None) -> None:
        if answer is None:
            await say(interaction, DAMAGED)
            return
        position = place_of(press)
        try:
            result = await self.practice.answer(
                press.game_id, interaction.user.id, position, answer, interaction.created_at, unsure=is_unsure(press)
            )
        except AnswerError as error:
            await self._unreadable(interaction, press, error)
            return
        if isinstance(result, Refusal):
            await say(interaction, REFUSALS[result])
        else:
            await self._show(interaction, result, position)

    async def _unreadable(self, interaction: Interaction, press: Press, error: AnswerError) -> None:
        """Say what was wrong above the question, which stays to be answered."""
        sitting = await self._sitting(press)
        card = question_card(sitting, place_of(press), notice=str(error)) if sitting else None
        await say(interaction, str(error), card=card)

    async def _show(self, interaction: Interaction, sitting: Sitting, position: int, *, unsure: bool = False) -> None:
        if sitting.given(position) is None:
            await say(interaction, card=question_card(sitting, position, unsure=unsure))
        else:
            after = await self.practice.aftermath(sitting, position, interaction.created_at)
            await say(interaction, card=reveal_card(sitting, position, after))

    async def _sheet(self, interaction: Interaction, press: Press, draft: str) -> None:
        sitting, asked = await self._sitting(press), await self._asked(interaction, press)
        if sitting is None or asked is None:
            return
        position = place_of(press)
        if asked.closed_at is not None:
            await self._show(interaction, sitting, position)
        elif not is_draft(asked, draft):
            await say(interaction, DAMAGED)
        else:
            ids = sheet_ids(sitting, position, unsure=is_unsure(press))
            await say(interaction, card=sheet_card(asked, draft, ids))
