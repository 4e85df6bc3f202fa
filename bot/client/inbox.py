"""What Discord hands us: each interaction once, and none dropped in the middle when we leave."""

import asyncio
from collections import OrderedDict
from functools import partial
from typing import Any

from bot.kernel.background import give_up
from bot.kernel.deciding import begin

REMEMBERED = 5_000
"""So many of the latest interactions are known again; Discord repeats what a lost connection did not confirm."""


class Inbox:
    """The interactions lately taken, and the tasks that still work on theirs."""

    def __init__(self) -> None:
        self._taken: OrderedDict[int, None] = OrderedDict()
        self._working: set[asyncio.Task[Any]] = set()
        self._of_person: dict[int, set[asyncio.Task[Any]]] = {}
        self.uncertain_to = 0
        """Up to this interaction, by its id, another process may have done what it found; see `may_be_done`."""
        self.closing = False
        """Whether whoever comes now is only told to come back."""

    def may_be_done(self, interaction_id: int) -> bool:
        """Whether somebody else may have done this already, and died before it could be noted how far they were.

        An answer may be taken twice, since it counts once. A command that was run may not be run again.
        """
        return interaction_id <= self.uncertain_to

    def take(self, interaction_id: int, person_id: int = 0) -> bool:
        """Whether this one is new; then the current task works on it, for whoever sent it, and decides from here on."""
        if interaction_id in self._taken:
            return False
        self._taken[interaction_id] = None
        if len(self._taken) > REMEMBERED:
            self._taken.popitem(last=False)
        begin()
        self.hold()
        self._note(person_id)
        return True

    async def others_of(self, person_id: int, within: float) -> None:
        """Wait, at most so many seconds, until all else that this person has pressed is done.

        Whoever waits is not waited for, so that two who wait like this do not wait for each other.
        """
        theirs = self._of_person.get(person_id, set())
        theirs -= {asyncio.current_task()}
        if theirs:
            await asyncio.wait(set(theirs), timeout=within)

    def _note(self, person_id: int) -> None:
        task = asyncio.current_task()
        if task is not None:
            self._of_person.setdefault(person_id, set()).add(task)
            task.add_done_callback(partial(self._let_go, person_id))

    def _let_go(self, person_id: int, task: asyncio.Task[Any]) -> None:
        theirs = self._of_person.get(person_id, set())
        theirs.discard(task)
        if not theirs:
            self._of_person.pop(person_id, None)

    def hold(self) -> None:
        """Have `drain` wait for the current task."""
        task = asyncio.current_task()
        if task is not None:
            self.keep(task)

    def keep(self, task: asyncio.Task[Any]) -> None:
        """Have `drain` wait for a task."""
        if task not in self._working:
            self._working.add(task)
            task.add_done_callback(self._working.discard)

    async def finish(self, within: float) -> None:
        """Give what is under way so many seconds; what still comes is taken up as ever."""
        if self._working:
            await asyncio.wait(set(self._working), timeout=within)

    async def drain(self, within: float) -> None:
        """Take nothing new up; give what is under way so many seconds, then let it go."""
        self.closing = True
        if self._working:
            _, late = await asyncio.wait(self._working, timeout=within)
            await give_up(late)
