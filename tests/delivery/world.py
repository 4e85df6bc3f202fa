"""An outbox with everything around it faked."""

from __future__ import annotations

import asyncio

from bot.delivery.limiter import Limiter
from bot.delivery.outbox import Delivery
from bot.delivery.sender import UnreachableError
from bot.kernel.background import Background
from bot.kernel.ports import Message, MessageKey
from tests.fakes import FakeListener, FakeSender, MemoryMessages, Pictures, now

LOBBY, FIRST = MessageKey(7, "lobby"), MessageKey(7, "q0")
AWAY = UnreachableError("no answer")


class World:
    """A delivery with everything around it; `posted` says that the lobby's message is on the screen already."""

    def __init__(self, *messages: Message, limiter: Limiter | None = None, sender: FakeSender | None = None) -> None:
        self.store = MemoryMessages(*messages)
        self.sender = sender or FakeSender()
        self.pictures = Pictures()
        self.pictures.texts = {message.key: f"{message.key.card} 0" for message in messages}
        self.limiter = limiter or Limiter()
        self.listener = FakeListener()
        self.delivery = Delivery(self.store, self.sender, self.pictures.draw, self.limiter, Background(), now)
        self.delivery.tell(self.listener)

    def change(self, key: MessageKey, text: str, *, urgent: bool = False) -> None:
        self.pictures.texts[key] = text
        self.delivery.redraw(key, urgent=urgent)

    async def quiet(self) -> None:
        """Until nothing is on its way any more."""
        for _ in range(600):
            await asyncio.sleep(1)
            if not self.delivery.pending:
                return
        raise AssertionError("the outbox never comes to rest")

    def showing(self) -> list[str]:
        return [message.shown[-1] for message in self.sender.standing()]

    def heard(self) -> list[tuple[str, str]]:
        return [(what, key.card) for what, key, _ in self.listener.heard]


async def opened(*messages: Message, limiter: Limiter | None = None) -> World:
    """A world whose messages have been posted, and that has come to rest."""
    world = World(*messages, limiter=limiter)
    await world.delivery.open()
    await world.quiet()
    world.sender.requests.clear()
    return world
