"""The reminder of a quiz night, sent as other reminders are."""

from bot.delivery.limiter import Limiter
from bot.delivery.sender import DiscordSender
from bot.kernel.custom_ids import base36
from bot.nights.rules.model import Night
from bot.reminders.api import Delivered, Later
from cogs.nights.ids import card_of_reminder, mark_of_reminder
from cogs.nights.rendering import letter
from cogs.reminders.letters import DirectWay


class DiscordNightLetters:
    """`bot.nights.ports.Letters` over Discord."""

    def __init__(self, sender: DiscordSender, limiter: Limiter) -> None:
        self._way = DirectWay(sender, limiter)

    async def remind(self, player_id: int, night: Night, *, again: bool) -> Delivered | Later:
        """Tell somebody, once for each time at which a night was to begin."""
        mark = mark_of_reminder(night)
        return await self._way.send(player_id, letter(night), _nonce(night, player_id), mark, again=again)


def _nonce(night: Night, player_id: int) -> str:
    """At most 25 characters, as Discord wants it, which knows the bot's messages by it in whatever channel."""
    return f"{card_of_reminder(night)}.{base36(player_id)}"
