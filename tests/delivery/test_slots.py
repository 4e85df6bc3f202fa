"""What is being worked on for a game's messages."""

from __future__ import annotations

from bot.delivery.slots import Slots
from bot.kernel.ports import MessageKey


async def test_the_messages_beside_one_are_in_the_order_in_which_they_were_wanted() -> None:
    """Whoever waits for them hurries one after the other, and the same each time."""
    slots, keys = Slots(), [MessageKey(7, f"q{place}") for place in range(30)]
    for key in (*keys, MessageKey(8, "q0"), keys[0]):
        slots.take(key).hasten()
    assert slots.beside(keys[9]) == [*keys[:9], *keys[10:]]
