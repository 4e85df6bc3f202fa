"""Telling success only once the message stands; else in one sentence what is in its way, and what to do."""

from collections.abc import Sequence
from typing import Protocol

import discord
from discord import ChannelType, Interaction

from bot.delivery.sender import BlockedError, told_apart
from bot.kernel.obstacles import Barrier
from bot.kernel.ports import MessageKey
from cogs.shared.barred.words import (
    BARRED,
    ITS_CHANNEL_IS_GONE,
    NEEDS_A_TEXT_CHANNEL,
    NOT_IN_THREAD,
    READ_MESSAGE_HISTORY,
    RECALL_NEEDS_THE_PERMISSION_THERE,
    SEND_MESSAGES,
    VIEW_CHANNEL,
)
from cogs.shared.cards import Card
from cogs.shared.interactions import POSTED, custom_id_of, refuse, say
from cogs.shared.words import SHOWN_ALREADY


class Stands(Protocol):
    """The way to know what became of a message."""

    async def __call__(self, key: MessageKey, within: float, *, anew: bool = False) -> Barrier | None:
        """Wait for it so many seconds: None once it is on the screen, or `anew` there, else what keeps it away."""


AT_ONCE, PATIENCE = 1.5, 20.0
"""Seconds: a press is to be answered within three; told that an answer comes, Discord waits longer."""


async def barrier_to(
    interaction: Interaction, key: MessageKey, stands: Stands, *, anew: bool = False
) -> Barrier | None:
    """What keeps a message from the screen, None where it stands. A press that must wait long is told to wait."""
    found = await stands(key, AT_ONCE, anew=anew)
    if found is Barrier.LATE:
        if not interaction.response.is_done():
            await interaction.response.defer(ephemeral=True)
        found = await stands(key, PATIENCE)
    if found in (None, Barrier.LATE):  # what is late comes all the same
        interaction.extras[POSTED] = True
    return found


def barred(interaction: Interaction, barrier: Barrier) -> str:
    """What is in the way, and what to do about it."""
    thread = interaction.channel
    if isinstance(thread, discord.Thread):
        if thread.locked and barrier in (Barrier.ARCHIVED, Barrier.NO_PERMISSION):
            return BARRED[Barrier.LOCKED]
        if thread.type is ChannelType.private_thread and barrier in (Barrier.NO_ACCESS, Barrier.GONE):
            return NOT_IN_THREAD
    return BARRED[barrier]


def channel_complaint(guild: discord.Guild, channel_id: int) -> str:
    """What would keep a post from appearing in a channel, and how to mend it; nothing where all is well."""
    channel = guild.get_channel(channel_id)
    if channel is None:
        return ITS_CHANNEL_IS_GONE
    if not isinstance(channel, discord.TextChannel):
        return NEEDS_A_TEXT_CHANNEL
    have = channel.permissions_for(guild.me)
    needed = {
        VIEW_CHANNEL: have.view_channel,
        SEND_MESSAGES: have.send_messages,
        READ_MESSAGE_HISTORY: have.read_message_history,
    }
    missing = ", ".join(f"**{permission}**" for permission, granted in needed.items() if not granted)
    return RECALL_NEEDS_THE_PERMISSION_THERE.format(missing=missing, id=channel.id) if missing else ""


MOST_REMEMBERED = 5_000


class Showing:
    """Shows pages to everybody in a channel: each once for each person, however often they press."""

    def __init__(self) -> None:
        self._shown: dict[tuple[int, int, str], None] = {}

    def again(self, interaction: Interaction, page: str = "") -> bool:
        """Whether this person has shown this page here before; else it counts as shown from now on.

        `page` names what is shown, wherever it was pressed; without it, what stands on the message that was pressed.
        """
        key = self._key(interaction, page)
        if key in self._shown:
            return True
        self._shown[key] = None
        if len(self._shown) > MOST_REMEMBERED:
            del self._shown[next(iter(self._shown))]
        return False

    async def show(
        self, interaction: Interaction, card: Card, files: Sequence[discord.File] = (), *, page: str = ""
    ) -> None:
        """Show it beside whatever was pressed, once: a private page stays as it is."""
        if self.again(interaction, page):
            await refuse(interaction, SHOWN_ALREADY, beside=True)
            return
        try:
            if interaction.response.is_done():
                await interaction.followup.send(view=card, files=list(files))
            else:
                await interaction.response.send_message(view=card, files=list(files))
            interaction.extras[POSTED] = True
        except BaseException as error:  # whatever it is: who was not shown it may press again
            self._shown.pop(self._key(interaction, page), None)
            if not isinstance(error, discord.HTTPException):
                raise
            await say(interaction, barred(interaction, barrier_in(error)), beside=True)

    @staticmethod
    def _key(interaction: Interaction, page: str) -> tuple[int, int, str]:
        on_message = f"{interaction.message.id if interaction.message else 0}/{custom_id_of(interaction)}"
        return interaction.user.id, interaction.channel_id or 0, page or on_message


def barrier_in(error: discord.HTTPException) -> Barrier:
    """What a refusal to make or show something says. Raises it again where it says nothing of the kind."""
    meant = told_apart(error)
    if isinstance(meant, BlockedError):
        return meant.barrier
    raise error
