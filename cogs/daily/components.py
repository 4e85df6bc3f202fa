"""What the daily's buttons, selects and forms do: each asks the service for one thing and answers the player."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from discord import Interaction

from bot.daily.rules.play import Daily, Refusal, as_shown
from bot.daily.service import DailyService
from bot.kernel.asked import Asked, Player
from bot.kernel.custom_ids import Press
from bot.kernel.grading import Answer
from bot.kernel.keys import Viewer
from bot.kernel.unfit import AnswerError
from bot.kernel.words import unfit
from cogs.daily.ids import ANSWERS, Verb
from cogs.daily.rendering.playing import explained_card, question_card, result_card, share_text
from cogs.daily.words import DAILY, NO_ANSWERS_OF_YOURS, NO_LONGER_THERE, NOBODY_ELSE_IS_HERE, PLAY_IT, REFUSALS
from cogs.shared.cards import Card
from cogs.shared.controls import AnswerControls
from cogs.shared.interactions import Handler, is_alone, player_of, refuse
from cogs.shared.literal import literal
from cogs.shared.privates import Privates
from cogs.shared.standing import Showing
from cogs.shared.words import DAMAGED


@dataclass(frozen=True, slots=True)
class DailyComponents(AnswerControls):
    """The handlers, by verb; each takes the interaction and the parsed id."""

    feature = ANSWERS
    dailies: DailyService
    privates: Privates[Daily]
    is_member: Callable[[int, int], Awaitable[bool | None]]
    """Whether a server has somebody; None where nobody says."""
    showing: Showing = field(default_factory=Showing)

    def handlers(self) -> dict[str, Handler]:
        """Verb → handler, for the router."""
        return {
            Verb.PLAY: self.come,
            Verb.NEXT: self.play,
            Verb.SHARE: self.share,
            **self.answering(),
        }

    async def come(self, interaction: Interaction, press: Press) -> None:
        """To play; in direct messages, whoever is still on the server."""
        if interaction.guild_id is None and not await self._may_be_there(interaction, press.game_id):
            await refuse(interaction, NO_LONGER_THERE)
        else:
            await self.play(interaction, press)

    async def play(self, interaction: Interaction, press: Press) -> None:
        """The question that the player is at, or how it went."""
        result = await self.dailies.play(press.game_id, await self._player(interaction, press))
        if isinstance(result, Refusal):
            await refuse(interaction, REFUSALS[result])
        else:
            await self._go_on(interaction, result)

    async def _may_be_there(self, interaction: Interaction, game_id: int) -> bool:
        daily = await self.dailies.find(game_id)
        return daily is None or await self.is_member(daily.guild_id, interaction.user.id) is not False

    async def share(self, interaction: Interaction, press: Press) -> None:
        """Show the squares to everybody in the channel: where the answers were right, and nothing of what was asked."""
        if is_alone(interaction):
            await refuse(interaction, NOBODY_ELSE_IS_HERE, beside=True)
            return
        daily = await self.dailies.find(press.game_id)
        if daily is None:
            await refuse(interaction, REFUSALS[Refusal.UNKNOWN])
            return
        if not daily.has_finished(interaction.user.id):
            can_finish = daily.closed_at is None or daily.may_come_back(interaction.user.id)
            await refuse(interaction, PLAY_IT if can_finish else NO_ANSWERS_OF_YOURS)
            return
        streak = await self.dailies.streak_with(daily, interaction.user.id, interaction.created_at)
        text = share_text(daily, interaction.user.id, interaction.user.display_name, streak)
        await self.showing.show(interaction, Card(text), page=DAILY.format(id=daily.id))

    # Answering

    async def asked(self, interaction: Interaction, press: Press) -> Asked | None:
        """The question that an id means, as this player sees it; where there is none, the player is told."""
        daily = await self.dailies.find(press.game_id)
        if daily is not None and 0 <= press.position < len(daily.asked):
            return as_shown(daily.asked[press.position], interaction.user.id)
        await refuse(interaction, REFUSALS[Refusal.UNKNOWN] if daily is None else DAMAGED)
        return None

    async def unanswered(self, interaction: Interaction, press: Press) -> Asked | None:
        """The question that the player is at, until they have answered it."""
        asked = await self.asked(interaction, press)
        daily = await self.dailies.find(press.game_id)
        if asked is None or daily is None:
            return None
        reached = len(daily.given_by(interaction.user.id))
        if press.position == reached:
            return asked
        answered = press.position < reached
        await self._refuse(interaction, press, Refusal.ALREADY_ANSWERED if answered else Refusal.NOT_NEXT)
        return None

    async def take(self, interaction: Interaction, press: Press, answer: Answer) -> None:
        """Take an answer and explain it at once."""
        player = await self._player(interaction, press)
        try:
            result = await self.dailies.answer(press.game_id, player, press.position, answer, interaction.created_at)
        except AnswerError as error:
            await self._unreadable(interaction, press, error)
            return
        if isinstance(result, Refusal):
            await self._refuse(interaction, press, result)
            return
        finished = result.has_finished(player.id)
        at = interaction.created_at
        record = await self.dailies.record(result.guild_id, player.id, at) if finished else None
        hidden = await self.dailies.hidden(Viewer(player.id, result.guild_id, result.id))
        card = explained_card(result, player.id, press.position, record, hidden, alone=is_alone(interaction))
        await self.privates.show(interaction, result.id, card)

    # How it is done

    async def _refuse(self, interaction: Interaction, press: Press, refusal: Refusal) -> None:
        """Say why not; who only pressed an old button is brought to where they are."""
        if refusal in (Refusal.ALREADY_ANSWERED, Refusal.NOT_NEXT):
            await self._bring_back(interaction, press, REFUSALS[refusal])
        else:
            await refuse(interaction, REFUSALS[refusal])

    async def _unreadable(self, interaction: Interaction, press: Press, error: AnswerError) -> None:
        """Say what was wrong above the question, which stays to be answered."""
        await self._bring_back(interaction, press, literal(unfit(error)))

    async def _bring_back(self, interaction: Interaction, press: Press, notice: str) -> None:
        """To where they are, with a word about why; where the daily has closed for them, they are told that."""
        found = await self.dailies.play(press.game_id, await self._player(interaction, press))
        if isinstance(found, Refusal):
            await refuse(interaction, REFUSALS[found])
        else:
            await self._go_on(interaction, found, notice)

    async def _go_on(self, interaction: Interaction, daily: Daily, notice: str = "") -> None:
        player_id = interaction.user.id
        if daily.has_finished(player_id):
            record = await self.dailies.record(daily.guild_id, player_id, interaction.created_at)
            card = result_card(daily, player_id, record, alone=is_alone(interaction))
        else:
            card = question_card(daily, player_id, len(daily.given_by(player_id)), notice)
        await self.privates.show(interaction, daily.id, card)

    async def _player(self, interaction: Interaction, press: Press) -> Player:
        """Who pressed, by the name that the daily's server knows, from direct messages too."""
        player = player_of(interaction)
        return player if interaction.guild_id else await self.dailies.as_known(press.game_id, player)
