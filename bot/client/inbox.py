"""What Discord hands us: each interaction once, and none dropped in the middle when we leave."""

import asyncio
from collections import OrderedDict
from typing import Any

from bot.kernel.background import give_up

REMEMBERED = 5_000
"""So many of the latest interactions are known again; Discord repeats what a lost connection did not confirm."""


class Inbox:
    """The interactions lately taken, and the tasks that still work on theirs."""

    def __init__(self) -> None:
        self._taken: OrderedDict[int, None] = OrderedDict()
        self._working: set[asyncio.Task[Any]] = set()
        self.closing = False
        """Whether whoever comes now is only told to come back."""

    def take(self, interaction_id: int) -> bool:
        """Whether this one is new; then the current task works on it."""
        if interaction_id in self._taken:
            return False
        self._taken[interaction_id] = None
        if len(self._taken) > REMEMBERED:
            self._taken.popitem(last=False)
        self.hold()
        return True

    def hold(self) -> None:
        """Have `drain` wait for the current task."""
        task = asyncio.current_task()
        if task is not None:
            self._working.add(task)
            task.add_done_callback(self._working.discard)

    async def drain(self, within: float) -> None:
        """Take nothing new up; give what is under way so many seconds, then let it go."""
        self.closing = True
        if self._working:
            _, late = await asyncio.wait(self._working, timeout=within)
            await give_up(late)
