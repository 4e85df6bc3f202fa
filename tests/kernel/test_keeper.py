"""One keeper for every game: memory is never older than the rows, and nothing is told before it is written."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from enum import StrEnum

import pytest

from bot.kernel.keeper import Keeper


class Refusal(StrEnum):
    UNKNOWN = "unknown"
    CLOSED = "closed"


@dataclass(frozen=True)
class Game:
    id: int
    count: int = 0
    closed: bool = False


class RefusedError(Exception):
    """The disk is full."""


@dataclass
class Disk:
    """Rows that are read and written only when the test says so."""

    rows: dict[int, Game] = field(default_factory=dict)
    reading: list[tuple[int, Game | None, asyncio.Future[None]]] = field(default_factory=list)
    queue: list[tuple[Game, asyncio.Future[None]]] = field(default_factory=list)
    slow: bool = False

    async def load(self, game_id: int) -> Game | None:
        found = self.rows.get(game_id)
        if self.slow:
            arrived = asyncio.get_running_loop().create_future()
            self.reading.append((game_id, found, arrived))
            await arrived
        return found

    def write(self, _: Game | None, after: Game) -> asyncio.Future[None]:
        done = asyncio.get_running_loop().create_future()
        self.queue.append((after, done))
        return done

    def commit(self) -> None:
        for after, done in self.queue:
            self.rows[after.id] = after
            done.set_result(None)
        self.queue.clear()

    def refuse(self, keeper: Keeper[Game, Refusal]) -> None:
        """As the writer does: memory forgets before anybody hears of it."""
        for after, done in self.queue:
            keeper.forget(after.id)
            done.set_exception(RefusedError())
        self.queue.clear()

    def deliver(self) -> None:
        for _, _, arrived in self.reading:
            arrived.set_result(None)
        self.reading.clear()


@pytest.fixture
def disk() -> Disk:
    return Disk({1: Game(1)})


def keeper_of(disk: Disk, most: int | None = None) -> Keeper[Game, Refusal]:
    return Keeper(disk.load, Refusal.UNKNOWN, over=lambda game: game.closed, most=most)


def plus_one(game: Game) -> Game | Refusal:
    return Refusal.CLOSED if game.closed else replace(game, count=game.count + 1)


def close(game: Game) -> Game | Refusal:
    return Refusal.CLOSED if game.closed else replace(game, closed=True)


async def settle() -> None:
    for _ in range(10):
        await asyncio.sleep(0)


def changing(
    keeper: Keeper[Game, Refusal],
    disk: Disk,
    rule: Callable[[Game], Game | Refusal],
    game_id: int = 1,
    shown: list[Game] | None = None,
) -> asyncio.Task[Game | Refusal]:
    def show(_: Game | None, after: Game) -> None:
        if shown is not None:
            shown.append(after)

    return asyncio.create_task(keeper.change(game_id, rule, disk.write, show))


async def test_what_is_acknowledged_is_on_disk(disk: Disk) -> None:
    """Nobody hears of a change, and nothing is drawn, before it is written."""
    keeper, shown = keeper_of(disk), list[Game]()
    change = changing(keeper, disk, plus_one, shown=shown)
    await settle()
    assert (change.done(), shown) == (False, [])
    disk.commit()
    assert await change == Game(1, 1) == disk.rows[1]
    assert shown == [Game(1, 1)]


async def test_decisions_build_on_each_other_before_they_are_written(disk: Disk) -> None:
    """A hundred wishes at once share a commit, and each sees what the one before it decided."""
    keeper = keeper_of(disk)
    changes = [changing(keeper, disk, plus_one) for _ in range(100)]
    await settle()
    disk.commit()
    assert [game.count for game in await asyncio.gather(*changes) if isinstance(game, Game)] == list(range(1, 101))


async def test_a_slow_read_does_not_bring_back_a_game_that_closed_meanwhile(disk: Disk) -> None:
    """The rows were read while it was open; when they arrive, the game has been closed, written and let go."""
    keeper = keeper_of(disk)
    disk.slow = True
    late = changing(keeper, disk, plus_one)
    await settle()
    keeper.hold(Game(1, closed=True))
    disk.rows[1] = Game(1, closed=True)
    keeper.release(1)
    disk.slow = False
    disk.deliver()
    await settle()
    assert disk.queue == []
    assert await late is Refusal.CLOSED


@pytest.mark.parametrize("turns", range(6))
async def test_what_was_read_before_a_game_was_forgotten_is_seen_by_nobody_who_waited(disk: Disk, turns: int) -> None:
    """Rows are changed behind the keeper's back, as by an erasure, while a reading is on its way to them."""
    keeper = keeper_of(disk)
    disk.slow = True
    waiting = [changing(keeper, disk, plus_one), changing(keeper, disk, plus_one)]
    await settle()
    disk.slow = False
    disk.deliver()
    for _ in range(turns):
        await asyncio.sleep(0)
    disk.rows[1] = Game(1, 70)
    disk.queue.clear()  # what was decided before that is not meant
    keeper.forget(1)
    await settle()
    assert [after.count for after, _ in disk.queue if after.count < 70] == []
    assert [game.count for game in keeper.held if game.count < 70] == []
    for one in waiting:
        one.cancel()


