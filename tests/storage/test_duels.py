"""Duels and ratings in a real database."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select

from bot.boards.recount import recount
from bot.duels.ratings import RatingBook
from bot.duels.rules.model import Duel, End, Phase, Stakes
from bot.duels.store import SqlDuelStore
from bot.kernel.asked import Player
from bot.kernel.ports import StorageError
from bot.packs import content
from bot.ratings.redating import Redating
from bot.ratings.store import RatingReader
from bot.ratings.tables import rated_games
from bot.storage.database import Database
from bot.storage.stores import SqlGameIds
from bot.storage.writer import Writer
from tests.duels.stories import DuelStory, a_challenge, duel_stories
from tests.storage.conftest import a_copy
from tests.strategies import NOON


@asynccontextmanager
async def opened(empty: Path) -> AsyncIterator[tuple[Database, SqlDuelStore]]:
    """A database of its own for each example."""
    async with a_copy(empty) as (database, writer):
        yield database, SqlDuelStore(writer, database.reading, content, SqlGameIds(database.reading))


@given(duel_stories())
def test_a_duel_is_its_rows(empty: Path, story: DuelStory) -> None:
    """At every moment the duel read back from its rows is the one that was written, and the boards add up."""

    async def play() -> None:
        async with opened(empty) as (database, store):
            before: Duel | None = None
            for duel in story.states:
                await store.save(before, duel, ())
                assert await store.load(duel.id) == duel
                before = duel
            assert await store.running() == ({} if duel.phase is Phase.ENDED else {duel.id: duel.guild_id})
            assert recount(database.place) == []

    asyncio.run(play())


results = st.tuples(st.integers(1, 4), st.integers(1, 4), st.booleans(), st.integers(0, 40 * 3_600_000)).filter(
    lambda drawn: drawn[0] != drawn[1]
)
"""Two players, whether the first forfeits, and the milliseconds since the last duel."""


@given(st.lists(results, max_size=12), st.integers(0, 12))
def test_ratings_are_a_fold_over_the_recorded_games(
    empty: Path, played: list[tuple[int, int, bool, int]], restart: int
) -> None:
    """However often the process began anew, the ratings kept equal those computed from the games, to the last digit."""

    async def play() -> None:
        async with opened(empty) as (database, store):
            book, at = RatingBook(RatingReader(database.reading)), NOON
            for number, (one, other, forfeits, gap) in enumerate(played):
                at += timedelta(milliseconds=gap, microseconds=137)
                duel = a_result(number + 1, one, other, forfeits=forfeits, gap=gap, at=at)
                if number == restart:
                    book = RatingBook(RatingReader(database.reading))
                await book.open(duel.guild_id)
                moved = book.record(duel)
                await store.save(None, duel, (), moved)
                kept = await RatingReader(database.reading).moved(duel.id)
                assert {line.player: line.after.rating for line in kept} == {
                    line.player: line.after.rating for line in moved
                }
            assert recount(database.place) == []

    asyncio.run(play())


def test_a_duel_that_cannot_be_written_moves_no_later_ones_ratings(empty: Path) -> None:
    """Whoever duels next on the same server is rated by what is written; a duel of another server goes its way."""

    async def play() -> None:
        async with a_copy(empty) as (database, writer):
            store = SqlDuelStore(writer, database.reading, content, SqlGameIds(database.reading))
            book = a_book(database, writer, lambda: NOON)
            lost, built_on_it = (a_result(n, 1, 2, forfeits=False, gap=n, at=NOON) for n in (1, 3))
            elsewhere = replace(a_result(4, 1, 2, forfeits=False, gap=1, at=NOON), guild_id=lost.guild_id + 1)
            unfit = replace(lost, channel_id=2**63)  # no column takes it
            for duel in (lost, elsewhere):
                await book.open(duel.guild_id)
            waiting = [store.save(None, duel, (), book.record(duel)) for duel in (unfit, built_on_it, elsewhere)]
            written = await asyncio.gather(*waiting, return_exceptions=True)
            assert [isinstance(one, StorageError) for one in written] == [True, True, False]
            book.forget(lost.guild_id)
            await book.open(lost.guild_id)
            await store.save(None, built_on_it, (), book.record(built_on_it))
            assert recount(database.place) == []

    asyncio.run(play())


wrong_clocks = st.lists(
    st.tuples(results, st.sampled_from([timedelta(), timedelta(seconds=20), timedelta(hours=5), timedelta(days=400)])),
    max_size=10,
)
"""Duels, and by how much the clock is ahead when each of them ends."""


@given(wrong_clocks, st.integers(0, 12))
def test_whatever_the_clock_showed_ratings_are_a_fold_and_lie_in_no_future(
    empty: Path, played: list[tuple[tuple[int, int, bool, int], timedelta]], restart: int
) -> None:
    """It is ahead, and is set right, between any two duels: before the next one, no game lies ahead of it any more."""

    async def play() -> None:
        async with a_copy(empty) as (database, writer):
            store = SqlDuelStore(writer, database.reading, content, SqlGameIds(database.reading))
            true, shown = NOON, NOON
            book = a_book(database, writer, lambda: shown)
            for number, ((one, other, forfeits, gap), ahead) in enumerate(played):
                true += timedelta(milliseconds=gap, microseconds=137)
                shown = true + ahead
                if number == restart:
                    book = a_book(database, writer, lambda: shown)  # noqa: B023 - it is to follow
                duel = replace(a_result(number + 1, one, other, forfeits=forfeits, gap=gap, at=shown), created_at=true)
                await book.open(duel.guild_id)
                async with database.reading.connect() as connection:
                    latest = (await connection.execute(select(func.max(rated_games.c.rated_at)))).scalar_one()
                assert latest is None or latest <= shown + timedelta(minutes=1)
                await store.save(None, duel, (), book.record(duel))
                assert recount(database.place) == []

    asyncio.run(play())


def test_a_clock_that_is_behind_dates_no_game_anew(empty: Path) -> None:
    """It was set to a time before the last games: they have begun after that, and nothing is wrong with their dates."""

    async def play() -> None:
        async with a_copy(empty) as (database, writer):
            store = SqlDuelStore(writer, database.reading, content, SqlGameIds(database.reading))
            book, before = a_book(database, writer, lambda: NOON - timedelta(days=9_000)), list[list[float]]()
            for number in range(1, 4):
                at = NOON + number * timedelta(days=7)
                duel = replace(a_result(number, 1, 2, forfeits=True, gap=1, at=at), created_at=at)
                await book.open(duel.guild_id)
                await store.save(None, duel, (), book.record(duel))
                kept = [await RatingReader(database.reading).moved(one + 1) for one in range(number)]
                before = [*before, [line.after.rating for line in kept[-1]]]
                assert [[line.after.rating for line in one] for one in kept] == before
                assert {line.after.at for line in kept[-1]} == {at}
            assert recount(database.place) == []

    asyncio.run(play())


def a_book(database: Database, writer: Writer, now: Callable[[], datetime]) -> RatingBook:
    """As a process has it whose clock shows `now`."""
    return RatingBook(RatingReader(database.reading), now, Redating(writer, database.reading).redate)


def test_a_duel_that_ended_while_the_clock_was_ahead_makes_later_ones_count_for_no_less(empty: Path) -> None:
    """A win a week moves ratings as much as on a server whose clock was never wrong, also after a restart."""

    async def play(ahead: timedelta) -> tuple[float, list[float]]:
        async with a_copy(empty) as (database, writer):
            store = SqlDuelStore(writer, database.reading, content, SqlGameIds(database.reading))
            at, weights = NOON, list[float]()
            for week in range(8):
                at = NOON + week * timedelta(days=7)
                shown = at + ahead if week == 2 else at
                book = a_book(database, writer, lambda: shown)  # noqa: B023 - used at once
                await book.open(a_challenge().guild_id)
                duel = replace(a_result(week + 1, 1, 2, forfeits=True, gap=1, at=shown), created_at=at)
                moved = book.record(duel)
                await store.save(None, duel, (), moved)
                weights.append(moved[0].weight)
            return await book.of(a_challenge().guild_id, 1), weights

    rating, weights = asyncio.run(play(timedelta(days=365)))
    assert weights == [1.0] * 8
    assert rating == asyncio.run(play(timedelta()))[0]


def test_strength_is_read_of_one_server_and_of_those_asked_for(empty: Path) -> None:
    """Teams are formed by the ratings of this server; whoever has none there is left out."""

    async def play() -> None:
        async with opened(empty) as (database, store):
            reader = RatingReader(database.reading)
            book = RatingBook(reader)
            duel = a_result(1, 1, 2, forfeits=True, gap=1, at=NOON)
            await book.open(duel.guild_id)
            await store.save(None, duel, (), book.record(duel))
            assert await reader.standing(duel.guild_id, {1: "", 2: "", 3: ""}.keys()) == {
                line.player: pytest.approx(line.after.rating) for line in await reader.moved(duel.id)
            }
            assert list(await reader.standing(duel.guild_id, [2])) == [2]
            assert await reader.standing(duel.guild_id + 1, [1, 2]) == {}

    asyncio.run(play())


def a_result(number: int, one: int, other: int, *, forfeits: bool, gap: int, at: datetime) -> Duel:
    """A duel that is over. With an even gap it ends as a draw."""
    base = replace(a_challenge(), id=number, challenger=_player(one), opponent=_player(other), stakes=Stakes.RATED)
    loser = one if forfeits else other
    end, forfeited_by = (End.FINISHED, None) if gap % 2 == 0 else (End.FORFEIT, loser)
    return replace(base, phase=Phase.ENDED, end=end, forfeited_by=forfeited_by, ended_at=at, due_at=None, active_at=at)


def _player(number: int) -> Player:
    return Player(number, f"p{number}", NOON)
