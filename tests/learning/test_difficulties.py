"""How hard questions are is learnt from first attempts."""

from pathlib import Path

from bot.learning.difficulties import DifficultyService
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
        looker = WeakspotsService(table.history, table.sources)
        await table.played({"m0": WRONG}, player=101)
        await table.played({"m1": WRONG}, player=102)
        hard, easy = await looker.look(101, NOW + DAY), await looker.look(102, NOW + DAY)
        assert hard.picture.overall.accuracy > easy.picture.overall.accuracy
