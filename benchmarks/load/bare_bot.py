"""The opponent: a bare discord.py client with the same card, that replies the same private text, or only defers."""

import gc
import os
import sys

import discord
from discord import Interaction, InteractionType

from cogs.shared.cards import Card, button, row

TEXTS = (
    "-# 1/1 · Single only",
    "Campaign question 1 of this kind.",
    "**A**  Option 1\n**B**  Option 2\n**C**  Option 3\n**D**  Option 4",
    "-# Choose one. 0 of 1 locked in.",
)
RECEIPT = ("🔒 **Locked in: A  Option 1**", "-# Question 1 of 1.")


def question() -> Card:
    """A question as Recall shows it."""
    letters = [button(letter, f"v1:a:1:0:{place}") for place, letter in enumerate("ABCD")]
    return Card(*TEXTS, rows=[row(*letters, button("Host", "v1:h:1"))])


def receipt() -> Card:
    """The private reply that Recall gives to an answer."""
    return Card(*RECEIPT, rows=[row(button("Not sure", "v1:q:1:0"))])


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
        """Post a card in every channel whose name begins with `bench`."""
        for guild in self.guilds:
            for channel in guild.text_channels:
                if channel.name.startswith("bench"):
                    await channel.send(view=question())

    async def on_interaction(self, interaction: Interaction) -> None:
        """Answer a press."""
        if interaction.type is not InteractionType.component:
            return
        if self._defers:
            await interaction.response.defer()
        else:
            await interaction.response.send_message(view=receipt(), ephemeral=True)


def settle_heap() -> None:
    """The collector's settings are Recall's (`bot.app.settle_heap`), without importing the rest of it."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(2_000, 5, 100)


if __name__ == "__main__":
    from discord.gateway import DiscordWebSocket
    from discord.http import Route
    from yarl import URL

    base = os.environ["RECALL_DISCORD_API"]
    Route.BASE = base
    DiscordWebSocket.DEFAULT_GATEWAY = URL(base.replace("http", "ws").removesuffix("/api/v10") + "/gateway")
    client = Bare(defers=sys.argv[1] == "defer")
    settle_heap()
    client.run(os.environ["DISCORD_TOKEN"], log_handler=None)
