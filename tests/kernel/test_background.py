"""Work that nobody waits for."""

from __future__ import annotations

import asyncio

import pytest
from sqlalchemy import create_engine
from sqlalchemy.exc import TimeoutError as NoSessionError
from sqlalchemy.pool import QueuePool
from structlog.contextvars import get_contextvars
from structlog.testing import capture_logs

from bot.kernel.background import NO_SESSION, Background, each, may_pass, reason


async def test_draining_waits_for_everything() -> None:
    """What was started is done after the drain, and so is what that started in turn."""
    done: list[str] = []
    background = Background()

    async def outer() -> None:
        await asyncio.sleep(0)
        background.run(inner())
        done.append("outer")

    async def inner() -> None:
        await asyncio.sleep(0)
        done.append("inner")

    background.run(outer())
    await background.drain()
    assert done == ["outer", "inner"]


async def test_a_failure_is_logged_and_stops_nothing() -> None:
    """Work that fails is told in the log, and the other work goes on."""
    done: list[str] = []

    async def failing() -> None:
        raise ValueError("it broke")

    async def fine() -> None:
        await asyncio.sleep(0)
        done.append("fine")

    background = Background()
    with capture_logs() as logged:
        background.run(failing())
        background.run(fine())
        await background.drain()
    assert done == ["fine"]
    assert [str(entry["exc_info"]) for entry in logged] == ["it broke"]


async def test_one_game_that_fails_holds_up_no_other() -> None:
    """Each game's work is done under its own id, whatever becomes of the others; a failure is logged."""
    seen: dict[int, object] = {}

    async def work(game_id: int) -> None:
        await asyncio.sleep(0)
        seen[game_id] = get_contextvars()["game"]
        if game_id == 2:
            raise ValueError("it broke")

    with capture_logs() as logged:
        await each([1, 2, 3], work)
    assert seen == {1: 1, 2: 2, 3: 3}
    assert [entry["event"] for entry in logged] == ["a game could not go on"]
    assert "game" not in get_contextvars()


def test_a_session_that_was_waited_for_in_vain_is_told_in_our_own_words() -> None:
    """Not in the library's, with its link."""
    engine = create_engine("sqlite://", poolclass=QueuePool, pool_size=1, max_overflow=0, pool_timeout=0)
    with engine.connect(), pytest.raises(NoSessionError) as told:
        engine.connect()
    assert may_pass(told.value)
    assert reason(told.value) == NO_SESSION
    engine.dispose()
