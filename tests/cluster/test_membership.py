"""A process among the others: who stands by takes over, and who has lost its part is told once."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass

import pytest
from sqlalchemy import URL
from structlog.testing import capture_logs

from bot.cluster import membership
from bot.cluster.membership import Membership
from bot.cluster.store import LeaseStore
from bot.storage.errors import DatabaseError
from bot.storage.postgresql import beating_engine
from tests.campaigns.several.links import Link
from tests.engines import speaking


@dataclass
class Process:
    """One of a cluster."""

    url: URL
    name: str
    told: int = 0

    def __post_init__(self) -> None:
        self.store = LeaseStore(beating_engine(self.url, self.name), self.name)
        self.membership = Membership(self.store, self.note)

    def note(self) -> None:
        self.told += 1

    async def join(self, cluster: str = "night", parts: int = 1) -> Process:
        await self.membership.join(cluster, "0.3.0", parts)
        return self

    async def look(self, at: float) -> list[int]:
        """What it has after this look."""
        await self.membership.look(at)
        return sorted(self.membership.held)


@pytest.fixture
async def two(url: URL) -> AsyncIterator[tuple[Process, Process]]:
    processes = Process(url, "ada"), Process(url, "ben")
    for process in processes:
        await process.join()
    yield processes
    for process in processes:
        await process.store.close()


Silence = Callable[[str, float], None]


async def test_the_first_has_the_bot_and_the_second_stands_by(two: tuple[Process, Process]) -> None:
    """Until the first leaves: then the second has it with its next look."""
    ada, ben = two
    assert await ada.look(0) == [0]
    assert not await ben.look(0)
    assert not await ben.look(10)
    await ada.membership.leave()
    assert await ben.look(10.4) == [0]
    assert ben.membership.held == {0: 2}


async def test_who_died_is_replaced_and_who_slept_is_told_so(two: tuple[Process, Process], silence: Silence) -> None:
    """A process that was stopped for longer than its lease finds another one in its place."""
    ada, ben = two
    await ada.look(0)
    for second in range(4):
        assert not await ben.look(float(second))
    silence("ada", 6)
    assert await ben.look(4) == [0]
    await ada.look(10)  # its session was ended
    told = ada.told
    assert not await ada.look(10.4)
    assert ada.told > told


async def test_where_the_server_was_away_everybody_keeps_what_was_theirs(
    two: tuple[Process, Process], silence: Silence, url: URL
) -> None:
    """All sessions end, and whoever is back first takes nothing from one that is about to be back."""
    ada, ben = two
    await ada.look(0)
    await ben.look(0)
    await ben.look(3)
    with speaking(url) as connection:
        connection.execute("SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE application_name != ''")
    silence("ada", 3)
    assert not await ben.look(4)  # its session is lost
    assert not await ben.look(4.4)
    assert not await ben.look(5)
    await ada.look(5)
    assert await ada.look(5.4)
    assert not await ben.look(8)


async def test_who_is_cut_off_from_the_database_stops_by_a_clock_of_its_own(two: tuple[Process, Process]) -> None:
    """Others may take over after five seconds without a word from it, and it knows that, too."""
    ada, ben = two
    await ada.look(0)
    ada.membership.watch(4.9)
    assert ada.membership.held
    ada.membership.watch(5.0)
    assert not ada.membership.held
    assert await ada.look(5.2) == [0], "where nobody has taken over it is ours as before"
    await ben.look(0)
    ben.membership.watch(60)


async def test_what_was_taken_without_a_word_is_found_in_the_rows(two: tuple[Process, Process]) -> None:
    """The answer to the taking was lost: the part is ours all the same."""
    ada, _ = two
    (lease,) = (await ada.store.look()).leases
    assert await ada.store.take(lease) == 1
    assert await ada.look(0) == [0]
    assert ada.membership.held == {0: 1}


async def test_a_newcomer_is_given_its_share_once_it_has_been_let_go(url: URL) -> None:
    """Whoever gives says so, leaves in order, and hands over; nothing of it comes back to the giver."""
    ada, ben = [await Process(url, name).join(parts=2) for name in ("ada", "ben")]
    await ada.store.take((await ada.store.look()).leases[0])
    await ada.store.take((await ada.store.look()).leases[1])
    assert await ada.look(0) == [0, 1]
    assert not await ben.look(0)
    gift = ada.membership.gift
    assert gift is not None
    assert (gift[0].part, gift[1]) == (1, "ben")
    await ada.membership.give(1)
    assert await ada.look(0.4) == [0]
    assert await ben.look(0.4) == [1]
    assert ada.membership.gift is None
    for process in (ada, ben):
        await process.membership.leave()


async def test_who_leaves_hands_everything_to_those_that_stay(url: URL) -> None:
    """By name, evenly, and without taking it back."""
    ada, ben, cy = [await Process(url, name).join(parts=4) for name in ("ada", "ben", "cy")]
    for part in range(4):
        await ada.store.take((await ada.store.look()).leases[part])
    await ada.look(0)
    await ada.membership.retire()
    for part in range(4):
        await ada.membership.give(part)
        assert part not in await ada.look(0.4)
    assert len(await ben.look(1)) == len(await cy.look(1)) == 2
    for process in (ada, ben, cy):
        await process.membership.leave()


async def test_what_is_handed_over_at_once_goes_to_different_ones(url: URL) -> None:
    """Whoever stops lets go of everything at the same time: what one is given counts when the next is."""
    ada, ben, cy = [await Process(url, name).join(parts=2) for name in ("ada", "ben", "cy")]
    for part in range(2):
        await ada.store.take((await ada.store.look()).leases[part])
    await ada.membership.retire()
    await ada.look(0)
    for part in (1, 0):
        await ada.membership.give(part)
    assert len(await ben.look(1)) == len(await cy.look(1)) == 1
    for process in (ada, ben, cy):
        await process.membership.leave()


@pytest.mark.usefixtures("two")
async def test_two_clusters_do_not_share_a_database(url: URL, silence: Silence) -> None:
    """While one of them is alive, the other is refused by its name."""
    other = Process(url, "cy")
    with pytest.raises(DatabaseError, match=r"The cluster night is running on this database\. Set RECALL_CLUSTER"):
        await other.join("day")
    silence("ada", 60)
    silence("ben", 60)
    await other.join("day")
    await other.store.close()


async def test_who_is_told_that_there_is_something_to_see_looks_at_once(
    two: tuple[Process, Process], url: URL, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A shard that is given to it need not wait for the next look."""
    monkeypatch.setattr(membership, "LOOK_S", 3600)
    ada, ben = two
    changed = asyncio.Event()
    ben.membership.tell = changed.set

    async def until(held: dict[int, int]) -> None:
        while ben.membership.held != held:
            await changed.wait()
            changed.clear()

    ben.membership.begin()
    async with asyncio.timeout(60):
        await until({0: 1})
        with speaking(url) as connection:
            connection.execute("UPDATE leases SET owner = 'ada', epoch = epoch + 1")
        ben.membership.look_soon()
        await until({})
    await ben.membership.leave()
    assert await ada.look(0) == [0]


