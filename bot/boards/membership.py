"""Whether those whom a board shows are still there.

Discord tells a bot without the members' intent of nobody who leaves, so whoever stands on a page that is looked at is
asked after, once a day at most.
"""

from collections import OrderedDict
from collections.abc import Awaitable, Callable, Iterable
from datetime import datetime, timedelta
from typing import Protocol

from bot.kernel.background import Background

AGAIN = timedelta(days=1)
"""Somebody who was there is asked after again after so long."""

MOST_REMEMBERED = 20_000

IsMember = Callable[[int, int], Awaitable[bool | None]]
"""Whether a server has somebody (server, person); None where that cannot be told now."""


class MembershipStore(Protocol):
    """What is noted of who left."""

    async def note(self, guild_id: int, player_id: int, left_at: datetime | None) -> None:
        """Since when somebody is no member of a server; None: they are one. Raises `StorageError`."""


class Membership:
    """Asks after people on the side, and notes who left: the next look at a board is without them."""

    def __init__(self, is_member: IsMember, store: MembershipStore, background: Background) -> None:
        self._is_member = is_member
        self._store = store
        self._background = background
        self._asked: OrderedDict[tuple[int, int], datetime] = OrderedDict()

    def look_after(self, guild_id: int, people: Iterable[int], at: datetime) -> None:
        """Ask after those of these people who were not asked after lately; nobody waits for it."""
        due = [person for person in people if self._is_due((guild_id, person), at)]
        if due:
            self._background.run(self._ask(guild_id, due, at))

    async def is_back(self, guild_id: int, player_id: int) -> None:
        """Somebody who was noted as gone acts on the server. Raises `StorageError`."""
        await self._store.note(guild_id, player_id, None)

    def _is_due(self, key: tuple[int, int], at: datetime) -> bool:
        asked = self._asked.get(key)
        if asked is not None and abs(at - asked) < AGAIN:
            return False
        self._asked[key] = at
        self._asked.move_to_end(key)
        if len(self._asked) > MOST_REMEMBERED:
            self._asked.popitem(last=False)
        return True

    async def _ask(self, guild_id: int, people: Iterable[int], at: datetime) -> None:
        for person in people:
            there = await self._is_member(guild_id, person)
            if there is None:
                self._asked.pop((guild_id, person), None)
            elif not there:
                await self._store.note(guild_id, person, at)
