"""Histories read back, however many questions they are about."""

from pathlib import Path

import pytest

from bot.learning import store as learning
from tests.studying import ADA, BEN, DAY, NOW, RIGHT, WRONG, desk, question

BANK = [question(f"m{number:02}") for number in range(30)]


@pytest.mark.parametrize("most", [0, 1, 7, 29])
async def test_a_full_cache_loses_nothing_that_a_page_needs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, most: int
) -> None:
    """However few questions are kept decoded, everybody's history comes back whole, again and again."""
    monkeypatch.setattr(learning, "MOST_KNOWN", most)
    monkeypatch.setattr(learning, "PAGE", 5)
    async with desk(tmp_path, BANK) as table:
        await table.played({one.id: RIGHT for one in BANK[:20]})
        await table.played({one.id: WRONG for one in BANK}, NOW + DAY)
        await table.played({one.id: WRONG for one in BANK[10:]}, player=ADA)
        for _ in range(2):
            mine = [one.question.id for one in await table.history.history(BEN)]
            assert sorted(mine) == sorted([one.id for one in BANK[:20]] + [one.id for one in BANK])
            assert len(await table.history.history(ADA)) == 20
            assert len(table.history._known) <= most
