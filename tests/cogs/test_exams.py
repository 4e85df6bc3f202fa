"""Mock exams on the screen: sat, flagged, reviewed, handed in and read."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.delivery import outbox
from bot.exams.manifest import Exams
from bot.kernel.questions import Exam, Question
from bot.packs.catalogue import BUILT_IN
from bot.packs.exams import load_guides
from tests.cogs.table import Shown, Table, labels, private, table, text
from tests.strategies import question


def bank(exam: Exam = Exam.AIF_C01, forms: int = 1) -> dict[str, Question]:
    """Exactly what so many forms need."""
    guide = load_guides(BUILT_IN)[exam]
    wanted = [domain for domain, share in enumerate(guide.shares(65), start=1) for _ in range(share * forms)]
    made = [
        replace(question(f"q{place:03}", stem=f"Which fits number {place}?", exams={exam: domain}), expected=0.7)
        for place, domain in enumerate(wanted)
    ]
    return {one.id: one for one in made}


@pytest.fixture
async def hall(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Table]:
    """A table with a bank for one form."""
    monkeypatch.setattr(outbox, "SPACING", 0.0)
    async with table(tmp_path, bank()) as ready:
        yield ready


def exams(hall: Table) -> Exams:
    return next(feature for feature in hall.app.features if isinstance(feature, Exams))


async def test_a_mock_is_sat_alone_and_read(hall: Table) -> None:
    began = await hall.slash("ada", "exam start", exam="AIF-C01")
    print(text(began))
    for m in hall.people["ada"].dm_history() if hasattr(hall.people["ada"], "dm_history") else []:
        print(text(m), labels(m))
    back = await hall.slash("ada", "exam show")
    print(text(back), labels(back))
    assert False
