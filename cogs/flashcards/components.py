"""What the buttons of flashcards do."""

from dataclasses import dataclass

from discord import Interaction

from bot.flashcards.rules import Grade
from bot.flashcards.service import FlashcardService
from bot.kernel.custom_ids import Press
from cogs.flashcards.ids import Verb
from cogs.flashcards.rendering import back_card, front_card
from cogs.flashcards.words import GONE, HERE_IS_ANOTHER
from cogs.shared.controls import once_seen
from cogs.shared.interactions import Handler, say


@dataclass(frozen=True, slots=True)
class FlashcardComponents:
    """The handlers, by verb; each takes the interaction and the parsed id."""

    flashcards: FlashcardService

    def handlers(self) -> dict[str, Handler]:
        """Verb → handler, for the router."""
        return {
            Verb.NEXT: self.next,
            Verb.TURN: once_seen(self.turn),
            Verb.GRADE: once_seen(self.grade),
            Verb.SUSPEND: once_seen(self.suspend),
            Verb.RESUME: self.resume,
        }

    async def show(self, interaction: Interaction, notice: str = "") -> None:
        """The card that comes next."""
        at, user, guild_id = interaction.created_at, interaction.user.id, interaction.guild_id or 0
        turn = await self.flashcards.turn(user, guild_id, at, interaction.id)
        await say(interaction, card=front_card(turn, notice + HERE_IS_ANOTHER if notice and turn.card else notice))

    async def next(self, interaction: Interaction, press: Press) -> None:  # noqa: ARG002
        """The next card."""
        await self.show(interaction)

    async def turn(self, interaction: Interaction, press: Press) -> None:
        """Turn a card over."""
        card = await self.flashcards.card(interaction.user.id, interaction.guild_id or 0, _card(press))
        if card:
            await say(interaction, card=back_card(card))
        else:
            await self.show(interaction, GONE)

    async def grade(self, interaction: Interaction, press: Press) -> None:
        """How well it was known; then the next."""
        letter = "".join(press.arguments[1:2])
        known = await self.flashcards.card(interaction.user.id, interaction.guild_id or 0, _card(press))
        if known and letter in set(Grade):
            await self.flashcards.grade(interaction.user.id, known.id, Grade(letter), interaction.created_at)
            await self.show(interaction)
        else:
            await self.show(interaction, GONE)

    async def suspend(self, interaction: Interaction, press: Press) -> None:
        """Ask it no more; then the next."""
        known = await self.flashcards.card(interaction.user.id, interaction.guild_id or 0, _card(press))
        if known:
            await self.flashcards.suspend(interaction.user.id, known.id, interaction.created_at)
        await self.show(interaction)

    async def resume(self, interaction: Interaction, press: Press) -> None:  # noqa: ARG002
        """Ask all those again that were set aside."""
        await self.flashcards.resume(interaction.user.id)
        await self.show(interaction)


def _card(press: Press) -> str:
    """The card's id, as an id that anybody may have forged has it."""
    return "".join(press.arguments[:1])
