"""What the quiz's buttons, selects and forms do: each asks the service for one thing and answers the player."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from discord import Interaction

from bot.custom_ids import Press, unbase36
from bot.domain.grading import Answer, AnswerError
from bot.domain.questions import Choice
from bot.domain.rounds.model import Asked, Phase, Player, Refusal, Round
from bot.domain.shuffle import shown_order
from bot.service.rounds import RoundService
from cogs.quiz.forms import answer_form, submitted_text
from cogs.quiz.ids import Verb, here
from cogs.quiz.private import (
    locked_card,
    misses_card,
    outcome_card,
    round_sheet,
)
from cogs.quiz.privates import Privates
from cogs.quiz.words import REFUSALS
from cogs.shared.cards import MAIN, STOP, Card, button, row
from cogs.shared.interactions import acknowledge, may_manage, say, values_of
from cogs.shared.sheet import is_draft, sheet_answer, sheet_length
from cogs.shared.words import name

DAMAGED = "That button does not belong to this question. Use the ones on the card."


@dataclass(frozen=True, slots=True)
class QuizComponents:
    """The handlers, by verb; each takes the interaction and the parsed id."""

    rounds: RoundService
    privates: Privates

    def handlers(self) -> dict[str, Callable[[Interaction, Press], Awaitable[None]]]:
        """Verb → handler, for the router."""
        return {
            Verb.JOIN: self.join,
            Verb.LEAVE: self.leave,
            Verb.BEGIN: self.begin,
            Verb.HOST_MENU: self.host_menu,
            Verb.PAUSE: self.pause,
            Verb.RESUME: self.resume,
            Verb.SKIP: self.skip,
            Verb.STOP: self.stop,
            Verb.CHOOSE: self.choose,
            Verb.CHOOSE_SEVERAL: self.choose_several,
            Verb.OPEN_FORM: self.open_form,
            Verb.SUBMIT_FORM: self.submit_form,
            Verb.SHEET_TAP: self.sheet_tap,
            Verb.SHEET_PICK: self.sheet_pick,
            Verb.SHEET_UNDO: self.sheet_undo,
            Verb.SHEET_LOCK: self.sheet_lock,
            Verb.UNSURE: self.unsure,
            Verb.NEXT: self.press_next,
            Verb.MY_ANSWER: self.my_answer,
            Verb.MISSES: self.misses,
            Verb.AGAIN: self.again,
        }

    # The lobby and the host

    async def join(self, interaction: Interaction, press: Press) -> None:
        """Come in."""
        result = await self.rounds.join(press.game_id, player_of(interaction), interaction.created_at)
        await self._done(interaction, result, "You are in. The first question comes when the host starts the quiz.")

    async def leave(self, interaction: Interaction, press: Press) -> None:
        """Go out."""
        before = await self.rounds.find(press.game_id)
        result = await self.rounds.leave(press.game_id, interaction.user.id, interaction.created_at)
        told = f"You are out. Answering a question brings you back in.{_new_host(before, result)}"
        await self._done(interaction, result, told)

    async def begin(self, interaction: Interaction, press: Press) -> None:
        """Start asking."""
        result = await self.rounds.begin(
            press.game_id, interaction.user.id, interaction.created_at, may_manage=may_manage(interaction)
        )
        await self._done(interaction, result)

    async def host_menu(self, interaction: Interaction, press: Press) -> None:
        """Show who may control the round how."""
        game = await self.rounds.find(press.game_id)
        if game is None or game.phase is Phase.ENDED:
            await say(interaction, REFUSALS[Refusal.ENDED if game else Refusal.UNKNOWN])
        elif interaction.user.id != game.host_id and not may_manage(interaction):
            await say(interaction, REFUSALS[Refusal.NOT_HOST])
        else:
            await self.privates.show(interaction, game.id, host_card(game, interaction.user.id))

    async def pause(self, interaction: Interaction, press: Press) -> None:
        """Stop the clock."""
        result = await self.rounds.pause(
            press.game_id, interaction.user.id, interaction.created_at, may_manage=may_manage(interaction)
        )
        await self._done(interaction, result)

    async def resume(self, interaction: Interaction, press: Press) -> None:
        """Go on."""
        result = await self.rounds.resume(
            press.game_id, interaction.user.id, interaction.created_at, may_manage=may_manage(interaction)
        )
        await self._done(interaction, result)

    async def skip(self, interaction: Interaction, press: Press) -> None:
        """Close the question, or leave the reveal."""
        result = await self.rounds.skip(
            press.game_id, interaction.user.id, interaction.created_at, may_manage=may_manage(interaction)
        )
        await self._done(interaction, result)

    async def stop(self, interaction: Interaction, press: Press) -> None:
        """End the round."""
        result = await self.rounds.stop(
            press.game_id, interaction.user.id, interaction.created_at, may_manage=may_manage(interaction)
        )
        await self._done(interaction, result)

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
        game = await self.rounds.find(press.game_id)
        asked = await self._asked(interaction, press)
        if game is None or asked is None:
            return
        if asked.closed_at is not None:
            await say(interaction, REFUSALS[Refusal.CLOSED])
        elif sheet_length(asked.question):
            await self.privates.show(interaction, game.id, round_sheet(game, press.position, ""))
        else:
            await interaction.response.send_modal(answer_form(game, press.position))

    async def submit_form(self, interaction: Interaction, press: Press) -> None:
        """What was typed into the form."""
        await self._answer(interaction, press, submitted_text(interaction))

    async def sheet_tap(self, interaction: Interaction, press: Press) -> None:
        """One more step of an ordering."""
        await self._draft(interaction, press, "".join(press.arguments).replace("-", ""))

    async def sheet_pick(self, interaction: Interaction, press: Press) -> None:
        """The match for one more prompt."""
        await self._draft(interaction, press, "".join((*press.arguments, *values_of(interaction))).replace("-", ""))

    async def sheet_undo(self, interaction: Interaction, press: Press) -> None:
        """Take the last pick back."""
        await self._draft(interaction, press, "".join(press.arguments)[:-1])

    async def sheet_lock(self, interaction: Interaction, press: Press) -> None:
        """Lock the sheet in."""
        asked = await self._asked(interaction, press)
        draft = "".join(press.arguments)
        if asked is not None:
            valid = is_draft(asked, draft) and len(draft) == sheet_length(asked.question)
            await self._answer(interaction, press, sheet_answer(asked, draft) if valid else None)

    async def unsure(self, interaction: Interaction, press: Press) -> None:
        """Note that the player was not sure."""
        result = await self.rounds.mark_unsure(press.game_id, interaction.user.id, press.position)
        if isinstance(result, Refusal):
            await say(interaction, REFUSALS[result])
        else:
            card = locked_card(result, press.position, interaction.user.id)
            await self.privates.show(interaction, press.game_id, card)

    # The reveal and after

    async def press_next(self, interaction: Interaction, press: Press) -> None:
        """The reveal has been read."""
        result = await self.rounds.press_next(
            press.game_id, interaction.user.id, press.position, interaction.created_at
        )
        await self._done(interaction, result)

    async def my_answer(self, interaction: Interaction, press: Press) -> None:
        """How this question went for the player; it works for as long as the message stands."""
        game = await self.rounds.find(press.game_id)
        asked = await self._asked(interaction, press)
        if game is None or asked is None:
            return
        if asked.closed_at is None:
            await say(interaction, "This question was never closed, so there is nothing to tell yet.")
        else:
            await say(interaction, card=outcome_card(game, press.position, interaction.user.id))

    async def misses(self, interaction: Interaction, press: Press) -> None:
        """The player's misses, one after the other."""
        game = await self.rounds.find(press.game_id)
        if game is None or game.phase is not Phase.ENDED:
            await say(interaction, REFUSALS[Refusal.UNKNOWN if game is None else Refusal.NOT_OPEN])
        else:
            place = "".join(press.arguments)
            index = unbase36(place) if place.isascii() and place.isalnum() else 0
            await say(interaction, card=misses_card(game, interaction.user.id, index))

    async def again(self, interaction: Interaction, press: Press) -> None:
        """A new lobby with the same settings."""
        game = await self.rounds.find(press.game_id)
        if game is None or interaction.guild_id is None:
            await say(interaction, REFUSALS[Refusal.UNKNOWN])
            return
        result = await self.rounds.start(
            guild_id=game.guild_id,
            channel_id=game.channel_id,
            host=player_of(interaction),
            settings=game.settings,
            seed=interaction.id,
            at=interaction.created_at,
        )
        await self._done(interaction, result)

    # How it is done

    async def _done(self, interaction: Interaction, result: Round | Refusal, told: str = "") -> None:
        """Answer a press whose effect shows on the shared message: only a refusal, or `told`, needs words."""
        if isinstance(result, Refusal):
            await say(interaction, REFUSALS[result])
        elif told:
            await self.privates.show(interaction, result.id, Card(told))
        else:
            await acknowledge(interaction)

    async def _asked(self, interaction: Interaction, press: Press) -> Asked | None:
        """The question that an id means; where there is none, the player is told."""
        game = await self.rounds.find(press.game_id)
        if game is not None and 0 <= press.position <= game.position:
            return game.asked[press.position]
        await say(interaction, REFUSALS[Refusal.UNKNOWN] if game is None else DAMAGED)
        return None

    async def _answer(self, interaction: Interaction, press: Press, answer: Answer | None) -> None:
        if answer is None:
            await say(interaction, DAMAGED)
            return
        try:
            result = await self.rounds.answer(
                press.game_id, player_of(interaction), press.position, answer, interaction.created_at
            )
        except AnswerError as error:
            await say(interaction, str(error))
            return
        if isinstance(result, Refusal):
            # A full answer sheet stays where it is: after the pause it can be locked in as it stands.
            await say(interaction, REFUSALS[result], beside=result in (Refusal.PAUSED, Refusal.NOT_OPEN))
        else:
            card = locked_card(result, press.position, interaction.user.id)
            await self.privates.show(interaction, press.game_id, card)

    async def _draft(self, interaction: Interaction, press: Press, draft: str) -> None:
        game = await self.rounds.find(press.game_id)
        asked = await self._asked(interaction, press)
        if game is None or asked is None:
            return
        if asked.closed_at is not None:
            await say(interaction, REFUSALS[Refusal.CLOSED])
        elif not is_draft(asked, draft):
            await say(interaction, DAMAGED)
        else:
            await self.privates.show(interaction, game.id, round_sheet(game, press.position, draft))


