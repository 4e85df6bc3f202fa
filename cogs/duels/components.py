"""What the duels' buttons, selects and forms do: each asks the service for one thing and answers the player."""

from dataclasses import dataclass, field, replace
from functools import partial

from discord import Interaction

from bot.duels.rules.model import Duel, DuelSettings, Phase, Refusal, Where
from bot.duels.rules.play import answered
from bot.duels.service import DuelService
from bot.kernel.asked import Asked, Player
from bot.kernel.custom_ids import Press, read_number
from bot.kernel.grading import Answer
from bot.kernel.people import is_erased
from bot.kernel.ports import MessageKey
from bot.kernel.seeds import seed_for
from bot.kernel.unfit import AnswerError
from bot.kernel.words import unfit
from cogs.duels.ids import ANSWERS, DUEL, Verb
from cogs.duels.presence import why_absent
from cogs.duels.private import private_card, review_card
from cogs.duels.privates import DuelPrivates
from cogs.duels.words import (
    ERASED,
    IN_A_QUIZ,
    IN_ANOTHER_CHANNEL,
    NONE_LEFT_FOR_A_REMATCH,
    ON_ANOTHER_SERVER,
    REFUSALS,
    TAKEN_AGAIN,
    TAKES_NONE,
    refused,
)
from cogs.shared.cards import Card
from cogs.shared.controls import AnswerControls
from cogs.shared.interactions import Handler, acknowledge, is_owed, player_of, refuse, say, take_time, viewer_of
from cogs.shared.lacking import why_nothing
from cogs.shared.literal import literal
from cogs.shared.sheet import sheet_anew
from cogs.shared.standing import Stands, barred, barrier_to
from cogs.shared.words import DAMAGED

IN_THE_WAY = (Refusal.ALREADY_CHALLENGED, Refusal.ALREADY_OPEN, Refusal.BUSY)
"""Refusals because of another duel, which is shown with them."""


@dataclass(slots=True)
class Onward:
    """Where a player goes on after a duel that was a part of another game: that game sets it."""

    go: Handler | None = None


