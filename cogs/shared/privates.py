"""The private message that each player of a game has: one at a time, the next takes the last one's place.

Only a convenience, held in memory for as long as Discord lets us edit such a message (15 minutes): after a
restart a button of the game's own tells the same.
"""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

import discord
import structlog
from discord import Interaction
from discord.ui import LayoutView

from bot.delivery.sender import UNREACHABLE
from bot.kernel.background import Background
from cogs.shared.cards import Card
from cogs.shared.interactions import in_place, show_or_plainer

EDITABLE = timedelta(minutes=14)
"""A little less than the 15 minutes for which Discord accepts an interaction's token."""

AT_ONCE = 20
"""So many private messages are edited at a time: a reveal to hundreds must not hold up those who are just pressing."""

Drawn = Callable[[], Awaitable[Card]]

_log = structlog.get_logger(__name__)


class Privates:
    """Each player's last private message in each running game, for as long as it can be edited."""

    def __init__(self, background: Background) -> None:
        self._background = background
        self._last: dict[int, dict[int, Interaction]] = {}
        self._newest: dict[int, datetime] = {}
        self._sending: dict[int, asyncio.Future[None]] = {}
        self._gate = asyncio.Semaphore(AT_ONCE)

    async def show(self, interaction: Interaction, game_id: int, card: Card, *, over: bool = False) -> None:
        """Answer a press privately; what the player had before in this game goes away.

        In a game that is `over` nothing more will be shown by itself, so that nothing is kept of it.
        """
        on_private = interaction.message is not None and interaction.message.flags.ephemeral
        before = self._last.get(game_id, {}).get(interaction.user.id)
        if over:
            self.ended(game_id)
        else:
            self._keep(interaction, game_id)

        async def answer(view: LayoutView) -> None:
            if on_private:
                await in_place(interaction, view)
            else:
                await interaction.response.send_message(view=view, ephemeral=True)

        # What is to be shown next may be known before Discord has this one: it waits, and is not lost.
        sent = self._sending[interaction.id] = asyncio.get_running_loop().create_future()
        try:
            await show_or_plainer(answer, card)
        finally:
            del self._sending[interaction.id]
            sent.set_result(None)
        if before is not None and not on_private and _editable(before, interaction.created_at):
            self._background.run(_quietly(before.delete_original_response()))

    def has(self, game_id: int, player_id: int) -> bool:
        """Whether a player has a private message in a game."""
        return player_id in self._last.get(game_id, {})

    def update(self, game_id: int, player_id: int, card: Card | Drawn, at: datetime) -> None:
        """Show something else in a player's private message, if they have one that can still be edited.

        A card that takes a look at the rows is drawn when its turn has come.
        """
        interaction = self._last.get(game_id, {}).get(player_id)
        if interaction is not None and _editable(interaction, at):
            self._background.run(self._edit(interaction, card))

    async def _edit(self, interaction: Interaction, card: Card | Drawn) -> None:
        if sending := self._sending.get(interaction.id):
            await sending
        async with self._gate:
            shown = card if isinstance(card, Card) else await card()
            await _quietly(interaction.edit_original_response(view=shown))

    def ended(self, game_id: int) -> None:
        """Nothing more will come of this game."""
        self._last.pop(game_id, None)
        self._newest.pop(game_id, None)

    def _keep(self, interaction: Interaction, game_id: int) -> None:
        """Keep this one, and let go of what can be edited no more, the stalest first: a daily lasts a whole day."""
        last = self._last.setdefault(game_id, {})
        last.pop(interaction.user.id, None)
        last[interaction.user.id] = interaction
        while not _editable(next(iter(last.values())), interaction.created_at):
            del last[next(iter(last))]
        self._newest.pop(game_id, None)
        self._newest[game_id] = interaction.created_at
        while not _can_be_edited(next(iter(self._newest.values())), interaction.created_at):
            self.ended(next(iter(self._newest)))


def _can_be_edited(created_at: datetime, at: datetime) -> bool:
    return at - created_at < EDITABLE


def _editable(interaction: Interaction, at: datetime) -> bool:
    return _can_be_edited(interaction.created_at, at)


async def _quietly(request: Awaitable[object]) -> None:
    """A private message may have been dismissed, or Discord be away: it is only a convenience."""
    try:
        await request
    except (discord.HTTPException, *UNREACHABLE) as error:
        _log.debug("a private message was gone", why=str(error))
