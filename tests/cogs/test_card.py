"""What every message is made of."""

from __future__ import annotations

import gc
from weakref import ref

from cogs.shared.cards import Card, button, row


async def test_a_card_that_was_sent_is_gone_without_the_collector() -> None:
    """A card is drawn for each answer and each count: thousands would stay until the collector stops everybody."""
    gc.disable()
    try:
        card = Card(
            "A question.\n- one\n-# Choose.", rows=[row(button("A", "a"), button("B", "b")), row(button("C", "c"))]
        )
        gone = ref(card)
        card.to_components()  # type: ignore[no-untyped-call]
        del card
        assert gone() is None
    finally:
        gc.enable()
