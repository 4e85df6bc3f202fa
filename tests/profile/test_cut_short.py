"""An erasure that a crash, a failure, or a full disk cuts short: brought to its end, or let go."""

import asyncio
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from bot.boards.recount import recount
from bot.kernel.deciding import begin
from bot.kernel.ports import StorageError
from bot.profile.service import ProfileService
from bot.profile.store import GAMES_AT_ONCE, SqlEraser, Statement
from bot.storage.stores import SqlMeta
from tests.profile.test_profile import BANK, service
from tests.studying import BEN, NOW, RIGHT, Desk, desk


class Failing(SqlEraser):
    """An erasure ends after its first step."""

    how: BaseException = asyncio.CancelledError()
    steps = 1

    def _step(self, player_id: int, statements: Iterable[Statement]) -> asyncio.Future[None]:
        if not self.steps:
            raise self.how
        self.steps -= 1
        return super()._step(player_id, statements)


@asynccontextmanager
async def half_erased(tmp_path: Path, how: BaseException) -> AsyncIterator[tuple[Desk, SqlEraser]]:
    async with desk(tmp_path, BANK) as table:
        for _ in range(GAMES_AT_ONCE + 1):
            await table.played({"m0": RIGHT})
        failing = service(table)
        failing._eraser = eraser = Failing(table.writer, table.database.reading)
        eraser.how = how
        with pytest.raises(type(how)):
            await failing.erase(BEN)
        eraser.steps = 10**6
        assert await eraser.counts(BEN)
        yield table, eraser


async def test_an_erasure_that_a_crash_cut_short_is_brought_to_its_end(tmp_path: Path) -> None:
    """The next start erases what is left, and then nothing says any more that somebody was erased."""
    async with half_erased(tmp_path, asyncio.CancelledError()) as (table, eraser):
        await service(table).finish()
        assert await eraser.counts(BEN) == {}
        assert await eraser.begun() == {}
        assert recount(table.database.place) == []


async def test_an_erasure_that_failed_is_not_done_behind_somebodys_back(tmp_path: Path) -> None:
    """Who was told that it failed may have decided to stay: no later start erases what they did since."""
    async with half_erased(tmp_path, StorageError("The disk is full.")) as (table, eraser):
        await table.played({"m1": RIGHT})
        await service(table).finish()
        assert await eraser.counts(BEN)


async def test_an_erasure_is_finished_whatever_the_machine_was_off_for(tmp_path: Path) -> None:
    """No clock is asked how long ago it was: the next start can be years later, or at an earlier date."""
    async with half_erased(tmp_path, asyncio.CancelledError()) as (table, eraser):
        [(_, stand_in)] = (await eraser.begun()).items()
        await SqlMeta(table.writer, table.database.reading).put(
            f"erasing_{BEN}", f"{stand_in} 2001-01-01T00:00:00+00:00"
        )
        await service(table).finish()
        assert await eraser.counts(BEN) == {}
        assert await eraser.begun() == {}


class Refusing(Failing):
    """For a while, nothing at all can be written: not even that an erasure is over."""

    writes = True

    async def begin(self, player_id: int, stand_in: int) -> None:
        await super().begin(player_id, stand_in)
        self.writes = False

    async def over(self, player_id: int) -> None:
        if not self.writes:
            raise StorageError("The disk is full.")
        await super().over(player_id)

    def _step(self, player_id: int, statements: Iterable[Statement]) -> asyncio.Future[None]:
        if not self.writes:
            raise StorageError("The disk is full.")
        return super()._step(player_id, statements)


def refusing(table: Desk) -> tuple[ProfileService, Refusing]:
    me, eraser = service(table), Refusing(table.writer, table.database.reading)
    eraser.steps = 10**6
    me._eraser = eraser
    return me, eraser


async def test_an_erasure_that_failed_is_let_go_as_soon_as_that_can_be_written(tmp_path: Path) -> None:
    """They were told so, and play on: however much later the next start is, it leaves what they did since."""
    async with desk(tmp_path, BANK) as table:
        await table.played({"m0": RIGHT})
        me, eraser = refusing(table)
        with pytest.raises(StorageError):
            await me.erase(BEN)
        await me.catch_up(NOW)
        assert await eraser.begun()
        eraser.writes = True
        await me.catch_up(NOW)
        begin()
        await table.played({"m1": RIGHT})
        await service(table).finish()
        assert (await eraser.counts(BEN))["answers"] == 2


async def test_an_erasure_whose_end_cannot_be_noted_takes_nothing_that_was_played_since(tmp_path: Path) -> None:
    """Everything is gone, and only the note that it was under way is still there: it goes with the next look."""
    async with desk(tmp_path, BANK) as table:
        await table.played({"m0": RIGHT})
        me, eraser = refusing(table)
        eraser._step = super(Refusing, eraser)._step  # type: ignore[method-assign]
        with pytest.raises(StorageError):
            await me.erase(BEN)
        eraser.writes = True
        await me.catch_up(NOW)
        begin()
        await table.played({"m1": RIGHT})
        await service(table).finish()
        assert (await eraser.counts(BEN))["answers"] == 1


async def test_a_start_that_cannot_finish_an_erasure_does_so_once_it_can(tmp_path: Path) -> None:
    """Nobody has to start it once more for that."""
    async with half_erased(tmp_path, asyncio.CancelledError()) as (table, _):
        me, eraser = refusing(table)
        eraser.writes = False
        await me.finish()
        assert await eraser.counts(BEN)
        eraser.writes = True
        await me.catch_up(NOW)
        assert await eraser.counts(BEN) == {}
        assert await eraser.begun() == {}
        begin()
        await table.played({"m1": RIGHT})
        await me.catch_up(NOW)
        assert await eraser.counts(BEN)
