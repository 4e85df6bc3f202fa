"""The opponent: a bare discord.py bot with the same card, that replies the same private text, or only defers."""

import os
import sys

import discord
from discord import Interaction, InteractionType

from cogs.shared.cards import Card, button, row

RECEIPT = "🔒 **Locked in: A  Option 1**\n-# Question 1 of 10."


def receipt() -> Card:
    """The private reply that Recall gives to an answer."""
    return Card(RECEIPT, rows=[row(button("Not sure", "v1:q:1:0"))])


class Bare(discord.AutoShardedClient):
    """Knows nothing, keeps nothing."""

    def __init__(self, *, defers: bool) -> None:
        super().__init__(
            intents=discord.Intents(guilds=True),
            max_messages=None,
            member_cache_flags=discord.MemberCacheFlags.none(),
            chunk_guilds_at_startup=False,
        )
        self._defers = defers

    async def on_ready(self) -> None:
        """Post a card in every channel named `quiz`."""
        for guild in self.guilds:
            for channel in guild.text_channels:
                if channel.name.startswith("bench"):
                    letters = (button(letter, f"v1:a:1:0:{place}") for place, letter in enumerate("ABCD"))
                    await channel.send(view=Card("A question", rows=[row(*letters)]))

    async def on_interaction(self, interaction: Interaction) -> None:
        """Answer a press."""
        if interaction.type is not InteractionType.component:
            return
        if self._defers:
            await interaction.response.defer()
        else:
            await interaction.response.send_message(view=receipt(), ephemeral=True)


if __name__ == "__main__":
    from discord.gateway import DiscordWebSocket
    from discord.http import Route
    from yarl import URL

    base = os.environ["RECALL_DISCORD_API"]
    Route.BASE = base
    DiscordWebSocket.DEFAULT_GATEWAY = URL(base.replace("http", "ws").removesuffix("/api/v10") + "/gateway")
    Bare(defers=sys.argv[1] == "defer").run(os.environ["DISCORD_TOKEN"], log_handler=None)
