"""What the buttons of a quiz night do: each asks the service for one thing and answers whoever pressed."""

from dataclasses import dataclass
from functools import partial

from discord import Interaction

from bot.kernel.custom_ids import Press, read_number
from bot.learners.api import PreferenceStore, change_wishes
from bot.nights.rules.model import Night, Phase, Refusal
from bot.nights.service import NightService
from cogs.nights import words
from cogs.nights.ids import Verb, rounds_seen
from cogs.nights.privates import NightPrivates
from cogs.nights.rendering import removed_text, signed_up_card, standing_card, stop_card, why_over
from cogs.shared.cards import Card
from cogs.shared.controls import once_seen
from cogs.shared.interactions import Handler, acknowledge, may_manage, player_of, refuse, say


@dataclass(frozen=True, slots=True)
class NightComponents:
    """The handlers, by verb; each takes the interaction and the parsed id."""

    nights: NightService
    preferences: PreferenceStore
    privates: NightPrivates

    def handlers(self) -> dict[str, Handler]:
        """Verb → handler, for the router."""
        return {
            Verb.SIGN_UP: self.sign_up,
            Verb.WITHDRAW: self.withdraw,
            Verb.STANDING: self.standing,
            Verb.SKIP: once_seen(self.skip),
            Verb.STOP: self.ask_to_stop,
            Verb.STOP_FOR_GOOD: once_seen(self.stop),
            Verb.REMOVE_ROUND: once_seen(self.remove_round),
            Verb.NO_REMINDERS: self.no_reminders,
            Verb.REMINDERS: self.reminders,
        }

    async def sign_up(self, interaction: Interaction, press: Press) -> None:
        """Mean to come; whoever has signed up already sees the same page."""
        found = await self.nights.sign_up(press.game_id, player_of(interaction), interaction.created_at)
        if found is Refusal.IN_ALREADY:
            found = await self.nights.find(press.game_id) or Refusal.UNKNOWN
        if isinstance(found, Refusal):
            await refuse(interaction, await self._why_not(found, press.game_id))
            return
        anew = partial(self._signed_up, interaction.user.id)
        card = await anew(found)
        await self.privates.show(interaction, found.id, card or Card(words.YOU_ARE_OUT), anew=anew)

    async def _signed_up(self, player_id: int, night: Night) -> Card | None:
        """Somebody's page about a night; None once they do not come any more."""
        if not any(one.player.id == player_id for one in night.coming):
            return None
        wants = not (await self.preferences.of(player_id)).no_night_reminders
        return signed_up_card(night, player_id, wants=wants)

    async def _why_not(self, refusal: Refusal, night_id: int) -> str:
        """Why a press does nothing; of a night that is over, what became of it."""
        night = await self.nights.find(night_id) if refusal is Refusal.ENDED else None
        return words.PLAN_ANOTHER.format(why=why_over(night)) if night else words.REFUSALS[refusal]

    async def withdraw(self, interaction: Interaction, press: Press) -> None:
        """Not come after all."""
        found = await self.nights.withdraw(press.game_id, interaction.user.id)
        why_not = await self._why_not(found, press.game_id) if isinstance(found, Refusal) else ""
        await say(interaction, why_not or words.YOU_ARE_OUT)

    async def standing(self, interaction: Interaction, press: Press) -> None:
        """A page of the standing."""
        night = await self.nights.find(press.game_id)
        page = read_number("".join(press.arguments)) or 0
        if night is None:
            await refuse(interaction, words.REFUSALS[Refusal.UNKNOWN])
        elif night.phase is Phase.ENDED and not night.number:
            await refuse(interaction, await self._why_not(Refusal.ENDED, night.id))
        else:
            await say(interaction, card=standing_card(night, await self.nights.rounds_of(night.id), page))

    async def skip(self, interaction: Interaction, press: Press) -> None:
        """End the break."""
        if await self._steered(interaction, press.game_id) is None:
            return
        number = read_number("".join(press.arguments)) or 0
        found = await self.nights.skip_break(press.game_id, number, interaction.created_at)
        if isinstance(found, Refusal):
            await refuse(interaction, words.REFUSALS[found])
        else:
            await acknowledge(interaction)

    async def ask_to_stop(self, interaction: Interaction, press: Press) -> None:
        """Ask once more."""
        night = await self._steered(interaction, press.game_id)
        if night is not None:
            await self.confirm_stop(interaction, night)

    async def confirm_stop(self, interaction: Interaction, night: Night) -> None:
        """The question, for who may end it."""
        over = night.phase is Phase.ENDED
        await say(interaction, words.REFUSALS[Refusal.ENDED] if over else "", card=None if over else stop_card(night))

    async def stop(self, interaction: Interaction, press: Press) -> None:
        """Call it off, or end it early."""
        before = await self._steered(interaction, press.game_id)
        if before is None:
            return
        found = await self.nights.stop(press.game_id, interaction.created_at)
        if isinstance(found, Refusal):
            await refuse(interaction, words.REFUSALS[found])
        elif before.phase is Phase.PLANNED:
            await say(interaction, words.CALLED_OFF)
        else:
            await say(interaction, words.STOPPED if found.phase is Phase.ENDED else words.STOPPING)

    async def remove_round(self, interaction: Interaction, press: Press) -> None:
        """Take a round out, if it is still the one that was asked about."""
        before = await self._steered(interaction, press.game_id)
        if before is None:
            return
        number, seen = [*(read_number(one) or 0 for one in press.arguments), 0, 0][:2]
        found: Night | Refusal = Refusal.CHANGED
        if seen == rounds_seen(before.legs):
            found = await self.nights.drop_leg(before.id, number, before.legs, interaction.created_at)
        if isinstance(found, Refusal):
            await refuse(interaction, await self._why_not(found, press.game_id))
        else:
            await say(interaction, removed_text(before, number))

    async def no_reminders(self, interaction: Interaction, press: Press) -> None:  # noqa: ARG002
        """No direct messages before quiz nights any more."""
        await change_wishes(self.preferences, interaction.user.id, no_night_reminders=True)
        await say(interaction, words.REMINDERS_OFF)

    async def reminders(self, interaction: Interaction, press: Press) -> None:  # noqa: ARG002
        """Direct messages again."""
        await change_wishes(self.preferences, interaction.user.id, no_night_reminders=False)
        await say(interaction, words.REMINDERS_ON)

    async def may_steer(self, interaction: Interaction, night: Night) -> bool:
        """Whether somebody hosts a night, or may manage the server; who does not is told."""
        if interaction.user.id == night.host.id or may_manage(interaction):
            return True
        await refuse(interaction, words.HOST_ONLY)
        return False

    async def _steered(self, interaction: Interaction, night_id: int) -> Night | None:
        night = await self.nights.find(night_id)
        if night is None:
            await refuse(interaction, words.REFUSALS[Refusal.UNKNOWN])
            return None
        return night if await self.may_steer(interaction, night) else None
