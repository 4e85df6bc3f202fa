"""Whoever asks to be forgotten is forgotten by every shard, also where a letter was missed or rows are being read."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Collection
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import URL

from bot import forgetting
from bot.cluster.erasures import Due, ErasureStore
from bot.forgetting import Forgetting
from bot.kernel.background import give_up
from bot.kernel.ports import StorageError
from bot.playing import Playing
from bot.settings import Settings
from bot.storage.postgresql import beating_engine
from bot.timing.clock import Clock
from tests.cluster.conftest import Join

BEN, SOMEBODY, SHARDS = 301_000_000_000_000_002, (1 << 62) + 5, 3


@pytest.fixture
async def store(url: URL, join: Join) -> AsyncIterator[ErasureStore]:
    """Of a process of a bot with three shards."""
    await join("ada", parts=SHARDS)
    engine = beating_engine(url, "ada")
    yield ErasureStore(engine)
    await engine.dispose()


class Told:
    """An app that is about to have read the rows; `told` is whom it forgot, and whether it had read them by then."""

    def __init__(self) -> None:
        self.client: Any = None
        self.may_go_on, self.has_read, self.forgot = asyncio.Event(), False, asyncio.Event()
        self.fails = 0
        self.told: list[tuple[int, bool]] = []

    async def open(self) -> None:
        await self.may_go_on.wait()
        self.has_read = True

    def tick(self, _: object) -> None:
        raise ConnectionError("it comes no further in these tests")

    async def erase_again(self, player_id: int, _: int, __: Collection[int]) -> None:
        if self.fails:
            self.fails -= 1
            raise StorageError("not now")
        self.told.append((player_id, self.has_read))
        self.forgot.set()


class Part:
    """A shard of a process; its app, and what it is played by."""

    def __init__(self) -> None:
        app: Any = Told()
        self.app, self.playing = app, Playing(app, Clock(), Settings(), "")

    async def open(self) -> Part:
        self.app.may_go_on.set()
        with pytest.raises(ConnectionError):
            await self.playing.serve(SimpleNamespace())  # type: ignore[arg-type]
        return self


class Silent:
    """Letters that nobody hears."""

    async def send(self, _: object) -> None:
        raise StorageError("nobody hears it")


class Heard:
    """Letters that are heard at once."""

    def __init__(self, hear: Callable[[], None]) -> None:
        self._hear = hear

    async def send(self, _: object) -> None:
        self._hear()


def of(store: ErasureStore, parts: dict[int, Part]) -> Forgetting:
    post: Any = Silent()
    made = Forgetting(store, post, lambda: {shard: part.playing for shard, part in parts.items()})
    made.shards = SHARDS
    return made


async def test_all_other_shards_are_due_until_each_has_done_it_and_then_nothing_names_anybody(
    store: ErasureStore,
) -> None:
    await store.put(1, BEN, SOMEBODY, {8, 7})
    due = await store.due([0, 1, 2], SHARDS)
    assert due == [Due(0, BEN, SOMEBODY, [7, 8]), Due(2, BEN, SOMEBODY, [7, 8])]
    await store.done(due[0])
    assert await store.due([0, 1, 2], SHARDS) == [due[1]]
    await store.done(due[1])
    assert await store.due([0, 1, 2], SHARDS) == []


async def test_what_was_due_for_shards_that_there_are_no_more_is_done_with_the_first(store: ErasureStore) -> None:
    await store.put(0, BEN, SOMEBODY, ())
    assert [one.part for one in await store.due([0], of=2)] == [2]
    assert await store.due([1], of=1) == [Due(1, BEN, SOMEBODY, [])]
    assert await store.due([0], of=SHARDS) == []


async def test_a_letter_that_nobody_heard_delays_an_erasure_and_loses_none(store: ErasureStore) -> None:
    """The next look finds it: whoever listens again looks, and so does everybody now and then."""
    parts = {0: await Part().open(), 1: await Part().open(), 2: await Part().open()}
    async with of(store, parts).telling(1, BEN, SOMEBODY, {7}):
        pass
    await of(store, parts).look()
    assert [[whom for whom, _ in part.app.told] for part in parts.values()] == [[BEN], [], [BEN]]
    await of(store, parts).look()
    assert len(parts[0].app.told) == 1, "whoever comes back afterward stays"


async def test_what_others_have_to_do_is_on_disk_before_anything_is_erased(store: ErasureStore) -> None:
    """A process that is killed in the middle, or cannot go on, leaves nobody untold."""
    parts = {0: await Part().open(), 1: await Part().open(), 2: await Part().open()}
    async with of(store, parts).telling(1, BEN, SOMEBODY, {7}):
        assert [one.part for one in await store.due([0, 1, 2], SHARDS)] == [0, 2]
    await of(store, parts).look()
    assert [[whom for whom, _ in part.app.told] for part in parts.values()] == [[BEN], [], [BEN]]


async def test_who_looks_before_an_erasure_is_over_looks_again_afterward(store: ErasureStore) -> None:
    """A game that they joined meanwhile is in its memory. It may even be at it when the erasure is over."""
    part = await Part().open()
    here = of(store, {0: part})
    async with here.telling(1, BEN, SOMEBODY, {7}):
        await here.look()
        await store.put(1, BEN, SOMEBODY, {7})
        [early] = await store.due([0], SHARDS)
    await store.done(early)
    await here.look()
    assert [whom for whom, _ in part.app.told] == [BEN, BEN]
    assert await store.due([0], SHARDS) == []


async def test_who_is_erased_comes_back_after_the_shards_that_somebody_has_are_done(
    store: ErasureStore, join: Join
) -> None:
    """What they do at once could be taken for what was there before. A shard that nobody has keeps nobody waiting."""
    ada = await join("ada")
    assert await ada.take((await ada.look()).leases[0]) == 1
    parts = {0: await Part().open()}
    here = of(store, parts)
    here._post = Heard(here.wake)  # type: ignore[assignment]
    looking = asyncio.create_task(here.run())
    async with here.telling(1, BEN, SOMEBODY, {7}):
        assert parts[0].app.told == []
    assert parts[0].app.told == [(BEN, True)]
    assert [one.part for one in await store.due([0, 1, 2], SHARDS)] == [2]
    await give_up({looking})


async def test_what_cannot_be_written_just_now_is_tried_again_and_holds_up_nobody_else(store: ErasureStore) -> None:
    parts = {0: await Part().open(), 2: await Part().open()}
    parts[0].app.fails = 1
    here = of(store, parts)
    async with here.telling(1, BEN, SOMEBODY, ()):
        pass
    await here.look()
    assert [len(part.app.told) for part in parts.values()] == [0, 1]
    await here.look()
    assert [len(part.app.told) for part in parts.values()] == [1, 1]


async def test_whoever_is_erased_while_a_shard_opens_is_erased_once_it_has_opened(store: ErasureStore) -> None:
    """What it reads may be rows that somebody who was killed wrote again, and its memory would bring them back."""
    part = Part()
    here = of(store, {2: part})
    await store.put(0, BEN, SOMEBODY, ())
    await here.look()
    assert part.app.told == []
    looking = [asyncio.create_task(here.run()), asyncio.create_task(here.wake_once_open(part.playing))]
    await part.open()
    async with asyncio.timeout(60):
        await part.app.forgot.wait()
    assert part.app.told == [(BEN, True)]
    await give_up(looking)


async def test_without_a_letter_it_is_looked_now_and_then(store: ErasureStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(forgetting, "LOOK_S", 0.01)
    part = await Part().open()
    looking = asyncio.create_task(of(store, {0: part}).run())
    await store.put(1, BEN, SOMEBODY, ())
    async with asyncio.timeout(60):
        await part.app.forgot.wait()
    await give_up({looking})
