"""Who has a connection for reading where there are not enough: what a press reads waits for nothing else."""

from __future__ import annotations

import asyncio
from collections import Counter
from contextlib import nullcontext

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text

from bot.kernel.haste import Haste, on
from bot.kernel.shared_reading import SharedReading
from bot.storage.lane import lane
from bot.storage.readers import LONG_AT_ONCE, Order
from tests.storage.conftest import Storage

SIZE, MANY = 4, 20
PRESS, RETURN, LOOK = Haste


class Crowd:
    """Readers who keep their connection until they are told to go."""

    def __init__(self, size: int = SIZE) -> None:
        self.order = Order(size)
        self.inside: list[str] = []
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._go: dict[str, asyncio.Event] = {}

    async def come(self, *names: str, haste: Haste = PRESS, long: bool = False) -> None:
        for name in names:
            self._go[name] = asyncio.Event()
            with on(haste):
                self._tasks[name] = asyncio.create_task(self._read(name, long=long))
        await settled()

    async def go(self, *names: str) -> None:
        for name in names:
            self._go[name].set()
        await settled()

    async def give_up(self, *names: str) -> None:
        for name in names:
            self._tasks[name].cancel()
        await settled()

    async def _read(self, name: str, *, long: bool) -> None:
        async with lane() if long else nullcontext():
            entry = self.order.come()
            if entry.is_in or await self.order.wait(entry, within=3_600):
                self.inside.append(name)
                try:
                    await self._go[name].wait()
                finally:
                    self.inside.remove(name)
                    self.order.leave(entry)


async def settled() -> None:
    """All that can happen by itself has happened."""
    for _ in range(10):
        await asyncio.sleep(0)


def some(what: str, number: int = MANY) -> list[str]:
    return [f"{what}{n}" for n in range(number)]


@pytest.mark.parametrize("haste", [RETURN, LOOK])
async def test_a_press_waits_for_nothing_that_comes_by_itself(haste: Haste) -> None:
    """However much of that there is, half of the connections are left to whoever presses."""
    crowd = Crowd()
    await crowd.come(*some("by itself"), haste=haste)
    assert len(crowd.inside) == SIZE // 2
    await crowd.come("ada", "ben")
    assert {"ada", "ben"} <= {*crowd.inside}


async def test_whoever_presses_goes_first() -> None:
    """Then what a takeover reads, since no press is answered before that; then what looks what is due."""
    crowd = Crowd()
    await crowd.come("first", "second", "third", "fourth")
    await crowd.come("look", haste=LOOK)
    await crowd.come("takeover", haste=RETURN)
    await crowd.come("ada")
    await crowd.go("first")  # one is for what comes by itself, however many press
    assert crowd.inside[-1] == "takeover"
    await crowd.go("second")
    assert crowd.inside[-1] == "ada"
    await crowd.go("third")
    assert crowd.inside[-1] == "look"


async def test_what_time_makes_due_is_looked_at_however_many_press() -> None:
    """Questions end and begin by it."""
    crowd = Crowd()
    await crowd.come(*some("press"))
    await crowd.come("look", haste=LOOK)
    await crowd.go("press0")
    assert "look" in crowd.inside


async def test_of_a_single_connection_nothing_is_left_for_looks() -> None:
    """Or each press would wait for one of them."""
    crowd = Crowd(size=1)
    await crowd.come("first")
    await crowd.come("look", haste=LOOK)
    await crowd.come("second")
    await crowd.go("first")
    assert crowd.inside == ["second"]
    await crowd.go("second")
    assert crowd.inside == ["look"]


async def test_those_who_press_have_their_turn_in_the_order_in_which_they_came() -> None:
    """Nobody who comes in the moment in which a connection comes free overtakes those who wait for it."""
    crowd = Crowd()
    names = some("press", 8)
    await crowd.come(*names)
    for name in names:
        crowd._go[name].set()
        latest = asyncio.create_task(crowd.come(f"later than {name}"))
        await latest
    assert crowd.inside[:4] == [f"later than {name}" for name in names[:4]]


async def test_a_long_history_holds_up_no_other_press() -> None:
    """Two are read at a time, of those that somebody waits for at least one; a short reading goes before the others."""
    crowd = Crowd()
    await crowd.come(*some("learning", 3), haste=LOOK, long=True)
    await crowd.come(*some("history"), long=True)
    assert crowd.inside == ["learning0", "history0"]
    await crowd.come("look", haste=LOOK)
    await crowd.come("ada")
    assert crowd.inside[2:] == ["look", "ada"]
    await crowd.go("learning0")
    assert crowd.inside[3:] == ["history1"]
    assert LONG_AT_ONCE == 2


