"""Whoever begins a game while others draw questions on their server waits for them, and Discord waits with them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from discord import InteractionResponse

from tests.cogs.table import Table, private, table, text
from tests.cogs.test_duel_beginnings import desk_of
from tests.strategies import question

PATIENCE = 20

Busy = Callable[[Table], AbstractAsyncContextManager[None]]


@pytest.fixture
async def laid(tmp_path: Path) -> AsyncIterator[Table]:
    async with table(tmp_path, {"q0": question("q0"), "q1": question("q1")}) as ready:
        yield ready


@pytest.fixture
def busy(monkeypatch: pytest.MonkeyPatch) -> Busy:
    """The server's turn is taken until Discord has been asked to wait."""

    @asynccontextmanager
    async def taken(laid: Table) -> AsyncIterator[None]:
        turn, defer = desk_of(laid).drawing.of(laid.guild.id), InteractionResponse.defer
        await turn.acquire()

        async def deferring(*given: Any, **options: Any) -> None:
            await defer(*given, **options)
            turn.release()

        with monkeypatch.context() as patched:
            patched.setattr(InteractionResponse, "defer", deferring)
            async with asyncio.timeout(PATIENCE):
                yield

    return taken


async def test_start_waits_for_others_without_a_silence(laid: Table, busy: Busy) -> None:
    """Pressed while a mock's papers are drawn, the quiz begins once they are."""
    await laid.slash("ada", "quiz start")
    async with busy(laid):
        await laid.press("ada", "Start")
    assert "0 of 1 locked in" in text(laid.card())


async def test_accept_waits_for_others_and_the_duel_is_followed_all_the_same(laid: Table, busy: Busy) -> None:
    """What comes in place of the wait is the player's message of the duel, which changes by itself."""
    await laid.slash("ada", "duel", opponent=laid.ben)
    async with busy(laid):
        result = await laid.press("ben", "Accept")
        page = private(result)
    assert "Press **Ready**" in text(page)
    await laid.env.advance_time(20)
    await desk_of(laid).tick(laid.env.now())
    await laid.settle()
    assert "Which fits?" in text(page)