@dataclass(frozen=True, slots=True)
class DuelComponents(AnswerControls):
    """The handlers, by verb; each takes the interaction and the parsed id."""

    feature = ANSWERS
    duels: DuelService
    privates: DuelPrivates
    stands: Stands
    onward: Onward = field(default_factory=Onward)

    def handlers(self) -> dict[str, Handler]:
        """Verb → handler, for the router."""
        return {
            Verb.ACCEPT: self.accept,
            Verb.DECLINE: self.decline,
            Verb.NO_DUELS: self.no_duels,
            Verb.MINE: self.mine,
            Verb.GO_ON: self.go_on,
            Verb.REMATCH: self.rematch,
            Verb.REVIEW: self.review,
            Verb.ONWARD: self.go_onward,
            **self.answering(),
        }

    # The challenge

    async def accept(self, interaction: Interaction, press: Press) -> None:
        """Take a challenge up."""
        await self._take_time(interaction)
        result = await self.duels.accept(press.game_id, player_of(interaction), interaction.created_at)
        quiz = await self.duels.quiz_of(interaction.user.id)
        if isinstance(result, Duel) and result.is_live and quiz is not None:
            await self._show(interaction, result, IN_A_QUIZ.format(channel=quiz))
        elif result is Refusal.BUSY:
            await self._busy(interaction)
        elif result is Refusal.NO_QUESTIONS and (offered := await self.duels.find(press.game_id)):
            await refuse(interaction, await self._why_nothing(offered.guild_id, offered.settings))
        else:
            await self._answer_with(interaction, press, result)

    async def _why_nothing(
        self, guild_id: int, settings: DuelSettings, otherwise: str = REFUSALS[Refusal.NO_QUESTIONS]
    ) -> str:
        known = await self.duels.topics(guild_id)
        return why_nothing(known, settings.topic, otherwise)

    async def decline(self, interaction: Interaction, press: Press) -> None:
        """Say no, or take one's own challenge back."""
        result = await self.duels.decline(press.game_id, interaction.user.id, interaction.created_at)
        if isinstance(result, Refusal):
            await refuse(interaction, REFUSALS[result])
        else:
            await acknowledge(interaction)

    async def no_duels(self, interaction: Interaction, press: Press) -> None:
        """Decline, and be challenged no more."""
        duel = await self.duels.find(press.game_id)
        if duel is None or duel.invited is None or duel.invited.id != interaction.user.id:
            await refuse(interaction, REFUSALS[Refusal.NOT_INVITED if duel else Refusal.UNKNOWN])
            return
        await self.duels.take_none(interaction.user.id, no_duels=True)
        await self.duels.decline(press.game_id, interaction.user.id, interaction.created_at)
        await say(interaction, TAKES_NONE)

    async def rematch(self, interaction: Interaction, press: Press) -> None:
        """The same once more."""
        player, before = player_of(interaction), await self.duels.find(press.game_id)
        if before is not None and before.opponent is not None and before.has(player.id):
            other = before.other(player.id)
            if is_erased(other.id):
                await refuse(interaction, ERASED)
                return
            if absent := await why_absent(interaction, other.id, other.name, None):
                await say(interaction, absent)
                return
        await self._take_time(interaction)
        result = await self.duels.rematch(press.game_id, player, seed_for(interaction.id), interaction.created_at)
        if isinstance(result, Duel) and result.phase is Phase.OFFERED:
            await self.told_of(interaction, result)
        elif isinstance(result, Refusal) and result in IN_THE_WAY and before is not None:
            await self.refused(interaction, result, before.other(player.id), before.settings)
        elif result is Refusal.NO_QUESTIONS and before is not None:
            await refuse(
                interaction, await self._why_nothing(before.guild_id, before.settings, NONE_LEFT_FOR_A_REMATCH)
            )
        else:
            await self._answer_with(interaction, press, result)

    async def told_of(self, interaction: Interaction, duel: Duel) -> None:
        """Tell the challenger that the challenge is out, once it is; else what is in its way."""
        barrier = await barrier_to(interaction, MessageKey(duel.id, DUEL), self.stands)
        if barrier is not None:
            await say(interaction, barred(interaction, barrier))
        else:
            again = TAKEN_AGAIN if await self.duels.takes_again(interaction.user.id) else ""
            await self._show(interaction, await self.duels.find(duel.id) or duel, again)

    async def refused(
        self, interaction: Interaction, why: Refusal, invited: Player | None, settings: DuelSettings
    ) -> None:
        """Say why no challenge is made; above the one that is out already, where it is that."""
        where = Where(interaction.guild_id or 0, interaction.channel_id or 0)
        waits = self.duels.out_to(where, interaction.user.id, invited.id if invited else None)
        if why in IN_THE_WAY and waits is not None:
            same = Refusal.ALREADY_CHALLENGED if invited else Refusal.ALREADY_OPEN
            await self._in_the_way(interaction, waits, same)
        elif why is Refusal.BUSY:
            await self._busy(interaction)
        elif why is Refusal.NO_QUESTIONS:
            await refuse(interaction, await self._why_nothing(where.guild_id, settings))
        else:
            await refuse(interaction, REFUSALS[why])

    # Playing

    async def mine(self, interaction: Interaction, press: Press) -> None:
        """Where the player is in this duel."""
        duel = await self.duels.find(press.game_id)
        if duel is None or not duel.has(interaction.user.id):
            await refuse(interaction, refused(Refusal.NOT_YOURS if duel else Refusal.UNKNOWN, duel))
        elif duel.phase is Phase.READY:
            await self.go_on(interaction, press)
        else:
            await self._show(interaction, duel)

    async def go_on(self, interaction: Interaction, press: Press) -> None:
        """Ready for the next question."""
        result = await self.duels.go_on(press.game_id, interaction.user.id, interaction.created_at)
        duel = await self.duels.find(press.game_id)
        begun = result is Refusal.NOT_OPEN and duel is not None and duel.has(interaction.user.id)
        await self._answer_with(interaction, press, duel if begun and duel else result)

    async def asked(self, interaction: Interaction, press: Press) -> Asked | None:
        """The question that an id means, if it is open for the player; where it is not, the player is told."""
        duel = await self.duels.find(press.game_id)
        if duel is None or not duel.has(interaction.user.id):
            await refuse(interaction, refused(Refusal.NOT_YOURS if duel else Refusal.UNKNOWN, duel))
        elif not 0 <= press.position <= _reached(duel, interaction.user.id):
            await refuse(interaction, DAMAGED)
        else:
            return duel.asked[press.position]
        return None

    async def unanswered(self, interaction: Interaction, press: Press) -> Asked | None:
        """The question, while the player can answer it; while the duel waits for both, they are shown that it does."""
        asked, duel = await self.asked(interaction, press), await self.duels.find(press.game_id)
        if asked is None or duel is None:
            return None
        if asked.closed_at is not None or interaction.user.id in asked.answers:
            await self.duels.on_disk(press.game_id)
            await refuse(interaction, REFUSALS[Refusal.CLOSED if asked.closed_at else Refusal.ALREADY_ANSWERED])
        elif duel.phase is Phase.PAUSED:
            await self._answer_with(interaction, press, Refusal.PAUSED)
        else:
            return asked
        return None

    async def take(self, interaction: Interaction, press: Press, answer: Answer) -> None:
        """Lock an answer in, and show where the player is then."""
        player_id, at = interaction.user.id, interaction.created_at
        try:
            result = await self.duels.answer(press.game_id, player_id, press.position, answer, at)
        except AnswerError as error:
            duel = await self.duels.find(press.game_id)
            if duel is None or not duel.has(player_id):
                await refuse(interaction, literal(unfit(error)))
            else:
                await self._show(interaction, duel, literal(unfit(error)))
            return
        await self._answer_with(interaction, press, result)

    async def show_sheet(self, interaction: Interaction, press: Press, sheet: Card, draft: str) -> None:
        """Show the answer sheet in place of the player's last private message."""
        place, who = press.position, interaction.user.id

        async def anew(duel: Duel) -> Card | None:
            return sheet_anew(duel.asked[place], who, draft, self._ids(press))

        await self.privates.show(interaction, press.game_id, sheet, anew=anew)

    async def review(self, interaction: Interaction, press: Press) -> None:
        """One's own answers, once the duel is over."""
        duel = await self.duels.find(press.game_id)
        if duel is None or not duel.has(interaction.user.id):
            await refuse(interaction, refused(Refusal.NOT_YOURS if duel else Refusal.UNKNOWN, duel))
        elif duel.phase is not Phase.ENDED:
            await refuse(interaction, refused(Refusal.NOT_OPEN, duel))
        else:
            index = read_number("".join(press.arguments)) or 0
            hidden = await self.duels.hidden(viewer_of(interaction, duel.id))
            await say(interaction, card=review_card(duel, interaction.user.id, index, hidden))

    async def go_onward(self, interaction: Interaction, press: Press) -> None:
        """Back to the game that a duel was a part of."""
        duel = await self.duels.find(press.game_id)
        if duel is None or duel.part_of is None or self.onward.go is None or not duel.has(interaction.user.id):
            await refuse(interaction, refused(Refusal.NOT_YOURS if duel else Refusal.UNKNOWN, duel))
        else:
            await self.onward.go(interaction, replace(press, game_id=duel.part_of))

    # How it is done

    async def _take_time(self, interaction: Interaction) -> None:
        """Ask for it where others are drawing questions on this server: they are waited for."""
        if self.duels.drawing.is_taken(interaction.guild_id or 0):
            await take_time(interaction)

    async def _busy(self, interaction: Interaction) -> None:
        """Say that somebody is in a live duel."""
        seat = await self.duels.seat_of(interaction.user.id)
        if seat is None:
            await refuse(interaction, REFUSALS[Refusal.BUSY])
        else:
            await self._in_the_way(interaction, seat, Refusal.BUSY)

    async def _in_the_way(self, interaction: Interaction, duel: Duel, why: Refusal) -> None:
        """Say why something cannot be had, above the duel that is in its way; where that is played elsewhere, where."""
        same_server, place = duel.guild_id == interaction.guild_id, {"guild": duel.guild_id, "channel": duel.channel_id}
        if same_server and (duel.part_of is not None or duel.channel_id == interaction.channel_id):
            await self._show(interaction, duel, REFUSALS[why])
        else:
            elsewhere = IN_ANOTHER_CHANNEL if same_server else ON_ANOTHER_SERVER
            await refuse(interaction, f"{REFUSALS[why]} {elsewhere.format(**place)}")

    async def _answer_with(self, interaction: Interaction, press: Press, result: Duel | Refusal) -> None:
        """Show where the player is now; with a refusal above it, or alone where they are in no such duel."""
        if isinstance(result, Duel):
            await self._show(interaction, result)
            return
        duel = await self.duels.find(press.game_id)
        if duel is not None and duel.opponent is not None and duel.has(interaction.user.id):
            await self._show(interaction, duel, refused(result, duel))
        else:
            await refuse(interaction, refused(result, duel))

    async def _show(self, interaction: Interaction, duel: Duel, notice: str = "") -> None:
        hidden = await self.duels.hidden(viewer_of(interaction, duel.id))
        now = await self.duels.latest(duel)  # nothing else is waited for from here until what they see is kept
        duel = now if now.has(interaction.user.id) else duel
        over = duel.phase is Phase.ENDED
        card = private_card(duel, interaction.user.id, notice, hidden)
        if interaction.response.is_done() and not is_owed(interaction):
            await say(interaction, card=card)
        else:
            anew = partial(self.privates.card, interaction.user.id)
            await self.privates.show(interaction, duel.id, card, over=over, anew=anew)


def _reached(duel: Duel, player_id: int) -> int:
    """The last question that the player has been shown."""
    return duel.position if duel.is_live else min(answered(duel, player_id), len(duel.shown.get(player_id, ())) - 1)
