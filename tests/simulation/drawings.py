"""What is sent was drawn a moment ago: a card that waits for its turn waits undrawn."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any
from unittest.mock import patch

from bot.delivery.outbox import Delivery, Draw
from bot.delivery.sender import DiscordSender, Drawing
from bot.kernel.ports import MessageKey

SOON_S = 0.2
"""Seconds. Nothing is waited for between the two; where it is looked first whether a post is there, that is for it."""

MANY = 200
"""So many drawings are remembered."""


class Drawings:
    """When each drawing was made, and when it is sent as an edit."""

    def __init__(self) -> None:
        self.violations: list[str] = []
        self._made: dict[int, tuple[Drawing, MessageKey, float]] = {}

    @contextmanager
    def known(self) -> Iterator[None]:
        """While the body runs, drawings are known to this."""
        with ExitStack() as stack:
            stack.enter_context(patch.object(Delivery, "__init__", self._watched(Delivery.__init__)))
            stack.enter_context(patch.object(DiscordSender, "edit", self._looked_at(DiscordSender.edit)))
            yield

    def _watched(self, true: Any) -> Any:
        def made(delivery: Delivery, store: Any, sender: Any, draw: Draw, *arguments: Any, **options: Any) -> None:
            async def drawn(key: MessageKey) -> Drawing | None:
                drawing = await draw(key)
                if drawing is not None:
                    self._made[id(drawing)] = drawing, key, asyncio.get_running_loop().time()
                    if len(self._made) > MANY:
                        del self._made[next(iter(self._made))]
                return drawing

            true(delivery, store, sender, drawn, *arguments, **options)

        return made

    def _looked_at(self, true: Any) -> Any:
        async def edit(sender: DiscordSender, channel_id: int, message_id: int, drawing: Drawing) -> None:
            self._look(drawing)
            await true(sender, channel_id, message_id, drawing)

        return edit

    def _look(self, drawing: Drawing) -> None:
        made = self._made.pop(id(drawing), None)
        if made is not None and (waited := asyncio.get_running_loop().time() - made[2]) > SOON_S:
            self.violations.append(
                f"{made[1].card} of game {made[1].game_id} is sent {waited:.1f} s after it was drawn"
            )
