"""The loop that days are simulated in: the same seed gives the same steps, and nothing reaches the machine."""

from __future__ import annotations

import asyncio
import gc
import os
import random
import secrets
import subprocess
import sys
import threading
import time
import weakref
from contextlib import suppress
from pathlib import Path

import aiohttp
import pytest
from aiohttp import web

from tests.simulation.loop import PROCESS, RefusedError, SimulatedLoop
from tests.simulation.still import WallClock, still

ROOT = Path(__file__).parents[2]


async def hustle() -> list[int]:
    """Many who sleep, wait for each other in sets, ask a server and have work done elsewhere."""
    said: list[int] = []

    async def one(number: int) -> None:
        await asyncio.sleep(random.random())  # noqa: S311
        said.append(await asyncio.to_thread(lambda: number))

    app = web.Application()
    app.router.add_get("/", _greet)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 1).start()
    tasks = {asyncio.ensure_future(one(number)) for number in range(20)}
    await _ask()
    while tasks:
        _, tasks = await asyncio.wait(tasks, timeout=0.1)
        for task in [*tasks][:1]:
            task.cancel()
    await runner.cleanup()
    return said


async def _ask() -> None:
    async with (
        aiohttp.ClientSession(connector=aiohttp.UnixConnector("anything")) as session,
        session.get("http://somewhere/") as response,
    ):
        assert await response.text() == "hello"


async def _greet(_: web.Request) -> web.Response:
    return web.Response(text="hello")


def ran(seed: int, disorder: float = 0.2) -> tuple[int, int, list[int]]:
    """What a seed makes of it: the trace, the steps, and who came when."""
    loop = SimulatedLoop(seed, disorder=disorder)
    with still(loop, WallClock(loop)):
        said = loop.run_until_complete(hustle())
    loop.end()
    return loop.trace, loop.steps, said


def test_a_seed_gives_the_same_steps_again() -> None:
    assert ran(1) == ran(1)


def test_another_seed_gives_others() -> None:
    assert len({ran(seed)[0] for seed in range(10)}) == 10


def test_a_seed_gives_the_same_steps_in_another_process() -> None:
    """Whatever order that process walks its sets of texts in."""
    code = "from tests.simulation.test_loop import ran; print(ran(7)[0])"
    told = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env={**os.environ, "PYTHONHASHSEED": "4711", "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert int(told.stdout) == ran(7)[0]


def test_an_hour_takes_no_time() -> None:
    loop = SimulatedLoop(1)
    loop.run_until_complete(asyncio.sleep(1000 * 3600))
    assert loop.time() == 1_000 + 1000 * 3600
    loop.end()


def test_the_clock_and_chance_of_the_machine_are_not_seen() -> None:
    def seen() -> list[object]:
        loop = SimulatedLoop(3)
        wall = WallClock(loop)
        with still(loop, wall):
            loop.end()
            return [time.monotonic(), secrets.token_hex(), random.random(), os.urandom(4)]  # noqa: S311

    assert seen() == seen()


def test_there_are_no_threads_and_no_sockets() -> None:
    loop = SimulatedLoop(1)
    with still(loop, WallClock(loop)):
        with pytest.raises(RefusedError):
            threading.Thread(target=print).start()
        with pytest.raises(RefusedError):
            loop.run_until_complete(asyncio.open_connection("127.0.0.1", 80))
    loop.end()


def test_what_is_killed_does_nothing_more() -> None:
    """Not even what it would do on leaving; whoever it was connected with notices."""
    loop, did = SimulatedLoop(1), list[str]()

    async def victim() -> None:
        try:
            await asyncio.sleep(1)
            did.append("went on")
        finally:
            did.append("left in order")

    async def scene() -> None:
        token = PROCESS.set(1)
        asyncio.get_running_loop().create_task(victim())
        PROCESS.reset(token)
        await asyncio.sleep(0.5)
        loop.kill(1)
        await asyncio.sleep(5)
        assert did == []

    loop.run_until_complete(scene())
    assert loop.tasks_of(0) == []
    loop.end()


def test_what_has_failed_is_let_go_of() -> None:
    """A task keeps its error, and that the frames that it came through: whoever pressed is in one of them."""
    loop = SimulatedLoop(1)

    class Press:
        pass

    async def scene() -> weakref.ref[Press]:
        press = Press()

        async def fail() -> None:
            await asyncio.sleep(1)
            raise OSError(press)

        with suppress(OSError):
            await loop.create_task(fail())
        return weakref.ref(press)

    pressed = loop.run_until_complete(scene())
    assert loop.tasks_of(0) == []
    gc.collect()
    assert pressed() is None
    loop.end()


def test_nobody_waits_for_ever() -> None:
    loop = SimulatedLoop(1)
    with pytest.raises(RuntimeError, match="waits for somebody else"):
        loop.run_until_complete(asyncio.Event().wait())
    loop.end()
