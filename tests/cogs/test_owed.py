"""A server that invites or removes Recall while nothing can be stored is not forgotten: the rest is made up for."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import cast

import pytest

from bot.daily.rules.schedule import State
from bot.kernel.ports import StorageError
from bot.kernel.questions import Question
from bot.timing.ticks import Look, Ticks
from tests.cogs.dailies import set_up
from tests.cogs.table import GREETING, Table, table, text
from tests.engines import allow, refuse


class Looks:
    """What the app has looked at again and again, by name."""

    def __init__(self) -> None:
        self.by_name: dict[str, Look] = {}

    def when_slept(self, told: Callable[[object], None]) -> None: ...

    def every(self, seconds: float, look: Look, name: str) -> None:  # noqa: ARG002 - as the app calls it
        self.by_name[name] = look


@pytest.fixture
async def laid(tmp_path: Path, kinds: dict[str, Question]) -> AsyncIterator[Table]:
    """A table at which a listener may fail."""
    async with table(tmp_path, kinds) as ready:
        yield ready
        ready.env._errors.clear()


async def tell(laid: Table, event: str) -> None:
    """Have the bot hear that its server came or went, and wait until all that listens has followed, or failed."""
    laid.app.client.dispatch(event, laid.app.client.get_guild(laid.guild.id))
    await asyncio.wait(set(laid.app.client.inbox._working))


def following(laid: Table) -> Callable[[], Awaitable[object]]:
    """Have the app look after the servers that came or went."""
    looks = Looks()
    laid.app.tick(cast("Ticks", looks))
    return lambda: looks.by_name["servers that came or went"](laid.env.now())


async def test_a_server_that_came_while_the_disk_was_full_is_greeted_once_there_is_room(laid: Table) -> None:
    """Without a restart, and once; until then the look fails, so that it counts as one of those that fail."""
    place, follow = laid.app.database.place, following(laid)
    refuse(place, "servers", "true")
    hall = laid.env.create_guild().create_text_channel("hall")
    await laid.settle()
    with pytest.raises(StorageError):
        await follow()
    allow(place, "servers")
    for _ in range(2):
        await follow()
        await laid.settle()
    assert [GREETING in text(message) for message in hall.history()] == [True]


async def test_the_daily_of_a_server_that_came_back_meanwhile_goes_on(laid: Table) -> None:
    """It had removed the bot, and invites it again while its schedule cannot be written."""
    daily, follow = await set_up(laid), following(laid)
    place = laid.app.database.place

    async def stands() -> State | None:
        schedule = await daily.schedules.schedule(laid.guild.id)
        return schedule.state if schedule else None

    await tell(laid, "guild_remove")
    refuse(place, "daily_schedules", "true", "UPDATE")
    await tell(laid, "guild_join")
    assert await stands() is State.AWAY
    allow(place, "daily_schedules")
    await follow()
    assert await stands() is State.ON


async def test_a_server_that_has_come_back_by_then_is_not_left_after_all(laid: Table) -> None:
    """That it removed the bot could not be written, and is not true any more."""
    daily, follow = await set_up(laid), following(laid)
    place = laid.app.database.place
    refuse(place, "daily_schedules", "true", "UPDATE")
    await tell(laid, "guild_remove")
    allow(place, "daily_schedules")
    await follow()
    schedule = await daily.schedules.schedule(laid.guild.id)
    assert schedule is not None
    assert schedule.state is State.ON