async def test_a_slow_read_does_not_undo_what_was_decided_meanwhile(disk: Disk) -> None:
    """Whoever waited for the rows goes on from the state in memory."""
    keeper = keeper_of(disk)
    disk.slow = True
    late = changing(keeper, disk, plus_one)
    await settle()
    keeper.hold(Game(1, 7))
    disk.deliver()
    await settle()
    disk.commit()
    assert await late == Game(1, 8)


async def test_a_refused_commit_never_happened(disk: Disk) -> None:
    """Everybody who built on it hears so, nothing is drawn, and the game is as its rows say."""
    keeper, shown = keeper_of(disk), list[Game]()
    changes = [changing(keeper, disk, plus_one, shown=shown) for _ in range(3)]
    await settle()
    disk.refuse(keeper)
    assert all(isinstance(end, RefusedError) for end in await asyncio.gather(*changes, return_exceptions=True))
    assert (await keeper.find(1), shown) == (Game(1), [])


async def test_whoever_repeats_a_wish_hears_only_what_is_on_disk(disk: Disk) -> None:
    """A second press on "close" is refused because of the first, so it must wait for the first to be written."""
    keeper = keeper_of(disk)
    first = changing(keeper, disk, close)
    second = changing(keeper, disk, close)
    await settle()
    assert not second.done()
    disk.refuse(keeper)
    assert all(isinstance(end, RefusedError) for end in await asyncio.gather(first, second, return_exceptions=True))


async def test_a_wish_that_cannot_even_be_queued_leaves_no_trace(disk: Disk) -> None:
    """A rule's result that no row can hold is forgotten at once."""

    def broken(_: Game | None, __: Game) -> asyncio.Future[None]:
        raise OverflowError

    keeper = keeper_of(disk)
    with pytest.raises(OverflowError):
        await keeper.change(1, plus_one, broken)
    assert await keeper.find(1) == Game(1)


async def test_a_game_that_is_over_leaves_memory_after_its_last_write(disk: Disk) -> None:
    """Not with the first of two writes: a reading in between would miss the second."""
    keeper = keeper_of(disk)
    closing = changing(keeper, disk, close)
    noting = changing(keeper, disk, lambda game: replace(game, count=5))
    await settle()
    (first, done), second = disk.queue
    disk.rows[1] = first
    disk.queue = [second]
    done.set_result(None)
    await settle()
    assert await keeper.find(1) == Game(1, 5, closed=True)
    disk.commit()
    await asyncio.gather(closing, noting)
    await settle()
    assert keeper.held == []
    assert await keeper.find(1) == Game(1, 5, closed=True)


async def test_the_longest_untouched_leave_a_full_memory_but_never_what_is_being_written() -> None:
    """Past its limit the keeper still answers from the newest state of every game."""
    disk = Disk({number: Game(number) for number in range(10)})
    keeper = keeper_of(disk, most=3)
    change = changing(keeper, disk, plus_one, game_id=0)
    await settle()
    for number in range(1, 10):
        await keeper.find(number)
    assert [game.id for game in keeper.held] == [0, 8, 9]
    assert await keeper.find(0) == Game(0, 1)
    disk.commit()
    await change
    for number in range(1, 5):
        await keeper.find(number)
    assert [game.id for game in keeper.held] == [2, 3, 4]
    assert await keeper.find(0) == Game(0, 1)


async def test_rows_are_read_once_however_many_ask(disk: Disk) -> None:
    """And whoever stops waiting stops nobody else."""
    keeper = keeper_of(disk)
    disk.slow = True
    asking = [asyncio.create_task(keeper.find(1)) for _ in range(20)]
    await settle()
    asking[0].cancel()
    assert len(disk.reading) == 1
    disk.deliver()
    assert await asyncio.gather(*asking[1:]) == [Game(1)] * 19


async def test_a_game_that_never_was(disk: Disk) -> None:
    """A refusal, not an error."""
    assert await keeper_of(disk).change(99, plus_one, disk.write) is Refusal.UNKNOWN


async def test_what_is_written_beside_it_is_not_read_again_before_it_is_written(disk: Disk) -> None:
    """A daily is closed in the same commit that posts the next: meanwhile no press may find it open in its rows."""
    disk.rows |= {2: Game(2), 3: Game(3)}
    keeper = Keeper(disk.load, Refusal.UNKNOWN, most=1)
    keeper.hold(closed := Game(1, closed=True), being_written=True)
    assert [await keeper.find(number) for number in (2, 3)] == [Game(2), Game(3)]
    assert await keeper.find(1) == closed
    disk.rows[1] = closed
    keeper.release(1)
    assert await keeper.find(3) == Game(3)
    assert keeper.get(1) is None
