"""What the daily's buttons, selects and forms do: each asks the service for one thing and answers the player."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from discord import Interaction

from bot.custom_ids import Press
from bot.domain.daily.play import Daily, Refusal, as_shown
from bot.domain.grading import Answer, AnswerError
from bot.domain.rounds.model import Asked
from bot.service.daily import DailyService
from cogs.daily.ids import Verb, on_question, sheet_ids
from cogs.daily.rendering.playing import explained_card, question_card, result_card, share_text
from cogs.daily.words import REFUSALS
from cogs.quiz.components import DAMAGED, player_of, shown_answer
from cogs.shared.cards import Card
from cogs.shared.forms import typed_form
from cogs.shared.interactions import form_values, say, values_of
from cogs.shared.sheet import NOTHING, is_draft, sheet_answer, sheet_card, sheet_length


@dataclass(frozen=True, slots=True)
class DailyComponents:
    """The handlers, by verb; each takes the interaction and the parsed id."""

    dailies: DailyService

    def handlers(self) -> dict[str, Callable[[Interaction, Press], Awaitable[None]]]:
        """Verb → handler, for the router."""
        return {
            Verb.PLAY: self.play,
            Verb.NEXT: self.play,
            Verb.SHARE: self.share,
            Verb.CHOOSE: self.choose,
            Verb.CHOOSE_SEVERAL: self.choose_several,
            Verb.OPEN_FORM: self.open_form,
            Verb.SUBMIT_FORM: self.submit_form,
            Verb.SHEET_TAP: self.draft,
            Verb.SHEET_PICK: self.draft,
            Verb.SHEET_UNDO: self.undo,
            Verb.SHEET_LOCK: self.lock,
        }

    async def play(self, interaction: Interaction, press: Press) -> None:
        """The question that the player is at, or how it went."""
        result = await self.dailies.play(press.game_id, player_of(interaction))
        if isinstance(result, Refusal):
            await say(interaction, REFUSALS[result])
        else:
            await self._go_on(interaction, result)

    async def share(self, interaction: Interaction, press: Press) -> None:
        """Show the squares to everybody in the channel: where the answers were right, and nothing of what was asked."""
        daily = await self.dailies.find(press.game_id)
        if daily is None or not daily.has_finished(interaction.user.id):
            await say(interaction, REFUSALS[Refusal.UNKNOWN] if daily is None else "Play it to the end first.")
            return
        record = await self.dailies.record(daily.guild_id, interaction.user.id)
        text = share_text(daily, interaction.user.id, interaction.user.display_name, record)
        await say(interaction, "Shown below.")
        await interaction.followup.send(view=Card(text))

    # Answering

    async def choose(self, interaction: Interaction, press: Press) -> None:
        """One option of a single choice."""
        asked = await self._asked(interaction, press)
        if asked is not None:
            await self._answer(interaction, press, shown_answer(asked, press.arguments))

    async def choose_several(self, interaction: Interaction, press: Press) -> None:
        """The options of a multiple response."""
        asked = await self._asked(interaction, press)
        if asked is not None:
            await self._answer(interaction, press, shown_answer(asked, values_of(interaction)))

    async def open_form(self, interaction: Interaction, press: Press) -> None:
        """The form of a numeric or typed question; the sheet of an ordering or a matching."""
        asked = await self._asked(interaction, press)
        if asked is None:
            return
        if sheet_length(asked.question):
            await self._sheet(interaction, press, "")
        else:
            custom_id = on_question(Verb.SUBMIT_FORM, press.game_id, press.position)
            await interaction.response.send_modal(typed_form(asked.question, "Daily", custom_id))

    async def submit_form(self, interaction: Interaction, press: Press) -> None:
        """What was typed into the form."""
        await self._answer(interaction, press, form_values(interaction).get("answer", ""))

    async def draft(self, interaction: Interaction, press: Press) -> None:
        """One more pick on the sheet, by a button or in a select."""
        await self._sheet(interaction, press, _draft_of(press) + "".join(values_of(interaction)))

    async def undo(self, interaction: Interaction, press: Press) -> None:
        """Take the last pick back."""
        await self._sheet(interaction, press, _draft_of(press)[:-1])

    async def lock(self, interaction: Interaction, press: Press) -> None:
        """Lock the sheet in."""
        asked = await self._asked(interaction, press)
        if asked is not None:
            draft = _draft_of(press)
            full = is_draft(asked, draft) and len(draft) == sheet_length(asked.question)
            await self._answer(interaction, press, sheet_answer(asked, draft) if full else None)

    # How it is done

    async def _asked(self, interaction: Interaction, press: Press) -> Asked | None:
        """The question that an id means, as this player sees it; where there is none, the player is told."""
        daily = await self.dailies.find(press.game_id)
        if daily is not None and 0 <= press.position < len(daily.asked):
            return as_shown(daily.asked[press.position], interaction.user.id)
        await say(interaction, REFUSALS[Refusal.UNKNOWN] if daily is None else DAMAGED)
        return None

    async def _answer(self, interaction: Interaction, press: Press, answer: Answer | None) -> None:
        if answer is None:
            await say(interaction, DAMAGED)
            return
        player = player_of(interaction)
        try:
            result = await self.dailies.answer(press.game_id, player, press.position, answer, interaction.created_at)
        except AnswerError as error:
            await self._unreadable(interaction, press, error)
            return
        if isinstance(result, Refusal):
            await self._refuse(interaction, press, result)
            return
        finished = result.has_finished(player.id)
        record = await self.dailies.record(result.guild_id, player.id) if finished else None
        await say(interaction, card=explained_card(result, player.id, press.position, record))

    async def _refuse(self, interaction: Interaction, press: Press, refusal: Refusal) -> None:
        """Say why not; who only pressed an old button is brought to where they are."""
        daily = await self.dailies.find(press.game_id)
        if daily is None or refusal not in (Refusal.ALREADY_ANSWERED, Refusal.NOT_NEXT):
            await say(interaction, REFUSALS[refusal])
        else:
            await self._go_on(interaction, daily, REFUSALS[refusal])

    async def _unreadable(self, interaction: Interaction, press: Press, error: AnswerError) -> None:
        """Say what was wrong above the question, which stays to be answered."""
        daily = await self.dailies.find(press.game_id)
        if daily is None:
            await say(interaction, str(error))
        else:
            await self._go_on(interaction, daily, str(error))

    async def _go_on(self, interaction: Interaction, daily: Daily, notice: str = "") -> None:
        player_id = interaction.user.id
        if daily.has_finished(player_id):
            record = await self.dailies.record(daily.guild_id, player_id)
            await say(interaction, card=result_card(daily, player_id, record))
        else:
            place = len(daily.given_by(player_id))
            await say(interaction, card=question_card(daily, player_id, place, notice))

    async def _sheet(self, interaction: Interaction, press: Press, draft: str) -> None:
        asked = await self._asked(interaction, press)
        if asked is None:
            return
        if interaction.user.id in asked.answers:
            await self._refuse(interaction, press, Refusal.ALREADY_ANSWERED)
        elif not is_draft(asked, draft):
            await say(interaction, DAMAGED)
        else:
            await say(interaction, card=sheet_card(asked, draft, sheet_ids(press.game_id, press.position)))


def _draft_of(press: Press) -> str:
    """The picks so far, with the digit of the button pressed."""
    return "".join(press.arguments).replace(NOTHING, "")
