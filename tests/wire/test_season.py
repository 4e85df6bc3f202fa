"""A season through the real client: what was played and chosen outlasts a kill."""

from pathlib import Path

import pytest

from playground.client import text_of
from tests.wire.duellists import duel
from tests.wire.players import told
from tests.wire.processes import QUIZ, stage

pytestmark = pytest.mark.wire


async def test_a_season_outlasts_a_kill(tmp_path: Path) -> None:
    """Both duelists are in the table; whoever left it stays out of it after a kill, and comes back with all of it."""
    async with stage(tmp_path) as set_up, set_up.playground.member("ada").watch() as feed:
        ada, ben = set_up.playground.member("ada"), set_up.playground.member("ben")
        await duel(set_up, feed)
        begun = await ada.slash(QUIZ, "season start", {"zone": "Berlin"}, wait="answered", within=20)
        assert "The season is on" in told(begun)
        assert all(f"**{name}** · 2" in told(begun) for name in ("Ada", "Ben"))
        page = (await ben.slash(QUIZ, "season show", wait="answered", within=20)).message
        assert page is not None
        await set_up.playground.advance(2)
        asked = (await ben.press(page, label="Leave the season", wait="answered", within=20)).message
        assert asked is not None
        assert "Leave the season?" in text_of(asked)
        await set_up.playground.advance(2)
        assert "You have left the season" in told(
            await ben.press(asked, label="Leave the season", wait="answered", within=20)
        )
        await set_up.restart()
        table = told(await ada.slash(QUIZ, "season show", wait="answered", within=20))
        assert "**Ada** · 2" in table
        assert "**Ben**" not in table
        page = (await ben.slash(QUIZ, "season show", wait="answered", within=20)).message
        assert page is not None
        assert "**Ben** · 2" in told(await ben.press(page, label="Join the season", wait="answered", within=20))
