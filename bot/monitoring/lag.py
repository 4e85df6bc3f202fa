"""How long the event loop stands still."""

import asyncio
from collections import deque

INTERVAL_S = 0.02
"""Short, since a stall that ends within one sleep goes unseen."""

LOOKS = 3_000
"""So many are remembered: a minute."""


class LoopLag:
    """Sleeps briefly, again and again; what a sleep takes too long is how long the loop was held up."""

    def __init__(self) -> None:
        self._seen: deque[float] = deque([0.0], maxlen=LOOKS)

    @property
    def worst(self) -> float:
        """The longest stall of the last minute, in seconds."""
        return max(self._seen)

    async def run(self) -> None:
        """Until cancelled."""
        loop = asyncio.get_running_loop()
        while True:
            before = loop.time()
            await asyncio.sleep(INTERVAL_S)
            self._seen.append(max(0.0, loop.time() - before - INTERVAL_S))
