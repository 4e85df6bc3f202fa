"""What Discord refused for now: the messages that wait for their channel to open again, or for another try."""

from dataclasses import replace
from datetime import datetime, timedelta

from bot.kernel.ports import Message, MessageKey

REFUSED_FIRST, REFUSED_MOST = timedelta(seconds=30), timedelta(hours=12)
"""Until the first new try where Discord refused one message, doubled up to the most; a change there cuts it short."""


class Shut(dict[MessageKey, int]):
    """The channels of the messages that were refused, by message.

    `doubtful` those of which a try before the refusal may have posted them all the same: they stay so, however often
    they are refused, until they are seen to stand or are let go.
    """

    def __init__(self) -> None:
        super().__init__()
        self.doubtful: set[MessageKey] = set()

    def add(self, message: Message, *, doubtful: bool) -> None:
        """It waits for its channel to open."""
        self[message.key] = message.channel_id
        if doubtful:
            self.doubtful.add(message.key)

    def let_go(self, key: MessageKey) -> None:
        """It stands, or is wanted no more."""
        self.pop(key, None)
        self.doubtful.discard(key)

    def postpone(self, message: Message, at: datetime, wait: timedelta = timedelta()) -> Message:
        """Of one that was added: its row that has it wait from `at` on, at least for `wait`, ever longer each time."""
        backoff = min(REFUSED_FIRST * 2.0 ** min(message.refused, 20), REFUSED_MOST)
        return replace(message, refused=message.refused + 1, retry_at=at + max(wait, backoff))

    def opened(self, channel_id: int) -> list[MessageKey]:
        """A channel may be open again: the messages that wait for it, which wait no longer."""
        keys = [key for key, closed in self.items() if closed == channel_id]
        for key in keys:
            del self[key]
        return keys
