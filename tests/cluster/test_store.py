"""Leases on a real server: one owner at a time, and nothing of an older epoch is committed."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest
from sqlalchemy import URL, text
from sqlalchemy.exc import DBAPIError

from bot.cluster.rules import Lease
from bot.cluster.store import Fence, LeaseStore
from bot.cluster.turns import TurnStore
from bot.delivery.shared import AHEAD_S, APART_S, MOST
from bot.kernel.ports import StorageError
from bot.kernel.share import Share
from bot.storage import tables
from bot.storage.changes import Put
from bot.storage.database import open_database
from bot.storage.holding import Holding
from bot.storage.postgresql import beating_engine, writing_engine
from bot.storage.share import limited
from bot.storage.stores import SqlHeartbeat
from bot.storage.writer import Writer
from tests.cluster.conftest import Join
from tests.engines import speaking
from tests.storage.conftest import Storage
from tests.strategies import NOON

HOUR = timedelta(hours=1)


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


async def test_who_was_killed_while_the_clock_was_ahead_is_replaced(
    join: Join, silence: Callable[[str, float], None]
) -> None:
    """Its last beat lies ahead by an hour, for which it would be there without any session."""
    ada, ben = await join("ada"), await join("ben")
    await ada.take(await only(ada))
    silence("ada", -3_600)
    await ada.close()
    async with asyncio.timeout(30):
        while not (gone := await only(ben)).free:
            """The server has not noticed yet that the session has ended."""
    assert await ben.take(gone) == 2


async def test_who_is_there_when_the_clock_is_set_back_stays_until_it_hangs(
    join: Join, silence: Callable[[str, float], None]
) -> None:
    """Its next beat is as good as any; of one that does not come, the time runs out as always."""
    ada, ben = await join("ada"), await join("ben")
    await ada.take(await only(ada))
    silence("ada", -3_600)
    assert not (await only(ben)).free
    silence("ada", 5)
    assert (await only(ben)).free
    await ada.beat()
    assert not (await only(ben)).free


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
    writers = {"ada": a_writer(url, Fence("ada", {0: await ada.take(await only(ada)) or 0}), "ada")}
    await writers["ada"].queue(1, fact("ada"))
    silence("ada", 6)
    writers["ben"] = a_writer(url, Fence("ben", {0: await ben.take(await only(ben)) or 0}), "ben")
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
    fence = Fence("ada", {0: await ada.take(await only(ada)) or 0})
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


async def test_a_part_that_is_lost_takes_none_of_the_others_with_it(join: Join, url: URL) -> None:
    """A process writes for each of its parts behind a fence of its own."""
    ada, ben = await join("ada", 2), await join("ben", 2)
    first, second = (await ada.look()).leases
    kept, given = await ada.take(first), await ada.take(second)
    assert kept == given == 1
    writers = {part: a_writer(url, Fence("ada", {part: 1}), "ada") for part in (0, 1)}
    assert await ada.give(Lease(1, 1, "ada", free=False), "ben")
    await writers[0].queue(1, fact("ours"))
    with pytest.raises(StorageError, match="taken over"):
        await writers[1].queue(1, fact("no more"))
    assert not writers[0].lost.is_set()
    assert writers[1].lost.is_set()
    for writer in writers.values():
        await writer.close()
    await ben.leave()
    assert [lease.owner for lease in (await ada.look()).leases] == ["ada", None]


async def test_the_number_of_parts_is_that_of_who_is_there(join: Join, silence: Callable[[str, float], None]) -> None:
    """It changes only once nobody is there any more, and then no old epoch counts again, nor does one follow any."""
    ada = await join("ada", 2)
    assert await ada.take((await ada.look()).leases[0]) == 1
    ben = await join("ben", 5)
    assert len((await ben.look()).leases) == 2
    silence("ada", 60)
    silence("ben", 60)
    cy = await join("cy", 3)
    leases = (await cy.look()).leases
    assert [(lease.part, lease.epoch, lease.owner) for lease in leases] == [(0, 2, None), (1, 2, None), (2, 2, None)]


async def test_after_a_change_of_their_number_each_part_knows_when_its_servers_were_last_heard(
    join: Join, url: URL
) -> None:
    """Otherwise the first part to be heard would hide it from the others, whose games would not get their time back."""
    there = Storage(open_database(url))
    await there.open()
    even, odd, later = NOON, NOON + HOUR, NOON + 2 * HOUR
    await SqlHeartbeat(there.writer, limited(there.database.reading, Share(2, {0, 1}))).beat({0: even, 1: odd}, {})
    await join("ada", 4)
    parts = [SqlHeartbeat(there.writer, limited(there.database.reading, Share(4, {part}))) for part in range(4)]
    await parts[0].beat({0: later}, {})
    heard = [await part.last() for part in parts]
    assert [one.of(part << 22) for part, one in enumerate(heard) if one] == [later, odd, even, odd]
    await join("ben", 8)
    assert [one.of(part << 22) for part in range(4) if (one := await parts[part].last())] == [later, odd, even, odd]
    await there.close()


async def test_turns_to_begin_a_session_are_apart_over_all_processes_and_for_each_bucket(join: Join) -> None:
    """Whoever takes none far ahead is told when it is worth asking again."""
    ada, ben = await join("ada"), await join("ben")
    turns = [await store.identify_turn(0, 5.0, 1.0, 12.0) for store in (ada, ben, ada, ben, ada)]
    assert [is_taken for _, is_taken in turns] == [True, True, True, False, False]
    waits = [in_s for in_s, _ in turns]
    assert 0.5 < waits[0] <= 1
    assert all(after - before > 4 for before, after in itertools.pairwise(waits[:3]))
    assert 3 < waits[4] <= waits[3] <= 4, "the next one is in 16 seconds"
    assert await ben.identify_turn(1, 5.0, 0.0, 12.0) == (0.0, True)


async def test_a_clock_that_is_set_back_keeps_no_shard_from_beginning_a_session(join: Join, url: URL) -> None:
    """The next turn would be in a day; it comes after all that may have been taken by the clock as it is now."""
    ada, ben = await join("ada"), await join("ben")
    await ada.identify_turn(0, 5.0, 1.0, 15.0)
    with speaking(url) as connection:
        ahead = "UPDATE meta SET value = CAST(CAST(value AS BIGINT) + 86400000 AS TEXT) WHERE name = 'identify 0'"
        connection.execute(ahead)
    in_s, is_taken = await ben.identify_turn(0, 5.0, 1.5, 1.5)
    assert is_taken
    assert 19 < in_s <= 20
    in_s, is_taken = await ada.identify_turn(0, 5.0, 1.0, 15.0)
    assert not is_taken, "from then on they are apart again"
    assert 9 < in_s <= 10


@asynccontextmanager
async def takers(url: URL, apart_s: float) -> AsyncIterator[list[TurnStore]]:
    stores = [TurnStore(beating_engine(url, name), apart_s) for name in ("ada", "ben")]
    try:
        yield stores
    finally:
        for store in stores:
            await store.close()


async def test_turns_to_ask_discord_something_are_apart_over_all_processes(url: URL) -> None:
    """Whoever may look less far ahead is told when it is worth asking again."""
    async with takers(url, 0.1) as (ada, ben):
        booked = [await store.take(3, 100.0) for store in (ada, ben, ada)]
        assert [one.turns for one in booked] == [3, 3, 3]
        began = booked[0].first_at
        assert [round(one.first_at - began, 6) for one in booked[1:]] == [0.3, 0.6]
        none = await ben.take(1, 0.0)
        assert (round(none.first_at - began, 6), none.turns) == (0.9, 0)
        with speaking(url) as connection:
            kept = "SELECT relpersistence FROM pg_class WHERE relname = 'turns'"
            assert connection.execute(kept).fetchall() in [[("u",)], [(b"u",)]]
            connection.execute("UPDATE turns SET free_at = free_at - 1000")
        sooner = await ben.take(1, 0.0, 100.0)
        assert sooner.turns == 1
        assert round(sooner.first_at - sooner.now) == 100, "what nobody used is not kept for later"


async def test_however_many_take_turns_at_once_none_is_taken_twice(url: URL) -> None:
    """Over two processes, in small blocks and single ones; looking at the clock takes none."""
    async with takers(url, 0.001) as stores:

        async def some(store: TurnStore) -> list[float]:
            found = list[float]()
            for number in range(40):
                assert (await store.take(0, 0.0)).turns == 0
                booked = await store.take(1 + number % 8, 100.0, 0.002)
                found += [booked.first_at + 0.001 * place for place in range(booked.turns)]
            return found

        turns = sorted(itertools.chain(*await asyncio.gather(*map(some, stores))))
    assert len(turns) == 2 * 5 * 36
    assert min(later - one for one, later in itertools.pairwise(turns)) > 0.0009


async def test_after_a_crash_of_the_server_no_turn_is_given_again(url: URL) -> None:
    """It has forgotten them, and they may not have been used yet."""
    async with takers(url, APART_S) as (ada, ben):
        await ada.take(1, 0.0)
        with speaking(url) as connection:
            connection.execute("UPDATE turns SET free_at = 0")  # as if hours had passed
        while (furthest := await ada.take(MOST, max(AHEAD_S.values()))).turns:
            pass  # until nobody takes any further ahead
        with speaking(url) as connection:
            connection.execute("DELETE FROM turns")
        first = await ben.take(1, 0.0)
        assert first.turns == 1
        assert first.first_at >= furthest.first_at


async def test_a_clock_that_is_set_back_does_not_stop_the_turns(url: URL) -> None:
    """The next one would be in an hour."""
    async with takers(url, APART_S) as (ada, _):
        await ada.take(1, 0.0)
        with speaking(url) as connection:
            connection.execute("UPDATE turns SET free_at = free_at + 3600")
        booked = await ada.take(1, 0.0)
        assert booked.turns == 1
        assert 1 < booked.first_at - booked.now < 2
        assert (await ada.take(1, 0.0)).turns == 0, "from then on they are apart again"


async def test_a_process_that_is_leaving_is_seen_to_be(join: Join) -> None:
    ada, ben = await join("ada"), await join("ben")
    await ada.retire()
    assert (await ben.look()).leaving == {"ada"}
    await ada.beat()
    assert (await ben.look()).leaving == {"ada"}, "a beat takes nothing back"
