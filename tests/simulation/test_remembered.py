"""The law of what is read: a game that is forgotten as something of it is being written is read with that in it."""

from __future__ import annotations

import asyncio
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from typing import Any

import pytest

from bot.kernel.keeper import Keeper
from tests.simulation.loop import SimulatedLoop
from tests.simulation.mutants import MUTANTS
from tests.simulation.remembered import Memories

COMMIT_S = 2.0


@dataclass(frozen=True)
class Question:
    answers: tuple[int, ...] = ()
    closed_at: int | None = None


@dataclass(frozen=True)
class Game:
    id: int
    asked: tuple[Question, ...] = (Question(),)


async def _erased_meanwhile(rows: dict[int, Game], *, fails: bool) -> None:
    """Somebody answers, and the game is forgotten before that is on the disk; then time passes."""

    async def load(game_id: int) -> Game | None:
        return rows.get(game_id)

    async def write(_: Game | None, after: Game) -> None:
        await asyncio.sleep(COMMIT_S)
        if fails:
            raise OSError
        rows[after.id] = after

    keeper = Keeper[Game, Any](load, "unknown")
    answering = asyncio.ensure_future(keeper.keep(rows[1], Game(1, (Question((7,)),)), write))
    await asyncio.sleep(COMMIT_S / 2)
    keeper.forget(1)
    await asyncio.wait([answering])
    answering.exception()
    await asyncio.sleep(COMMIT_S)


def _found(fault: AbstractContextManager[Any], *, fails: bool = False) -> list[str]:
    loop, memories = SimulatedLoop(1), Memories()
    with fault, memories.known():
        loop.run_until_complete(_erased_meanwhile({1: Game(1)}, fails=fails))
    loop.end()
    return memories.violations


def test_a_game_that_is_read_before_it_is_written_is_found() -> None:
    [told] = _found(MUTANTS["rows are read while they are written"]())
    assert told == "Game 1: of what was written, {(0, 7)} is not read"


@pytest.mark.parametrize("fails", [False, True])
def test_one_that_is_read_after_it_was_written_or_could_not_be_is_not(*, fails: bool) -> None:
    assert _found(nullcontext(), fails=fails) == []
