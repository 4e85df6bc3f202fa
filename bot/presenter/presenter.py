"""Which links there are, what stands behind them, and whom to tell that it has changed."""

import asyncio
import itertools
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime
from typing import Protocol

from bot.presenter.links import Links, new_key

KEY = "presenter_key"
"""The fact under which the database keeps the key of the links."""

AGAIN_S = 15.0
"""An open page hears at least so often that we are there, and what time it is."""

ELSEWHERE_AGAIN_S = 1.0
"""So often a game is looked at that another process plays: nobody says when it has changed."""

MOST_READ = 100
"""So many of these are kept as they were read last, for all pages that follow them."""

Screens = Callable[[int, datetime], Awaitable[object | None]]
"""A game's screen as JSON can say it; None where there is no such game, or where it is over for good."""


class Facts(Protocol):
    """Small facts about the installation, by name."""

    async def get(self, name: str) -> str | None:
        """The fact, None where it is not known."""

    async def once(self, name: str, value: str) -> str:
        """Note it where it is not known yet; what is known then."""


async def _nothing(_game_id: int, _at: datetime) -> object | None:
    return None


async def _drawn(screens: Screens, game_id: int, at: datetime) -> object | None:
    return await screens(game_id, at)


async def _everything(_game_id: int) -> bool:
    return True


class Presenter:
    """Off until it has an `address`, with which its links begin. `shows` is set by the feature whose games it shows."""

    def __init__(self, facts: Facts, now: Callable[[], datetime]) -> None:
        self._facts = facts
        self._links: Links | None = None
        self.pages: dict[int, set[asyncio.Event]] = {}
        """What wakes the pages that follow each game."""
        self.now = now
        self.shows: Screens = _nothing
        self.reads: Screens = _nothing
        """The same of a game that another process plays."""
        self.address = ""
        self.wanted = False
        """Whether there are to be links, also while what they lead to is not served because its port is taken."""
        self.has: Callable[[int], Awaitable[bool]] = _everything
        """Whether a game is ours to show."""

    async def open(self) -> None:
        """Learn the key, or make one, where the view is on. Raises `StorageError`."""
        if not self.wanted and not self.address:
            return
        key = await self._facts.get(KEY)
        if key is None:
            key = await self._facts.once(KEY, new_key())
        self._links = Links(key)

    @property
    def ready(self) -> bool:
        """Whether links can be told from what are none."""
        return self._links is not None

    @property
    def offered(self) -> bool:
        """Whether links can be handed out."""
        return self.ready and bool(self.address)

    def link(self, game_id: int) -> str:
        """The secret link to a game; nothing while the view is off."""
        return f"{self.address}/show/{self._links.token(game_id)}" if self._links and self.address else ""

    def game(self, token: str) -> int | None:
        """The game that a link leads to."""
        return self._links.game(token) if self._links else None

    async def screen(self, game_id: int) -> object | None:
        """What a game's page shows now. Whoever closes the page meanwhile interrupts no reading."""
        return await asyncio.shield(self.shows(game_id, self.now()))

    def again_s(self, game_id: int) -> float:  # noqa: ARG002 - it is ours
        """After how many seconds a page looks again, also where nothing has changed."""
        return AGAIN_S

    def changed(self, game_id: int) -> None:
        """A game looks different: whoever follows it is to look again."""
        for event in self.pages.get(game_id, ()):
            event.set()

    def wake(self) -> None:
        """Have everybody look again."""
        _wake(self.pages)

    def watching(self, game_id: int) -> AbstractContextManager[asyncio.Event]:
        """An event that is set whenever the game has changed, while the body runs."""
        return _watching(self.pages, game_id)


def _wake(pages: Mapping[int, set[asyncio.Event]]) -> None:
    for event in itertools.chain.from_iterable(pages.values()):
        event.set()


@contextmanager
def _watching(pages: dict[int, set[asyncio.Event]], game_id: int) -> Iterator[asyncio.Event]:
    event = asyncio.Event()
    pages.setdefault(game_id, set()).add(event)
    try:
        yield event
    finally:
        pages[game_id].discard(event)
        if not pages[game_id]:
            del pages[game_id]


class Presenters:
    """Those of all parts of a process as one: a link leads to whichever has its game. Each is handed the `address`."""

    def __init__(self, now: Callable[[], datetime], each: Callable[[], Sequence[Presenter]]) -> None:
        self.now = now
        self._each = each
        self._pages: dict[int, set[asyncio.Event]] = {}
        self._read: dict[int, tuple[float, asyncio.Task[object | None]]] = {}
        self._address = ""

    @property
    def address(self) -> str:
        """What links begin with; nothing while the view is off."""
        return self._address

    @address.setter
    def address(self, given: str) -> None:
        self._address = given
        for one in self._each():
            one.address = given

    @property
    def ready(self) -> bool:
        """Whether links can be told from what are none."""
        return any(one.ready for one in self._each())

    def game(self, token: str) -> int | None:
        """The game that a link leads to; all parts have one key."""
        return next((one.game(token) for one in self._each() if one.ready), None)

    async def screen(self, game_id: int) -> object | None:
        """What a game's page shows now, also where another process plays it."""
        for one in self._parts():  # also those that were not there yet when a page was opened
            if await one.has(game_id):
                self._read.pop(game_id, None)
                return await one.screen(game_id)
        ready = next((one for one in self._each() if one.ready), None)
        return None if ready is None else await asyncio.shield(self._read_by(ready, game_id))

    def _read_by(self, part: Presenter, game_id: int) -> "asyncio.Task[object | None]":
        """Once for all pages that ask within a second."""
        now = asyncio.get_running_loop().time()
        at, task = self._read.pop(game_id, (now - ELSEWHERE_AGAIN_S, None))
        if task is None or now - at >= ELSEWHERE_AGAIN_S:
            at, task = now, asyncio.create_task(_drawn(part.reads, game_id, self.now()))
        self._read[game_id] = at, task
        if len(self._read) > MOST_READ:
            del self._read[next(iter(self._read))]
        return task

    def again_s(self, game_id: int) -> float:
        """After how many seconds a page looks again, also where nothing has changed that we would hear of."""
        return ELSEWHERE_AGAIN_S if game_id in self._read else AGAIN_S

    def wake(self) -> None:
        """Have everybody look again."""
        _wake(self._pages)

    def watching(self, game_id: int) -> AbstractContextManager[asyncio.Event]:
        """An event that is set whenever the game has changed, while the body runs."""
        self._parts()
        return _watching(self._pages, game_id)

    def _parts(self) -> Sequence[Presenter]:
        """All that there are just now; each wakes the pages of all."""
        for one in (parts := self._each()):
            one.pages = self._pages
        return parts
