"""Histories read back, however many questions they are about."""

from pathlib import Path

import pytest

from bot.learning import store as learning
from tests.studying import ADA, BEN, DAY, GUILD, NOW, RIGHT, WRONG, desk, question

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


async def test_a_server_is_judged_by_its_latest_games(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """However much was played there before, so many of the latest answers are read, whosever they are."""
    monkeypatch.setattr(learning, "MOST_OF_GUILD", 4)
    async with desk(tmp_path, BANK) as table:
        await table.played({one.id: RIGHT for one in BANK[:9]}, NOW, player=ADA)
        await table.played({one.id: WRONG for one in BANK[9:12]}, NOW + DAY, player=ADA)
        await table.played({BANK[12].id: RIGHT}, NOW + 2 * DAY, player=BEN)
        found = await table.history.of_guild(GUILD)
        assert [player for player, _ in found] == [ADA] * 3 + [BEN]
        assert {given.question.id for _, given in found} == {one.id for one in BANK[9:13]}
        assert await table.history.of_guild(GUILD + 1) == []
