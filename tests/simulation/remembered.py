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


class Memories:
    """The keepers of each run of the bot."""

    def __init__(self) -> None:
        self._of: dict[int, list[Keeper[Any, Any]]] = {}
        self._forgotten: dict[tuple[Keeper[Any, Any], int], None] = {}
        self.violations: list[str] = []

    @contextmanager
    def known(self) -> Iterator[None]:
        """Whatever keeper is made while the body runs is known."""
        true, true_forget, of = Keeper.__init__, Keeper.forget, self._of

        def made(self: Keeper[Any, Any], *arguments: Any, **options: Any) -> None:
            true(self, *arguments, **options)
            of.setdefault(PROCESS.get(), []).append(self)

        def forget(keeper: Keeper[Any, Any], game_id: int) -> Any:
            if keeper._writing.get(game_id):
                self._forgotten[keeper, game_id] = None
            return true_forget(keeper, game_id)

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

    async def _compare(self, keeper: Keeper[Any, Any], game: Any, lives: Callable[[], bool]) -> None:
        if not _is_written(keeper, game):
            return
        rows = await keeper._load(game.id)
        if not lives() or not _is_written(keeper, game):
            return
        here, there = _essence(game), _essence(rows)
        if different := [f"{name} {here[name]} and {there[name]}" for name in here if here[name] != there[name]]:
            told = f"{type(game).__name__} {game.id}: memory and rows say {', '.join(different)}"
            if told not in self.violations:
                self.violations.append(told)


def _is_written(keeper: Keeper[Any, Any], game: Any) -> bool:
    known = game.id
    being_written = keeper._writing.get(known) or known in keeper._written_by_others
    return keeper.get(known) is game and not being_written


def _essence(game: Any) -> dict[str, object]:
    asked = [*enumerate(getattr(game, "asked", ()))]
    return {
        "phase": getattr(game, "phase", None),
        "over": any(getattr(game, name, None) is not None for name in ("ended_at", "closed_at")),
        "closed": [place for place, one in asked if getattr(one, "closed_at", None) is not None],
        "answers": sorted((place, player) for place, one in asked for player in getattr(one, "answers", ())),
    }
