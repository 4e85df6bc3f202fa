"""What a tournament, a quiz night or a duel was planned for: one exam, and questions of no other."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.duels.manifest import Duels
from bot.kernel.questions import Exam
from tests.cogs.evening import Evening
from tests.cogs.table import Table, table, text
from tests.cogs.test_tournaments import Cup
from tests.strategies import question


@pytest.fixture
async def laid(tmp_path: Path) -> AsyncIterator[Table]:
    """Three questions serve one exam, and three the other."""
    of_each = [(f"{exam.value.lower()}-{number}", exam) for exam in Exam for number in range(3)]
    questions = [question(name, exams={exam: 1}) for name, exam in of_each]
    async with table(tmp_path, {one.id: one for one in questions}) as ready:
        yield ready


def served(names: list[str]) -> set[str]:
    return {name.rpartition("-")[0] for name in names}


async def test_a_tournament_about_an_exam_asks_nothing_else(laid: Table) -> None:
    """Its card says which; after a restart it still asks for that one."""
    cup = Cup(laid)
    await cup.announced("ada", "ben", "cleo", kind="swiss", rounds=2, exam="MLA-C02")
    assert "MLA-C02 · All topics" in text(laid.card())
    await cup.restart()
    await cup.started()
    [duel] = await cup.open_duels()
    assert (await cup.now()).plan.exam is Exam.MLA_C02
    assert served([asked.question.id for asked in duel.asked]) == {"mla-c02"}


async def test_a_night_about_an_exam_asks_nothing_else(laid: Table) -> None:
    """In each of its rounds, whatever their topics."""
    evening = Evening(laid)
    await evening.plan(exam="AIF-C01", questions=2)
    assert "AIF-C01 · Breaks of" in text(laid.card())
    evening.restart()
    await evening.begun()
    game = await laid.game()
    assert served([asked.question.id for asked in game.asked]) == {"aif-c01"}


async def test_a_duel_about_an_exam_asks_nothing_else(laid: Table) -> None:
    """The challenge says which; a topic that has nothing of it is refused in words."""
    await laid.slash("ada", "duel", exam="AIF-C01", questions=3)
    assert "AIF-C01 · All topics" in text(laid.card())
    await laid.press("ben", "Accept")
    duels = next(one for one in laid.app.features if isinstance(one, Duels)).duels
    [duel] = duels._duels.held
    assert served([asked.question.id for asked in duel.asked]) == {"aif-c01"}