@pytest.mark.parametrize("within", [False, True], ids=["the game", "what the game needs"])
async def test_a_game_that_somebody_presses_on_is_read_as_if_for_them(*, within: bool) -> None:
    """A tick may have begun to read it, or another game within that, and would wait for all other ticks."""
    crowd = Crowd()

    async def read(_: int) -> str:
        await crowd._read("game", long=False)
        return "read"

    reading = SharedReading(read)
    if within:
        reading = SharedReading(reading.of)
    await crowd.come(*some("look"), haste=LOOK)
    crowd._go["game"] = asyncio.Event()
    with on(LOOK):
        tick = asyncio.create_task(reading.of(1))
    await settled()
    assert "game" not in crowd.inside
    press = asyncio.create_task(reading.of(1))
    await settled()
    assert "game" in crowd.inside
    await crowd.go("game")
    assert await tick == await press == "read"


async def test_whoever_waits_in_vain_is_told_so_and_in_nobodys_way() -> None:
    """A server that hangs lets none of its sessions go."""
    crowd = Crowd(size=1)
    await crowd.come("ada")
    late = crowd.order.come()
    assert not await crowd.order.wait(late, within=0)
    await crowd.come("ben")
    await crowd.go("ada")
    assert crowd.inside == ["ben"]


async def test_a_server_that_is_only_slow_is_not_taken_for_one_that_hangs(monkeypatch: pytest.MonkeyPatch) -> None:
    """As long as others come and go, whoever waits for a turn will have one."""
    crowd, before = Crowd(size=1), some("press")
    await crowd.come(*before)
    late = crowd.order.come()

    async def passes(*_: object, **__: object) -> None:
        await crowd.go(before.pop(0))

    with monkeypatch.context() as patched:
        patched.setattr("bot.storage.readers.asyncio.wait", passes)
        assert await crowd.order.wait(late, within=10)
    assert before == []


@given(st.lists(st.tuples(st.sampled_from(["come", "go", "give up"]), st.integers(0, 99)), max_size=60))
async def test_no_connection_is_lost_and_none_is_had_twice(steps: list[tuple[str, int]]) -> None:
    """Whoever comes, goes, or gives up, in whatever order, at last everybody has had one."""
    crowd, hastes = Crowd(), dict[str, Haste]()
    for number, (step, chosen) in enumerate(steps):
        name = f"{step}{number}"
        if step == "come":
            hastes[name] = Haste(chosen % 3)
            await crowd.come(name, haste=hastes[name], long=chosen % 2 == 0)
        elif hastes:
            name = list(hastes)[chosen % len(hastes)]
            await (crowd.go(name) if step == "go" else crowd.give_up(name))
        had = Counter(hastes[name] is not PRESS for name in crowd.inside)
        assert had.total() <= SIZE
        assert had[True] <= SIZE // 2
    await crowd.go(*hastes)
    assert crowd.inside == []
    assert all(task.done() for task in crowd._tasks.values())
    await crowd.come("ada", "ben", "cleo", "dan")
    assert len(crowd.inside) == SIZE
    await crowd.go("ada", "ben", "cleo", "dan")


async def test_a_read_is_answered_beside_looks_that_hang(storage: Storage) -> None:
    """On the engine itself: twenty looks wait for something else, and a press reads what it needs."""
    reading, go, hangs = storage.database.reading, asyncio.Event(), asyncio.Semaphore(0)

    async def hang() -> None:
        async with reading.connect() as connection:
            await connection.execute(text("SELECT 1"))
            hangs.release()
            await go.wait()

    with on(LOOK):
        looks = [asyncio.create_task(hang()) for _ in range(MANY)]
    for _ in range(SIZE // 2):
        await hangs.acquire()
    async with asyncio.timeout(20), reading.connect() as connection:
        assert (await connection.execute(text("SELECT 7"))).scalar_one() == 7
    go.set()
    await asyncio.gather(*looks)


async def test_the_log_treats_it_as_the_librarys_own(storage: Storage) -> None:
    """It is silent about its beginning and end, and tells of a server that is away in a line."""
    logger = storage.database.reading.sync_engine.pool.logger
    assert getattr(logger, "name", "").startswith("sqlalchemy.pool.")
