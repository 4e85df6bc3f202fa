"""What practice's buttons, selects and forms do: each asks the service for one thing and answers the player."""

from dataclasses import dataclass, replace

from discord import Interaction

from bot.kernel.answers import key_in_words
from bot.kernel.asked import Asked
from bot.kernel.custom_ids import Press
from bot.kernel.grading import Answer
from bot.kernel.seeds import seed_for
from bot.kernel.unfit import AnswerError
from bot.kernel.words import unfit
from bot.practice.rules.model import Focus, Refusal, Sitting, Wish
from bot.practice.service import PracticeService
from cogs.practice.ids import ANSWERS, NOT_KNOWN, PLAIN, Manner, Verb, known_as, manner_of
from cogs.practice.rendering import (
    can_be_flipped,
    end_card,
    flipped_card,
    left_card,
    question_card,
    reveal_card,
    stays_open,
)
from cogs.practice.words import NO_MISSES, NO_MISSES_THERE, REFUSALS
from cogs.shared.controls import AnswerControls, once_seen
from cogs.shared.interactions import Handler, refuse, say, take_time
from cogs.shared.literal import literal
from cogs.shared.words import DAMAGED

NOTHING_LEFT = frozenset({Refusal.ALL_REST, Refusal.LEFT_BEING_ASKED, Refusal.BEING_ASKED})
"""Why a sitting cannot go on, so that it is over."""


