"""The one way in which a game is read, changed and kept, whatever its kind."""

import asyncio
from collections import Counter, OrderedDict
from collections.abc import Awaitable, Callable
from enum import StrEnum
from typing import Generic, Protocol, TypeVar

from bot.kernel.shared_reading import SharedReading


class _Kept(Protocol):
    @property
    def id(self) -> int:
        """The game's number in the database."""


G = TypeVar("G", bound=_Kept)
R = TypeVar("R", bound=StrEnum)

Rule = Callable[[G], G | R]
"""What a wish makes of a game: the next state, the same object where nothing changes, or a refusal."""

Write = Callable[[G | None, G], Awaitable[None]]
"""Queues the rows in which two states differ, in the call itself; done when they are on disk."""

Show = Callable[[G | None, G], None]
"""Draws and tells what has changed. Called only once it is on disk."""


def _show_nothing(_before: object, _after: object) -> None:
    """Where nobody sees a change by itself."""


class Keeper(Generic[G, R]):
    """The games of one kind, as they stand.

    A rule is asked and the rows that follow from its decision are queued without an `await` in between, so no lock
    is held over a commit. Nobody is told anything before it is on disk: not even somebody who repeats a wish that is
    still being written.

    What is in memory is at least as new as the rows. A reading during which a game was changed, forgotten or
    released is thrown away when it comes back, and the rows are read again; so is one that has come back, until whoever
    waited for it has seen it. A game that is still being written stays in memory: a reading could not see it yet.

    `over` tells which games need not be held once they are written. `most` is how many are held, the longest
    untouched of them leaving first (None: all that are not over). `unknown` is the refusal where there is no such game.
    """

    def __init__(
        self,
        load: Callable[[int], Awaitable[G | None]],
        unknown: R,
        *,
        over: Callable[[G], bool] = lambda _: False,
        most: int | None = None,
    ) -> None:
        self._load = load
        self._unknown = unknown
        self._over = over
        self._most = most
        self._games: OrderedDict[int, G] = OrderedDict()
        self._reading = SharedReading(self._read)
        self._waiting: Counter[int] = Counter()
        self._changes: Counter[int] = Counter()
        self._writing: Counter[int] = Counter()
        self._last_write: dict[int, asyncio.Future[None]] = {}
        self._written_by_others: set[int] = set()

    @property
    def held(self) -> list[G]:
        """The games in memory."""
        return list(self._games.values())

    def get(self, game_id: int) -> G | None:
        """A game as memory has it; None where it would have to be read."""
        return self._games.get(game_id)

    async def find(self, game_id: int) -> G | None:
        """A game as it stands, over or not; None where there never was one. Raises what reading raises."""
        if game_id in self._games:
            self._games.move_to_end(game_id)
            return self._games[game_id]
        self._waiting[game_id] += 1
        try:
            while True:
                loaded, changes = await self._reading.of(game_id)
                if changes == self._changes[game_id] or game_id in self._games:
                    return self._games.get(game_id, loaded)
        finally:
            self._stop_waiting(game_id)

    async def on_disk(self, game_id: int) -> None:
        """Wait for what is being written of a game, before anybody is told of it. Raises what writing raises."""
        writing = self._last_write.get(game_id)
        if writing is not None:
            await asyncio.shield(writing)

    async def change(self, game_id: int, rule: Rule[G, R], write: Write[G], show: Show[G] = _show_nothing) -> G | R:
        """Ask the rule and keep what it decides. Raises what `write` raises; then nothing has happened."""
        before = await self.find(game_id)
        if before is None:
            return self._unknown
        after = rule(before)
        if isinstance(after, StrEnum) or after is before:
            await self.on_disk(game_id)
        else:
            await self.keep(before, after, write, show)
        return after

    async def keep(self, before: G | None, after: G, write: Write[G], show: Show[G] = _show_nothing) -> None:
        """Hold a state that was decided just now, write it, then show it. Raises what `write` raises."""
        self.hold(after)
        try:
            written = asyncio.ensure_future(write(before, after))
        except BaseException:
            self.forget(after.id)
            raise
        self._writing[after.id] += 1
        self._last_write[after.id] = written
        written.add_done_callback(lambda _: self._written(after.id))
        await asyncio.shield(written)
        show(before, after)

    def hold(self, game: G, *, being_written: bool = False) -> None:
        """Let memory say this.

        `being_written`: its caller writes it together with something else, and releases it then. Until that, or until
        something later is written of the game, memory keeps it however much else there is: the rows do not say it yet.
        """
        if being_written:
            self._written_by_others.add(game.id)
        self._outdate(game.id)
        self._games[game.id] = game
        self._games.move_to_end(game.id)
        self._make_room()

    def forget(self, game_id: int) -> G | None:
        """What memory says never happened, or is gone: read again when asked for. Returns what memory said."""
        self._outdate(game_id)
        self._written_by_others.discard(game_id)
        return self._games.pop(game_id, None)

    def release(self, game_id: int) -> None:
        """Memory need not hold this any longer: the rows say it, or will in a moment."""
        self._written_by_others.discard(game_id)
        if not self._writing.get(game_id):
            self.forget(game_id)

    async def _read(self, game_id: int) -> tuple[G | None, int]:
        """What the rows say, and after how many changes they said it."""
        self._waiting[game_id] += 1
        try:
            while True:
                changes = self._changes[game_id]
                if game_id in self._last_write:  # forgotten while it was being written: the rows do not say it yet
                    await asyncio.wait([self._last_write[game_id]])
                loaded = await self._load(game_id)
                if changes == self._changes[game_id]:
                    break
                if (held := self._games.get(game_id)) is not None:
                    return held, self._changes[game_id]
            if loaded is not None and not self._over(loaded):
                self._games[game_id] = loaded
                self._make_room()
            return loaded, changes
        finally:
            self._stop_waiting(game_id)

    def _stop_waiting(self, game_id: int) -> None:
        self._waiting[game_id] -= 1
        if not self._waiting[game_id]:
            del self._waiting[game_id]
            self._changes.pop(game_id, None)

    def _outdate(self, game_id: int) -> None:
        if game_id in self._waiting:
            self._changes[game_id] += 1

    def _written(self, game_id: int) -> None:
        self._writing[game_id] -= 1
        if self._writing[game_id]:
            return
        del self._writing[game_id], self._last_write[game_id]
        self._written_by_others.discard(game_id)
        held = self._games.get(game_id)
        if held is not None and self._over(held):
            self.forget(game_id)
        self._make_room()

    def _make_room(self) -> None:
        if self._most is None or len(self._games) <= self._most:
            return
        unwritten = self._writing.keys() | self._written_by_others
        spare = [game_id for game_id in list(self._games)[:-1] if game_id not in unwritten]
        for game_id in spare[: len(self._games) - self._most]:
            self.forget(game_id)
