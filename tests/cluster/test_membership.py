"""A process among the others: who stands by takes over, and who has lost its part is told once."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field

import pytest
from sqlalchemy import URL

from bot.cluster.membership import Membership
from bot.cluster.store import Fence, LeaseStore
from bot.storage.errors import DatabaseError
from bot.storage.postgresql import beating_engine
from tests.engines import speaking


@dataclass
class Process:
    """One of a cluster; `told`: why it lost what it had."""

    url: URL
    name: str
    told: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.fence = Fence(self.name)
        self.store = LeaseStore(beating_engine(self.url, self.name), self.name)
        self.membership = Membership(self.store, self.fence, self.told.append)

    async def join(self, cluster: str = "night") -> Process:
        await self.membership.join(cluster, "0.3.0")
        return self

    async def look(self, at: float) -> bool:
        """Whether it has the bot after this look."""
        await self.membership.look(at)
        return not self.membership.stands_by and not self.membership.lost


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
    assert await ada.look(0)
    assert not await ben.look(0)
    assert not await ben.look(10)
    await ada.membership.leave()
    assert await ben.look(10.4)
    assert ben.fence.held == {0: 2}
    assert ada.told == ben.told == []


async def test_who_died_is_replaced_and_who_slept_is_told_so(two: tuple[Process, Process], silence: Silence) -> None:
    """A process that was stopped for longer than its lease finds another one in its place."""
    ada, ben = two
    await ada.look(0)
    for second in range(4):
        assert not await ben.look(float(second))
    silence("ada", 6)
    assert await ben.look(4)
    await ada.look(10)  # its session was ended
    assert not await ada.look(10.4)
    assert ada.told == ["another process of the cluster has taken over. After a restart, this one stands by"]


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
    assert ada.told == []


async def test_who_is_cut_off_from_the_database_stops_by_a_clock_of_its_own(two: tuple[Process, Process]) -> None:
    """Others may take over after five seconds without a word from it, and it knows that, too."""
    ada, ben = two
    await ada.look(0)
    ada.membership.watch(4.9)
    assert ada.told == []
    ada.membership.watch(5.0)
    ada.membership.watch(6.0)
    assert len(ada.told) == 1
    assert "has not answered for 5 s" in ada.told[0]
    await ben.look(0)
    ben.membership.watch(60)
    assert ben.told == [], "who stands by has nothing to lose"


async def test_what_was_taken_without_a_word_is_found_in_the_rows(two: tuple[Process, Process]) -> None:
    """The answer to the taking was lost: the part is ours all the same."""
    ada, _ = two
    (lease,) = (await ada.store.look()).leases
    assert await ada.store.take(lease) == 1
    assert await ada.look(0)
    assert ada.fence.held == {0: 1}


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
