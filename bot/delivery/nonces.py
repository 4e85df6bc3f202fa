"""What makes Discord show a message once however often it is sent."""

from bot.kernel.custom_ids import base36
from bot.kernel.ports import Message


def nonce_of(message: Message) -> str:
    """The same for every try to post this message, at most 25 characters: game, card and the row's age."""
    millisecond = int(message.created_at.timestamp() * 1000)
    return f"{base36(message.key.game_id)}.{message.key.card[:7]}.{base36(millisecond)}"[:25]
