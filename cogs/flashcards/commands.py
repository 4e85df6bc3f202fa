"""`/course cards`."""

from discord import Interaction, app_commands

from cogs.flashcards.components import FlashcardComponents
from cogs.shared.joining import Joining


class FlashcardCommands(Joining):
    """Terms and meanings, turned over."""

    joins = "course"

    def __init__(self, components: FlashcardComponents) -> None:
        self._components = components

    @app_commands.command(description="Flashcards: think, turn the card over, and grade yourself")
    async def cards(self, interaction: Interaction) -> None:
        """The card that is due, or a new one."""
        await self._components.show(interaction)
