"""Whole duels of both paces through the real client, killed on the way."""

from pathlib import Path

import pytest

from bot.boards.recount import recount
from playground.client import text_of
from tests.wire.duellists import IDS, challenge, duel
from tests.wire.players import labels, told
from tests.wire.processes import QUIZ, stage
from tests.wire.rows import rows

pytestmark = pytest.mark.wire


async def test_duels_of_both_paces_survive_a_kill(tmp_path: Path) -> None:
    """A SIGKILL between the two answers loses none, the result adds up, and boards and answers agree."""
    async with stage(tmp_path) as set_up, set_up.playground.member("ada").watch() as feed:
        for pace in ("live", "day"):
            killed: list[str] = []

            async def before(phase: str, killed: list[str] = killed) -> bool:
                if phase != "half" or killed:
                    return False
                killed.append(phase)
                await set_up.restart()
                return True

            pair = await challenge(set_up, feed, before, pace=pace)
            await pair.play(before)
            shown = await pair.result()
            assert killed
            assert pair.ada.locked + pair.ben.locked == 6
            kept = rows(
                set_up.database,
                "SELECT sum(points) FROM answers WHERE game_id = ? GROUP BY player_id ORDER BY player_id",
                pair.game,
            )
            assert all(f"{points:,} points" in shown for (points,) in kept)
        assert recount(set_up.database) == []


async def test_who_may_do_what_in_a_duel(tmp_path: Path) -> None:
    """Oneself, bots, strangers, refusers and the busy: each gets a sentence, and nothing begins."""
    async with stage(tmp_path) as set_up, set_up.playground.member("ada").watch() as feed:
        ada, ben, chloe = (set_up.playground.member(name) for name in ("ada", "ben", "chloe"))
        assert "cannot duel yourself" in told(await ada.slash(QUIZ, "duel", {"opponent": IDS["ada"]}))
        offered = await ada.user_command(QUIZ, "Challenge to a duel", IDS["ben"])
        assert "Your challenge is out" in told(offered)
        card = await feed.message(QUIZ, lambda m: "challenges Ben" in text_of(m) and "Accept" in labels(m))
        assert "for somebody else" in told(await chloe.press(card, label="Accept"))
        assert "open live challenge" in told(await ada.slash(QUIZ, "duel", {}))
        assert "nobody can challenge you" in told(await ben.press(card, label="Turn duels off"))
        assert "They have turned duels off" in told(await ada.slash(QUIZ, "duel", {"opponent": IDS["ben"]}))
        await feed.message(QUIZ, lambda m: "Declined." in text_of(m))
        offered_topics = await ada.autocomplete(QUIZ, "duel", "topic", {"topic": "metr"})
        assert [choice["value"] for choice in offered_topics] == ["metrics"]
        opened = await ada.slash(QUIZ, "duel", {"topic": "metrics", "rated": False})
        assert "Your challenge is out" in told(opened)
        card = await feed.message(QUIZ, lambda m: "challenges anybody" in text_of(m) and "Accept" in labels(m))
        assert "My duel" not in labels(card)
        assert "Ready" in told(await chloe.press(card, label="Accept"))
        begun = await feed.message(QUIZ, lambda m: m["id"] == card["id"] and "My duel" in labels(m))
        assert "You are not in this duel" in told(await ben.press(begun, label="My duel"))
        assert rows(set_up.database, "SELECT count(*) FROM duels WHERE opponent_id IS NOT NULL") == [(1,)]


async def test_the_board_shows_who_leads(tmp_path: Path) -> None:
    """After a duel `/leaderboard` ranks both, tells each their place, and hides whoever wishes it."""
    async with stage(tmp_path) as set_up, set_up.playground.member("ada").watch() as feed:
        ada, ben = set_up.playground.member("ada"), set_up.playground.member("ben")
        await duel(set_up, feed)
        seen = await ada.slash(QUIZ, "leaderboard")
        assert "This week · Points" in told(seen)
        assert all(f"**{name}**" in told(seen) for name in ("Ada", "Ben"))
        assert "You are 1st" in told(seen) or "You are 2nd" in told(seen)
        for label in ("By accuracy", "By rating", "By streak"):
            assert seen.message is not None
            assert len(told(await ada.press(seen.message, label=label))) > 40
        assert "· Points\n-# Metrics ·" in told(await ada.slash(QUIZ, "leaderboard", {"topic": "metrics"}))
        assert "not a topic here" in told(await ada.slash(QUIZ, "leaderboard", {"topic": "x:y" * 60}))
        hidden = await ben.slash(QUIZ, "leaderboard", {"period": "All time"})
        assert hidden.message is not None
        assert "You are hidden" in told(await ben.press(hidden.message, label="Hide me from boards"))
        assert "**Ben**" not in told(await ada.slash(QUIZ, "leaderboard"))


async def test_boards_and_duels_are_refused_in_me(tmp_path: Path) -> None:
    """In `/me` a player leaves every board and takes no duels, and comes back to both."""
    async with stage(tmp_path) as set_up:
        ada, ben = set_up.playground.member("ada"), set_up.playground.member("ben")
        opened = (await ben.slash(QUIZ, "me", wait="answered", within=20)).message
        assert opened is not None
        wishes = (await ben.press(opened, label="Boards and duels")).message
        assert wishes is not None
        assert "nobody can challenge you" in told(await ben.press(wishes, label="Turn duels off"))
        hidden = (await ben.press(await ben.message(QUIZ, wishes["id"]), label="Hide me from boards")).message
        assert hidden is not None
        assert "nobody sees you" in text_of(hidden)
        assert "nobody can challenge you" in text_of(hidden)
        assert "You are hidden" in told(await ben.slash(QUIZ, "leaderboard"))
        assert "They have turned duels off" in told(await ada.slash(QUIZ, "duel", {"opponent": IDS["ben"]}))
        await ben.press(hidden, label="Turn duels on")
        assert "Your challenge is out" in told(await ada.slash(QUIZ, "duel", {"opponent": IDS["ben"]}))
