"""Work that nobody waits for."""

from __future__ import annotations

import asyncio

from sqlalchemy.exc import TimeoutError as NoSessionError
from structlog.contextvars import get_contextvars
from structlog.testing import capture_logs

from bot.kernel.background import NONE_CAME_FREE, Background, each, may_pass, reason


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


def test_a_connection_that_does_not_come_free_is_told_in_our_words() -> None:
    """The library's own name its classes, and an address of its pages."""
    library = NoSessionError("QueuePool limit of size 1 overflow 0 reached, connection timed out", code="3o7r")
    assert "sqlalche.me" in str(library)
    assert (may_pass(library), reason(library)) == (True, NONE_CAME_FREE)
    assert reason(NoSessionError("no connection for reading came free")) == "no connection for reading came free"
