"""How hard questions are is learnt from first attempts."""

from pathlib import Path

from sqlalchemy import event

from bot.learning.difficulties import DifficultyService
from bot.learning.spreads import SpreadService
from bot.learning.spreads_store import SqlSpreads
from bot.practice.rules.model import Sitting
from bot.study.difficulty import Difficulty
from bot.weakspots.service import WeakspotsService
from tests.studying import BEN, DAY, NOW, RIGHT, SECOND, WRONG, Desk, desk, question

BANK = [question("m0"), question("m1")]


def service(table: Desk) -> DifficultyService:
    return DifficultyService(table.difficulties, table.history, table.sources)


async def test_misses_make_a_question_harder_and_hits_easier(tmp_path: Path) -> None:
    """From the author's figure, a question that everybody misses moves up and one that everybody hits moves down."""
    async with desk(tmp_path, BANK) as table:
        for player in range(1, 9):
            await table.played({"m0": WRONG, "m1": RIGHT}, player=player)
        assert await service(table).learn(NOW + DAY) == 16
        learnt = await table.history.difficulties()
        assert learnt["m0"].value > 0.5
        assert learnt["m1"].value < -0.2
        assert learnt["m0"].attempts == learnt["m1"].attempts == 8


async def test_each_first_attempt_counts_once(tmp_path: Path) -> None:
    """Looked at again, or by a new process, nothing moves; a second attempt never does."""
    async with desk(tmp_path, BANK) as table:
        await table.played({"m0": WRONG})
        assert await service(table).learn(NOW + DAY) == 1
        once = await table.history.difficulties()
        assert await service(table).learn(NOW + 2 * DAY) == 0
        await table.played({"m0": RIGHT}, NOW + 3 * DAY)
        assert await service(table).learn(NOW + 4 * DAY) == 0
        assert await table.history.difficulties() == once


async def test_open_and_just_closed_questions_wait(tmp_path: Path) -> None:
    """Nothing moves for a question that is open, nor in the minute after it has closed; later it does."""
    async with desk(tmp_path, BANK) as table:
        await table.played({"m0": WRONG}, closed=False)
        await table.played({"m1": WRONG}, NOW + 600 * SECOND, player=BEN + 1)
        assert await service(table).learn(NOW + 630 * SECOND) == 0
        assert await service(table).learn(NOW + 700 * SECOND) == 1
        assert set(await table.history.difficulties()) == {"m1"}


async def test_learnt_difficulties_reach_the_estimates(tmp_path: Path) -> None:
    """Missing what everybody misses says less about a player than missing what everybody hits."""
    async with desk(tmp_path, BANK) as table:
        for player in range(1, 30):
            await table.played({"m0": WRONG, "m1": RIGHT}, player=player)
        await service(table).learn(NOW + DAY)
        looker = WeakspotsService(table.history, table.sources, table.sources, table.reports.muted)
        await table.played({"m0": WRONG}, player=101)
        await table.played({"m1": WRONG}, player=102)
        hard, easy = await looker.look(101, NOW + DAY), await looker.look(102, NOW + DAY)
        assert hard.picture.overall.accuracy > easy.picture.overall.accuracy


async def test_what_was_learnt_is_read_once_for_all(tmp_path: Path) -> None:
    """Whoever asks has the same copy; it follows what is learnt here, and another process's is read."""
    async with desk(tmp_path, BANK) as table:
        await table.played({"m0": WRONG})
        await service(table).learn(NOW + DAY)
        read: list[str] = []
        engine = table.database.reading.sync_engine
        event.listen(engine, "before_cursor_execute", lambda *told: read.append(told[2]))
        first = await table.history.difficulties()
        await table.played({"m1": RIGHT}, NOW + 2 * DAY)
        await service(table).learn(NOW + 3 * DAY)
        assert await table.history.difficulties() is first
        assert set(first) == {"m0", "m1"}
        assert len([one for one in read if "FROM learnt_difficulties" in one]) <= 1
        await table.difficulties.save({"m0": Difficulty(2.0, 9)}, NOW + 4 * DAY)
        assert (await table.history.difficulties())["m0"] == Difficulty(2.0, 9)


async def test_everybody_who_practices_has_the_same_copy(tmp_path: Path) -> None:
    """And who has stopped has none."""
    async with desk(tmp_path, BANK) as table:
        one, two = [await table.begin() for _ in range(2)]
        assert isinstance(one, Sitting)
        assert isinstance(two, Sitting)
        learners = table.practice._learners
        assert learners[one.id].learnt is learners[two.id].learnt
        await table.practice.end(one.id, BEN, NOW)
        assert list(learners) == [two.id]


async def test_a_clock_that_was_ahead_stops_no_learning(tmp_path: Path) -> None:
    """Once it is right, what closes from then on is learnt from; what it had learnt by then counts once."""
    async with desk(tmp_path, BANK) as table:
        await table.played({"m0": WRONG})
        assert await service(table).learn(NOW + 365 * DAY) == 1
        assert await service(table).learn(NOW + DAY) == 0
        await table.played({"m1": WRONG}, NOW + 2 * DAY)
        assert await service(table).learn(NOW + 3 * DAY) == 1


async def test_a_clock_that_was_ahead_puts_off_no_spreads(tmp_path: Path) -> None:
    """What was learnt a year ahead is learnt again on the first right day, and then once a day."""
    async with desk(tmp_path, BANK) as table:
        store = SqlSpreads(table.writer, table.database.reading)
        spreads = SpreadService(store, table.history, table.sources)
        looks = [NOW + 365 * DAY, NOW, NOW + DAY / 2, NOW + DAY]
        assert [await spreads.learn(at) for at in looks] == [True, True, False, True]
