"""What Discord refused for now: the messages that wait for their channel to open again, or for another try."""

from dataclasses import replace
from datetime import datetime, timedelta

from bot.kernel.ports import Message, MessageKey

REFUSED_FIRST, REFUSED_MOST = timedelta(seconds=30), timedelta(hours=12)
"""Until the first new try where Discord refused one message, doubled up to the most; a change there cuts it short."""


class Shut(dict[MessageKey, int]):
    """The channels of the messages that were refused, by message."""

    def postpone(self, message: Message, at: datetime, wait: timedelta = timedelta()) -> Message:
        """Have it wait from `at` on, at least for `wait`, the longer the more often it was refused: its new row."""
        self[message.key] = message.channel_id
        backoff = min(REFUSED_FIRST * 2.0 ** min(message.refused, 20), REFUSED_MOST)
        return replace(message, refused=message.refused + 1, retry_at=at + max(wait, backoff))

    def opened(self, channel_id: int) -> list[MessageKey]:
        """A channel may be open again: the messages that wait for it, which wait no longer."""
        keys = [key for key, closed in self.items() if closed == channel_id]
        for key in keys:
            del self[key]
        return keys
