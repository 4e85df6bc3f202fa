"""What somebody is told in passing, such as why a press was refused: it goes with whatever they are told next.

Else it would stay on the screen below the newer answer, and be false there. Only a convenience, held in memory for as
long as Discord lets us delete such a message.
"""

from collections import OrderedDict
from collections.abc import Awaitable
from datetime import datetime, timedelta

import discord
import structlog
from discord import Interaction

from bot.delivery.sender import UNREACHABLE
from cogs.shared.interactions import IN_PASSING

EDITABLE = timedelta(minutes=14)
"""A little less than the 15 minutes for which Discord accepts an interaction's token."""

_log = structlog.get_logger(__name__)


class Passing:
    """The last thing that each person was told in passing, in each channel."""

    def __init__(self) -> None:
        self._last: OrderedDict[tuple[int, int], Interaction] = OrderedDict()

    async def answered(self, interaction: Interaction) -> None:
        """A press has been answered: what was told in passing before goes, and this may be such a thing itself."""
        before = self._last.pop(_place(interaction), None)
        if interaction.extras.get(IN_PASSING):
            self._last[_place(interaction)] = interaction
        while self._last and not can_be_edited(next(iter(self._last.values())).created_at, interaction.created_at):
            self._last.popitem(last=False)
        if before is not None and can_be_edited(before.created_at, interaction.created_at):
            await quietly(before.delete_original_response())

    async def overtaken(self, interaction: Interaction) -> None:
        """The private message that answered this press says something new."""
        before = self._last.pop(_place(interaction), None)
        if before is not None:
            await quietly(before.delete_original_response())


def _place(interaction: Interaction) -> tuple[int, int]:
    return interaction.user.id, interaction.channel_id or 0


def can_be_edited(created_at: datetime, at: datetime) -> bool:
    """Whether Discord still takes the token of an interaction."""
    return at - created_at < EDITABLE


async def quietly(request: Awaitable[object]) -> None:
    """A private message may have been dismissed, or Discord be away: it is only a convenience."""
    try:
        await request
    except (discord.HTTPException, *UNREACHABLE) as error:
        _log.debug("a private message was gone", why=str(error))
