"""What memory knows of ratings, and when it stops knowing it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.boards.recount import recount
from bot.duels.ratings import RatingBook
from bot.duels.service import DuelService
from bot.kernel.people import ErasedPerson, ForgottenServer
from bot.kernel.ports import StorageError
from bot.profile.store import SqlEraser
from bot.ratings.ports import RatingStore
from bot.ratings.rules.rating import Ledger
from bot.ratings.store import RatingReader
from bot.ratings.tables import ratings
from bot.servers.departures import SqlDepartures
from bot.storage.changes import Put
from tests.duels.test_service import HERE, THERE, House, house, service
from tests.engines import place_of
from tests.storage.test_duels import a_result
from tests.strategies import BEN, CAT, NOON


async def rate(home: House, rating: float) -> None:
    row = {"guild_id": HERE.guild_id, "player_id": BEN.id, "rating": rating, "deviation": 80.0, "volatility": 0.06}
    await home.store._writer.queue("rated", [Put(ratings, row | {"rated_at": NOON})])


def standing(book: RatingBook) -> float:
    ledger = book._ledgers[HERE.guild_id]
    return ledger.ratings[BEN.id].rating if BEN.id in ledger.ratings else 1500


@pytest.mark.parametrize("what", ["the person", "the server"])
async def test_after_an_erasure_the_next_duel_begins_at_1500(what: str, tmp_path: Path) -> None:
    """A server's ledger in memory is read again when somebody in it was erased, and when the server was forgotten."""
    async with house(tmp_path) as home:
        writer, reading = home.store._writer, home.ratings._reading
        duels = service(home.store, home.preferences, home.ratings, home.screen)
        await rate(home, 1753)
        await duels._ratings.open(HERE.guild_id)
        assert standing(duels._ratings) == 1753
        if what == "the person":
            await SqlEraser(writer, reading).erase(BEN.id, (1 << 62) + 1)
            duels.forget(ErasedPerson(BEN.id))
        else:
            await SqlDepartures(writer, reading).erase(HERE.guild_id, NOON, lambda _: None)
            duels.forget(ForgottenServer(HERE.guild_id))
        await duels._ratings.open(HERE.guild_id)
        assert standing(duels._ratings) == 1500


class Slow(RatingReader):
    """Reads, and then takes its time."""

    def __init__(self, store: RatingStore) -> None:
        self._store = store
        self.read, self.go_on = asyncio.Event(), asyncio.Event()

    async def ledger(self, guild_id: int) -> Ledger:
        found = await self._store.ledger(guild_id)
        self.read.set()
        await self.go_on.wait()
        return found


async def test_a_ledger_that_is_being_read_during_an_erasure_is_read_again(tmp_path: Path) -> None:
    """A slow read that began before the erasure brings nothing back after it."""
    async with house(tmp_path) as home:
        await rate(home, 1753)
        slow = Slow(home.ratings)
        book = RatingBook(slow)
        opening = asyncio.create_task(book.open(HERE.guild_id))
        await slow.read.wait()
        await SqlEraser(home.store._writer, home.ratings._reading).erase(BEN.id, (1 << 62) + 1)
        book.forget_all()
        slow.go_on.set()
        await opening
        assert standing(book) == 1500


async def evict(duels: DuelService) -> None:
    await duels._ratings.open(THERE.guild_id)


async def erase_somebody(duels: DuelService) -> None:
    duels.forget(ErasedPerson(CAT.id))


async def refuse_another(duels: DuelService) -> None:
    duels._ratings.forget(HERE.guild_id)


@pytest.mark.parametrize("lose", [evict, erase_somebody, refuse_another])
async def test_a_ledger_read_again_has_the_duel_that_is_just_being_written(
    lose: Callable[[DuelService], Awaitable[None]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whyever memory lets go of it between a decision and its commit, the next duel goes on from that decision."""
    monkeypatch.setattr("bot.duels.ratings.IN_MEMORY", 1)
    async with house(tmp_path) as home:
        duels, at = home.duels, NOON
        for number in range(1, 9):
            at += timedelta(hours=30)
            duel = replace(a_result(number, 1, 2, forfeits=True, gap=1, at=at), guild_id=HERE.guild_id)
            await duels._ratings.open(duel.guild_id)
            saving = asyncio.ensure_future(duels._write(None, duel))
            await lose(duels)
            await duels._ratings.open(duel.guild_id)
            await saving
        assert recount(place_of(tmp_path / "recall.sqlite3")) == []
        assert not duels._ratings._writing


async def test_a_ledger_read_again_has_nothing_of_a_duel_that_could_not_be_written(tmp_path: Path) -> None:
    """Who waits for a commit that is refused reads what the rows say."""
    async with house(tmp_path) as home:
        duels = home.duels
        await rate(home, 1753)
        await duels._ratings.open(HERE.guild_id)
        refused = asyncio.get_running_loop().create_future()
        duels._ratings.being_written(HERE.guild_id, refused)
        duels.forget(ErasedPerson(CAT.id))
        opening = asyncio.ensure_future(duels._ratings.open(HERE.guild_id))
        await asyncio.sleep(0)
        refused.set_exception(StorageError("no room"))
        await opening
        assert standing(duels._ratings) == 1753
        assert not duels._ratings._writing