async def test_whoever_was_disconnected_asks_whether_the_shard_is_still_theirs(two: tuple[Process, Process]) -> None:
    """An answer from before tells nothing: perhaps somebody has taken over since, and goes on with the session."""
    ada, _ = two
    now = asyncio.get_running_loop().time
    before = now()
    await ada.look(before)
    sure = asyncio.create_task(ada.membership.sure())
    await asyncio.sleep(0)
    await ada.look(before)
    assert not sure.done()
    await ada.look(now())
    await sure


async def test_whoever_cannot_ask_waits_for_as_long_as_a_lease_lasts(
    two: tuple[Process, Process], monkeypatch: pytest.MonkeyPatch
) -> None:
    """By then what it had is lost, or nobody could take it."""
    ada, _ = two
    monkeypatch.setattr(membership, "LEASE_S", 0.01)
    await ada.membership.sure()


async def test_a_database_that_hangs_is_told_of_by_every_process_until_it_answers_again(url: URL) -> None:
    """It refuses nothing, so nothing fails: one line at the beginning, ever rarer ones, one at the end, and no more.

    Also who stands by says so; and what is said at the end is too old to have a shard by it.
    """
    link = Link(lambda: asyncio.open_unix_connection(f"{url.query['host']}/.s.PGSQL.5432"))
    await link.open()
    ada, ben = [await Process(link_to(url, link), name).join() for name in ("ada", "ben")]
    assert await ada.look(0) == [0]
    assert not await ben.look(0)
    told = {}
    for process in (ada, ben):
        link.silence()
        before, looking = process.told, asyncio.create_task(process.look(1))
        with capture_logs() as logged:
            await asyncio.sleep(0)  # it asks
            for tenth in range(10, 3_000):
                process.membership.watch(tenth / 10)
            link.mend()
            assert not await looking
        assert process.told - before == (process is ada)
        told[process.name] = [line["event"] for line in logged]
    away = ["the database does not answer", *["the database still does not answer"] * 2, "the database answers again"]
    lost = "the database has not answered, so others may have taken over"
    assert told == {"ada": [lost, *away], "ben": away}
    assert await ada.look(301) == [0], "nobody has taken it over"
    for process in (ada, ben):
        await process.membership.leave()
    link.close()


def link_to(url: URL, link: Link) -> URL:
    """The same database, by a way that can go silent."""
    return url.set(host="127.0.0.1", port=link.port, query={})


async def test_a_look_that_takes_a_while_is_no_outage(url: URL) -> None:
    """A busy server answers within the time of a lease, and nothing is lost or told."""
    link = Link(lambda: asyncio.open_unix_connection(f"{url.query['host']}/.s.PGSQL.5432"))
    await link.open()
    ada = await Process(link_to(url, link), "ada").join()
    await ada.look(0)
    link.silence()
    looking = asyncio.create_task(ada.look(1))
    with capture_logs() as logged:
        await asyncio.sleep(0)
        ada.membership.watch(4.9)
        link.mend()
        assert await looking == [0]
    assert not logged
    await ada.membership.leave()
    link.close()
