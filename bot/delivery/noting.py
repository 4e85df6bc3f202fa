"""What came of a request, written to the row of the message that it was about."""

from bot.kernel.ports import Message, MessageStore


async def note(store: MessageStore, message: Message, onward: Message) -> bool:
    """Write it, unless the message has been moved to another channel since, or is gone; whether it was written."""
    there = await store.find(message.key)
    if there is None or (there.channel_id, there.created_at) != (message.channel_id, message.created_at):
        return False
    await store.put(onward)
    return True
