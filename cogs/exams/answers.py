"""Showing a paper to its person: in place of what stood there, or beside it."""

from discord import Interaction
from discord.ui import LayoutView

from cogs.shared.cards import Card
from cogs.shared.interactions import in_place, say, show_or_plainer


async def show(interaction: Interaction, card: Card) -> None:
    """A page of a paper, on the message that was pressed, where that is theirs alone; else privately beside it.

    A message of ours in direct messages is theirs alone as well: it stays there, on every device.
    """
    message = interaction.message
    if interaction.guild_id is not None or message is None or interaction.response.is_done():
        await say(interaction, card=card)
        return

    async def answer(view: LayoutView) -> None:
        await in_place(interaction, view)

    await show_or_plainer(answer, card)