def _new_host(before: Round | None, after: Round | Refusal) -> str:
    """Who hosts since somebody left, where that is another."""
    if before is None or isinstance(after, Refusal) or after.host_id == before.host_id:
        return ""
    return f" {name(after.players[after.host_id].name)} is the host now."


def player_of(interaction: Interaction) -> Player:
    """Who pressed, by the name that this server knows."""
    return Player(interaction.user.id, interaction.user.display_name, interaction.created_at)


def shown_answer(asked: Asked, places: tuple[str, ...]) -> Answer | None:
    """Places on the screen turned into an answer; None where they are not places of this question."""
    if not isinstance(asked.question.body, Choice):
        return None
    order = shown_order(asked.question, asked.seed)
    if not places or not all(place.isascii() and place.isdigit() and int(place) < len(order) for place in places):
        return None
    return tuple(sorted(order[int(place)] for place in places))


def host_card(game: Round, viewer_id: int) -> Card:
    """The host's controls, for the phase that the round is in; the host alone can hand them over."""
    paused = game.phase is Phase.PAUSED
    first = button("Continue", here(Verb.RESUME, game), MAIN) if paused else button("Pause", here(Verb.PAUSE, game))
    skip_label = "Next question" if game.phase is Phase.REVEAL else "Skip this question"
    buttons = [first, button("End the quiz", here(Verb.STOP, game), STOP)]
    if game.phase in (Phase.OPEN, Phase.REVEAL):
        buttons.insert(1, button(skip_label, here(Verb.SKIP, game)))
    if viewer_id == game.host_id and len(game.active_players) > 1:
        buttons.append(button("Leave, hand over", here(Verb.LEAVE, game)))
    return Card("**Host's controls**\n-# What was answered counts in any case.", rows=[row(*buttons)])
