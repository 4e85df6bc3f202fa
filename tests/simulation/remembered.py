"""The database is the only truth: what memory says of a game, once it is written, is what the rows say.

It is compared by what people meet: whether it is over, what can be answered, and what was. Memory knows besides, until
the next start, fractions of milliseconds and when a clock stood still, so that late presses are judged by it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any
from unittest.mock import patch

from sqlalchemy.exc import SQLAlchemyError

from bot.kernel.keeper import Keeper
from tests.simulation.loop import PROCESS

NOW_AND_THEN = 12.0
"""So many seconds lie between two comparisons."""

SOON = 1.0
"""And so many until a game is compared that was forgotten while something of it was on its way to the disk."""

TOLD_S = 0.4
"""So many seconds after a commit whoever waits for it may be told."""


class Memories:
    """The keepers of each run of the bot."""

    def __init__(self) -> None:
        self._of: dict[int, list[Keeper[Any, Any]]] = {}
        self._forgotten: dict[tuple[Keeper[Any, Any], int], None] = {}
        self._asking: dict[asyncio.Task[None], None] = {}
        self.violations: list[str] = []

    @contextmanager
    def known(self) -> Iterator[None]:
        """Whatever keeper is made while the body runs is known."""
        true, true_forget, of = Keeper.__init__, Keeper.forget, self._of

        def made(self: Keeper[Any, Any], *arguments: Any, **options: Any) -> None:
            true(self, *arguments, **options)
            of.setdefault(PROCESS.get(), []).append(self)

        def forget(keeper: Keeper[Any, Any], game_id: int) -> Any:
            said = true_forget(keeper, game_id)
            if keeper._writing.get(game_id):
                self._forgotten[keeper, game_id] = None
                asking = self._ask(keeper, game_id, said, keeper._last_write[game_id])
                asked = asyncio.get_running_loop().create_task(asking)
                self._asking[asked] = None
                asked.add_done_callback(self._asking.pop)
            return said

        with patch.object(Keeper, "__init__", made), patch.object(Keeper, "forget", forget):
            yield

    async def watch(self, run: Callable[[], int]) -> None:
        """Compare now and then, in the present run, until this is cancelled."""
        while True:
            for _ in range(int(NOW_AND_THEN / SOON)):
                await asyncio.sleep(SOON)
                await self._compare_forgotten(run)
            await self.compare(run)

    async def compare(self, run: Callable[[], int]) -> None:
        """Compare once, whatever is not changed just now."""
        present = run()
        for keeper in self._of.get(present, ()):
            for game in keeper.held:
                with suppress(SQLAlchemyError, OSError):
                    await self._compare(keeper, game, lambda: run() == present)

    async def _compare_forgotten(self, run: Callable[[], int]) -> None:
        present = run()
        for keeper, game_id in [*self._forgotten]:
            game = keeper.get(game_id)
            if keeper not in self._of.get(present, ()) or not keeper._writing.get(game_id):
                del self._forgotten[keeper, game_id]
            if game is not None:
                with suppress(SQLAlchemyError, OSError):
                    await self._compare(keeper, game, lambda: run() == present)

    async def _ask(self, keeper: Keeper[Any, Any], game_id: int, said: Any, write: asyncio.Future[None]) -> None:
        """As somebody does who presses just when a game is forgotten of which something is on its way to the disk.

        By chance that is rare, and soon over, since an erasure forgets a game several times. What is read then holds
        what memory said, in so far as the rows do once it is written.
        """
        with suppress(SQLAlchemyError, OSError):
            read = await keeper.find(game_id)
            await asyncio.wait([write])
            rows = await keeper._load(game_id)
            if said is None or read is None or rows is None:
                return
            before, here, there = map(_done, (said, read, rows))
            if lost := before & there - here:
                self.violations.append(f"{type(said).__name__} {game_id}: of what was written, {lost} is not read")

    async def _compare(self, keeper: Keeper[Any, Any], game: Any, lives: Callable[[], bool]) -> None:
        different = await _differences(keeper, game, lives)
        if different:  # an erasure is on the disk a moment before memory is told
            await asyncio.sleep(TOLD_S)
            different = await _differences(keeper, game, lives)
        told = f"{type(game).__name__} {game.id}: memory and rows say {', '.join(different)}"
        if different and told not in self.violations:
            self.violations.append(told)


async def _differences(keeper: Keeper[Any, Any], game: Any, lives: Callable[[], bool]) -> list[str]:
    """Between what memory says of a game that is written, and what the rows do."""
    if not lives() or not _is_written(keeper, game):
        return []
    rows = await keeper._load(game.id)
    if not lives() or not _is_written(keeper, game):
        return []
    here, there = _essence(game), _essence(rows)
    return [f"{name} {here[name]} and {there[name]}" for name in here if here[name] != there[name]]


def _is_written(keeper: Keeper[Any, Any], game: Any) -> bool:
    known = game.id
    being_written = keeper._writing.get(known) or known in keeper._written_by_others
    return keeper.get(known) is game and not being_written


def _done(game: Any) -> set[object]:
    """Its closings and answers."""
    essence = _essence(game)
    return {*essence["closed"], *essence["answers"]}


def _essence(game: Any) -> dict[str, Any]:
    asked = [*enumerate(getattr(game, "asked", ()))]
    return {
        "phase": getattr(game, "phase", None),
        "over": any(getattr(game, name, None) is not None for name in ("ended_at", "closed_at")),
        "closed": [place for place, one in asked if getattr(one, "closed_at", None) is not None],
        "answers": sorted((place, player) for place, one in asked for player in getattr(one, "answers", ())),
    }
