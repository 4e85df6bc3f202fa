"""When a server is forgotten, and when it is not."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest

from bot.kernel.people import ForgottenServer
from bot.kernel.ports import StorageError
from bot.servers.retention import BEGUN, KEPT_FOR, RetentionService
from bot.servers.rules import Away
from tests.strategies import NOON

DAY = timedelta(days=1)


@dataclass
class Rows:
    """What is stored of servers 1 and 2, in memory."""

    servers: set[int] = field(default_factory=lambda: {1, 2})
    noted: dict[int, Away] = field(default_factory=dict)
    stops: set[int] = field(default_factory=set)
    """Those whose forgetting stops on the way."""

    async def known(self) -> set[int]:
        return set(self.servers)

    async def departed(self) -> dict[int, Away]:
        return dict(self.noted)

    async def note(self, away: Mapping[int, Away]) -> None:
        self.noted |= away

    async def cancel(self, guild_ids: Iterable[int]) -> None:
        for guild_id in list(guild_ids):
            del self.noted[guild_id]

    async def erase(self, guild_id: int, at: datetime, gone: Callable[[Sequence[int]], None]) -> None:
        self.noted[guild_id] = Away(BEGUN, at)
        gone([guild_id * 100])
        if guild_id in self.stops:
            raise StorageError("The disk is full.")
        self.servers.discard(guild_id)
        self.noted.pop(guild_id)


@dataclass
class World:
    rows: Rows = field(default_factory=Rows)
    present: set[int] | None = field(default_factory=lambda: {1, 2})
    forgotten: list[object] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.service = RetentionService(self.rows, lambda: self.present, self.forgotten.append)

    async def look(self, at: datetime) -> None:
        await self.service.look(at)

    async def days(self, first: int, last: int) -> None:
        """Look once a day, from this day after noon to that one."""
        for day in range(first, last + 1):
            await self.look(NOON + day * DAY)


@pytest.fixture
def world() -> World:
    return World()


async def test_a_server_is_forgotten_thirty_days_after_its_absence_was_noticed(world: World) -> None:
    """Not a moment before, and however often somebody looks; the other server stays."""
    world.present = {2}
    await world.days(0, 29)
    await world.look(NOON + KEPT_FOR - timedelta(seconds=1))
    assert world.rows.servers == {1, 2}
    await world.look(NOON + KEPT_FOR)
    assert (world.rows.servers, world.forgotten) == ({2}, [100, ForgottenServer(1)])
    assert KEPT_FOR == 30 * DAY


async def test_coming_back_in_time_cancels(world: World) -> None:
    """A server that takes the bot back loses nothing, and a later removal has its own thirty days."""
    world.present = {2}
    await world.look(NOON)
    world.present = {1, 2}
    await world.look(NOON + 29 * DAY)
    assert world.rows.noted == {}
    world.present = {2}
    await world.days(40, 69)
    assert world.rows.servers == {1, 2}


async def test_a_server_that_came_back_unnoticed_is_kept(world: World) -> None:
    """Whoever is there at the decisive look is never forgotten, even where the return was not noticed before."""
    world.present = {2}
    await world.days(0, 29)
    world.present = {1, 2}
    await world.look(NOON + 31 * DAY)
    assert world.rows.servers == {1, 2}


@pytest.mark.parametrize("wrong_on", [0, 1, 28])
@pytest.mark.parametrize("off", [365 * DAY, -365 * DAY])
async def test_a_wrong_clock_forgets_nobody_early_and_keeps_nobody_long(
    world: World, off: timedelta, wrong_on: int
) -> None:
    """Be it ahead or behind, when the absence is noticed or later: a leap counts as a day at most."""
    world.present = {2}
    for day in range(29):
        if day == wrong_on:
            await world.look(NOON + day * DAY + off)
        await world.look(NOON + day * DAY)
        assert world.rows.servers == {1, 2}
    await world.days(29, 30)
    assert world.rows.servers == {2}


async def test_days_on_which_nobody_looks_do_not_count(world: World) -> None:
    """A machine that was off for months, or whose clock says so, still has thirty days to notice."""
    world.present = {2}
    await world.days(0, 1)
    await world.days(200, 227)
    assert world.rows.servers == {1, 2}
    await world.days(228, 229)
    assert world.rows.servers == {2}


async def test_nobody_is_missed_before_discord_has_said_who_is_there(world: World) -> None:
    """Until the bot is ready, and so at every start and in every outage, an absence means nothing."""
    world.rows.noted[1] = left = Away(NOON, NOON + 30 * DAY)
    world.present = None
    await world.look(NOON + 31 * DAY)
    assert (world.rows.servers, world.rows.noted) == ({1, 2}, {1: left})


async def test_what_was_begun_is_gone_on_with(world: World) -> None:
    """A server half of which is forgotten is forgotten whole, though it should come back in between."""
    world.present = {2}
    await world.days(0, 29)
    world.rows.stops = {1}
    with pytest.raises(StorageError):
        await world.look(NOON + KEPT_FOR)
    world.rows.stops, world.present = set(), {1, 2}
    await world.look(NOON + KEPT_FOR)
    assert (world.rows.servers, world.rows.noted) == ({2}, {})


async def test_a_server_that_cannot_be_forgotten_keeps_no_other_from_it(world: World) -> None:
    """Something is wrong with its rows, at every look: what others wanted gone is gone in time."""
    world.present = set()
    await world.days(0, 29)
    world.rows.stops = {1}
    with pytest.raises(StorageError):
        await world.look(NOON + KEPT_FOR)
    assert world.rows.servers == {1}
    assert ForgottenServer(2) in world.forgotten
