"""Leases on a real server: one owner at a time, and nothing of an older epoch is committed."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest
from sqlalchemy import URL, text
from sqlalchemy.exc import DBAPIError

from bot.cluster.rules import Lease
from bot.cluster.store import Fence, LeaseStore
from bot.kernel.ports import StorageError
from bot.storage import tables
from bot.storage.changes import Put
from bot.storage.holding import Holding
from bot.storage.postgresql import writing_engine
from bot.storage.writer import Writer
from tests.cluster.conftest import Join
from tests.engines import speaking


async def only(store: LeaseStore) -> Lease:
    (lease,) = (await store.look()).leases
    return lease


async def test_of_all_that_take_at_once_one_has_it(join: Join) -> None:
    """Each saw it free; the others are told that it is not."""
    stores = [await join(name) for name in "abcd"]
    free = await only(stores[0])
    assert free.free
    epochs = await asyncio.gather(*(store.take(free) for store in stores))
    assert sorted(epoch or 0 for epoch in epochs) == [0, 0, 0, 1]
    assert (await only(stores[0])).owner == stores[epochs.index(1)].me


async def test_a_process_that_is_killed_is_replaced_once_its_session_is_gone(
    join: Join, silence: Callable[[str, float], None]
) -> None:
    """A moment without a session is no death: a server that restarts ends everybody's."""
    ada, ben = await join("ada"), await join("ben")
    await ada.take(await only(ada))
    await ada.close()
    assert not (await only(ben)).free
    silence("ada", 1.2)
    gone = await only(ben)
    assert gone.free
    assert await ben.take(gone) == 2


async def test_a_process_that_hangs_is_replaced_when_its_time_has_run_out(
    join: Join, silence: Callable[[str, float], None]
) -> None:
    """Its session is there all the while."""
    ada, ben = await join("ada"), await join("ben")
    await ada.take(await only(ada))
    silence("ada", 4)
    assert not (await only(ben)).free
    silence("ada", 2)
    gone = await only(ben)
    assert gone.free
    await ada.beat()
    assert await ben.take(gone) is None, "it is back"
    silence("ada", 6)
    assert await ben.take(gone) == 2
    with pytest.raises(DBAPIError):
        await ada.beat()
    await ada.beat()
    assert (await only(ada)).owner == "ben"


async def test_who_was_forgotten_is_one_of_them_again(join: Join, silence: Callable[[str, float], None]) -> None:
    """A machine that was suspended for a night wakes up: its process stands by as before."""
    ada = await join("ada")
    silence("ada", 9_000)
    await join("ben")
    assert [member.name for member in (await ada.look()).members] == ["ben"]
    await ada.beat()
    assert (await ada.look()).there == {"ada", "ben"}


async def test_who_leaves_and_who_gives_wait_for_nothing(join: Join) -> None:
    """What is given belongs to the other at once, under a new epoch; what is left is free at once."""
    ada, ben = await join("ada"), await join("ben")
    await ada.take(await only(ada))
    ours = await only(ada)
    assert await ada.give(ours, "ben")
    assert not await ada.give(ours, "ada")
    assert await only(ben) == Lease(0, 2, "ben", free=False)
    await ben.leave()
    assert await only(ada) == Lease(0, 2, None, free=True)
    assert (await ada.look()).there == {"ada"}


def a_writer(url: URL, fence: Fence, name: str) -> Writer:
    writer = Writer(writing_engine(url, Holding(together=True), name), lambda _: None, fence=fence.check)
    writer.start()
    return writer


def fact(value: str) -> list[Put]:
    return [Put(tables.meta, {"name": "fact", "value": value})]


async def test_whoever_lost_a_part_commits_nothing_more(
    join: Join, url: URL, silence: Callable[[str, float], None]
) -> None:
    """A process that slept wakes up: what it then writes is refused, whatever it believes."""
    ada, ben = await join("ada"), await join("ben")
    fences = {store.me: Fence(store.me) for store in (ada, ben)}
    writers = {name: a_writer(url, fence, name) for name, fence in fences.items()}
    with pytest.raises(StorageError, match="taken over"):
        await writers["ben"].queue(1, fact("nothing held"))
    fences["ada"].held = {0: await ada.take(await only(ada)) or 0}
    await writers["ada"].queue(1, fact("ada"))
    silence("ada", 6)
    fences["ben"].held = {0: await ben.take(await only(ben)) or 0}
    await writers["ben"].queue(1, fact("ben"))
    with pytest.raises(StorageError):
        await writers["ada"].queue(1, fact("stale"))
    with pytest.raises(StorageError, match="another process of the cluster has taken over"):
        await writers["ada"].queue(1, fact("stale"))
    assert writers["ada"].lost.is_set()
    with speaking(url) as connection:
        assert connection.execute("SELECT value FROM meta WHERE name = 'fact'").fetchall() == [("ben",)]
    for writer in writers.values():
        await writer.close()


async def test_a_commit_under_way_ends_before_or_never(
    join: Join, url: URL, silence: Callable[[str, float], None]
) -> None:
    """A process hangs in the middle of a commit: its session is ended, and the part is taken all the same."""
    ada, ben = await join("ada"), await join("ben")
    fence = Fence("ada")
    fence.held = {0: await ada.take(await only(ada)) or 0}
    engine = writing_engine(url, Holding(together=True), "ada")
    with engine.connect() as hanging:
        fence.check(hanging)
        hanging.execute(text("INSERT INTO meta (name, value) VALUES ('fact', 'hanging')"))
        silence("ada", 6)
        assert await ben.take(await only(ben)) == 2
        with pytest.raises(DBAPIError):
            hanging.commit()
        hanging.invalidate()
    engine.dispose()
    with speaking(url) as connection:
        assert connection.execute("SELECT value FROM meta WHERE name = 'fact'").fetchall() == []