@dataclass(frozen=True, slots=True)
class PracticeComponents(AnswerControls):
    """The handlers, by verb; each takes the interaction and the parsed id."""

    feature, said = ANSWERS, 1
    practice: PracticeService

    def handlers(self) -> dict[str, Handler]:
        """Verb → handler, for the router."""
        of_sittings = {
            Verb.SHOW: once_seen(self.show),
            Verb.NEXT: self.next,
            Verb.STOP: self.stop,
            Verb.AGAIN: self.again,
            Verb.FLIP: once_seen(self.flip),
            Verb.GRADE: once_seen(self.grade),
            **self.answering(),
        }
        bound = {verb: self._where_it_goes_on(handler) for verb, handler in of_sittings.items()}
        return {Verb.BEGIN: self.begin_usual, **bound}

    def _where_it_goes_on(self, handler: Handler) -> Handler:
        """The same handler for presses from where a sitting may be gone on with; others are told why not."""

        async def checked(interaction: Interaction, press: Press) -> None:
            sitting = await self._sitting(press)
            if sitting is None or sitting.goes_on_in(interaction.guild_id or 0):
                await handler(interaction, press)
            else:
                await refuse(interaction, REFUSALS[Refusal.ELSEWHERE])

        return checked

    async def begin(self, interaction: Interaction, wish: Wish, manner: Manner = PLAIN) -> None:
        """Begin a sitting and show its first question."""
        await take_time(interaction)
        result = await self.practice.start(
            player_id=interaction.user.id,
            guild_id=interaction.guild_id or 0,
            channel_id=interaction.channel_id or 0,
            wish=wish,
            seed=seed_for(interaction.id),
            at=interaction.created_at,
        )
        if result is Refusal.NO_QUESTIONS and wish.focus is Focus.MISSES:
            await say(interaction, NO_MISSES_THERE if wish.topics or wish.exam else NO_MISSES)
        else:
            await self.show_begun(interaction, result, manner)

    async def show_begun(self, interaction: Interaction, result: Sitting | Refusal, manner: Manner = PLAIN) -> None:
        """Show a sitting where it stands, or why there is none."""
        if isinstance(result, Sitting):
            await self._show(interaction, result, result.position, manner)
        else:
            await refuse(interaction, REFUSALS[result])

    async def begin_usual(self, interaction: Interaction, press: Press) -> None:  # noqa: ARG002
        """What is due, then what is weak: by a button of the help."""
        await self.begin(interaction, Wish())

    # Answering

    async def asked(self, interaction: Interaction, press: Press) -> Asked | None:
        """The question that an id means; where there is none, or it is another's, the player is told."""
        sitting = await self._sitting(press)
        if sitting is None:
            await refuse(interaction, REFUSALS[Refusal.UNKNOWN])
        elif sitting.player_id != interaction.user.id:
            await refuse(interaction, REFUSALS[Refusal.NOT_YOURS])
        elif press.position > sitting.position:
            await refuse(interaction, DAMAGED)
        else:
            return sitting.asked[press.position]
        return None

    async def unanswered(self, interaction: Interaction, press: Press) -> Asked | None:
        """The question, until it is answered; then how it went is shown again."""
        sitting, asked = await self._sitting(press), await self.asked(interaction, press)
        if sitting is None or asked is None or asked.closed_at is None:
            return asked
        await self._show(interaction, sitting, press.position, manner_of(press))
        return None

    async def take(self, interaction: Interaction, press: Press, answer: Answer) -> None:
        """Take an answer and explain it at once."""
        await self._take_time(interaction, press.game_id)
        position = press.position
        try:
            result = await self.practice.answer(
                press.game_id,
                interaction.user.id,
                position,
                answer,
                interaction.created_at,
                unsure=manner_of(press).unsure,
                here=interaction.guild_id or 0,
            )
        except AnswerError as error:
            await self._unreadable(interaction, press, error)
            return
        if result is Refusal.BEING_ASKED:
            await self._pass_over(interaction, press)
        elif isinstance(result, Refusal):
            await refuse(interaction, REFUSALS[result])
        else:
            await self._show(interaction, result, position, manner_of(press))

    async def show(self, interaction: Interaction, press: Press) -> None:
        """Say that one is not sure, or is after all; mark what decides, or not. Nothing is kept before the answer."""
        sitting, asked = await self._sitting(press), await self.asked(interaction, press)
        if sitting is not None and asked is not None:
            await self._show(interaction, sitting, press.position, manner_of(press))

    async def flip(self, interaction: Interaction, press: Press) -> None:
        """Turn a flashcard over; the player says themselves how well they knew it."""
        sitting = await self._flashcard(interaction, press, await self.unanswered(interaction, press))
        if sitting is None:
            return
        if await self.practice.may_show(sitting, press.position, here=interaction.guild_id or 0):
            await say(interaction, card=flipped_card(sitting, press.position))
        else:
            await self._pass_over(interaction, press)

    async def _flashcard(self, interaction: Interaction, press: Press, asked: Asked | None) -> Sitting | None:
        """The sitting of a flashcard that can be turned over; None where whoever pressed has been told why not."""
        sitting = await self._sitting(press)
        if asked is None or sitting is None:
            return None
        if can_be_flipped(sitting, press.position):
            return sitting
        await refuse(interaction, DAMAGED)
        return None

    async def grade(self, interaction: Interaction, press: Press) -> None:
        """How well a flashcard was known: as if it had been answered so."""
        asked = await self.asked(interaction, press)
        sitting = await self._flashcard(interaction, press, asked)
        if asked is None or sitting is None:
            return
        await self._take_time(interaction, press.game_id)
        knew, unsure = known_as(press)
        answer = key_in_words(asked.question) if knew else NOT_KNOWN
        by, at, here = interaction.user.id, interaction.created_at, interaction.guild_id or 0
        result = await self.practice.answer(press.game_id, by, press.position, answer, at, unsure=unsure, here=here)
        if isinstance(result, Refusal):
            await refuse(interaction, REFUSALS[result])
        else:
            await self.next(interaction, press)

    # Going on

    async def next(self, interaction: Interaction, press: Press) -> None:
        """The next question."""
        result = await self._onward(interaction, press)
        if isinstance(result, Refusal):
            await self._ends(interaction, press, result, REFUSALS[result])
        else:
            await self._show(interaction, result, result.position, manner_of(press).afresh)

    async def stop(self, interaction: Interaction, press: Press) -> None:
        """End the sitting and say how it went; a trial of the course stays open for whoever leaves it."""
        sitting = await self._sitting(press)
        if sitting is not None and sitting.player_id == interaction.user.id and stays_open(sitting):
            await say(interaction, card=left_card(sitting))
            return
        result = await self.practice.end(press.game_id, interaction.user.id, interaction.created_at)
        if isinstance(result, Refusal):
            await refuse(interaction, REFUSALS[result])
        else:
            await say(interaction, card=end_card(result))

    async def again(self, interaction: Interaction, press: Press) -> None:
        """A new sitting with the same wish, as long as one likes."""
        sitting = await self._sitting(press)
        if sitting is None or sitting.player_id != interaction.user.id:
            await refuse(interaction, REFUSALS[Refusal.NOT_YOURS if sitting else Refusal.UNKNOWN])
        else:
            await self.begin(interaction, replace(sitting.wish, most=None))

    # How it is done

    async def _sitting(self, press: Press) -> Sitting | None:
        return await self.practice.find(press.game_id)

    async def _take_time(self, interaction: Interaction, game_id: int) -> None:
        """Ask for it where a turn reads all that the player answered: after a restart, and in lifecycle drills."""
        if self.practice.reads_everything(game_id):
            await take_time(interaction)

    async def _onward(self, interaction: Interaction, press: Press) -> Sitting | Refusal:
        """The next question after that of a press."""
        await self._take_time(interaction, press.game_id)
        by, at, here = interaction.user.id, interaction.created_at, interaction.guild_id or 0
        return await self.practice.next(press.game_id, by, press.position, at, here=here)

    async def _unreadable(self, interaction: Interaction, press: Press, error: AnswerError) -> None:
        """Say what was wrong above the question, which stays to be answered."""
        sitting, why = await self._sitting(press), literal(unfit(error))
        card = question_card(sitting, press.position, manner_of(press), notice=why) if sitting else None
        await say(interaction, why, card=card)

    async def _pass_over(self, interaction: Interaction, press: Press) -> None:
        """A game has begun to ask this question: on to the next, with a word why."""
        result, why = await self._onward(interaction, press), REFUSALS[Refusal.BEING_ASKED]
        if isinstance(result, Refusal):
            await self._ends(interaction, press, result, why)
        elif not result.open:
            await say(interaction, why)
        else:
            await say(interaction, card=question_card(result, result.position, manner_of(press), notice=why))

    async def _ends(self, interaction: Interaction, press: Press, refusal: Refusal, why: str) -> None:
        """Nothing else can be asked: say how it went, and why it is over; a trial stays open for its player."""
        sitting = await self._sitting(press)
        if sitting is None or refusal not in NOTHING_LEFT or stays_open(sitting):
            await refuse(interaction, why)
            return
        ended = await self.practice.end(press.game_id, interaction.user.id, interaction.created_at)
        if isinstance(ended, Refusal):
            await refuse(interaction, REFUSALS[ended])
        else:
            await say(interaction, card=end_card(ended, why))

    async def _show(self, interaction: Interaction, sitting: Sitting, position: int, manner: Manner) -> None:
        may_show = await self.practice.may_show(sitting, position, here=interaction.guild_id or 0)
        if sitting.given(position) is None and (not manner.marked or may_show):
            await say(interaction, card=question_card(sitting, position, manner))
        elif not may_show:
            await refuse(interaction, REFUSALS[Refusal.BEING_ASKED])
        else:
            await self._take_time(interaction, sitting.id)
            after = await self.practice.aftermath(sitting, position, interaction.created_at)
            await say(interaction, card=reveal_card(sitting, position, after, manner))
