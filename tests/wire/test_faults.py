"""What goes wrong between Discord and us, over real sockets."""

from pathlib import Path

import pytest

from bot.kernel.flooding import MOST
from playground.client import text_of
from tests.campaigns import faults, presses
from tests.wire.players import Table, labels, told
from tests.wire.processes import GENERAL, QUIZ, stage
from tests.wire.rows import rows

pytestmark = pytest.mark.wire


def test_an_evening_in_which_everything_goes_wrong() -> None:
    """Kills, lost connections, refusals, a full disk and a jumping clock lose nothing and double nothing."""
    # The gate's longest test: every kind of trouble is made once, and some last for seconds.
    assert faults.main(seed=1, runs=3) == 0


def test_hostile_presses_are_answered_and_change_nothing() -> None:
    """Random and mutated presses, forms and commands get plain words, and touch nothing of anybody else's."""
    assert presses.main(seed=1, runs=350) == 0


async def test_an_event_that_comes_twice_counts_once(tmp_path: Path) -> None:
    """A command that Discord tells of again after a lost connection is not carried out again."""
    async with stage(tmp_path) as set_up:
        ada = set_up.playground.member("ada")
        await set_up.playground.gateway("duplicate", count=1)
        assert "Your challenge is out" in told(await ada.slash(QUIZ, "duel", {"pace": "day"}))
        await set_up.playground.gateway("replay", count=1)
        await ada.slash(GENERAL, "help")
        assert rows(set_up.database, "SELECT count(*) FROM duels") == [(1,)]
        assert "failed" not in set_up.bot.said()


async def test_a_reply_that_is_lost_on_the_way_is_no_failure(tmp_path: Path) -> None:
    """Where Discord's answer to our reply never comes, the press counts, the log says so in a line, and all goes on."""
    async with stage(tmp_path) as set_up:
        ada = set_up.playground.member("ada")
        await set_up.playground.fault("/interactions/*", "drop", when="after")
        assert "lobby is open" in told(await ada.slash(QUIZ, "quiz start"))
        assert (await ada.slash(QUIZ, "help")).state == "acknowledged"
        assert "a reply did not get through" in set_up.bot.said()
        assert "Traceback" not in set_up.bot.said()


@pytest.mark.parametrize("path", ["/interactions/*", "/webhooks/*"])
async def test_a_reply_that_has_no_place_is_told_in_a_line(tmp_path: Path, path: str) -> None:
    """Where a channel is gone or shut, or a reply's token too old, the log says so, and the next reply comes."""
    async with stage(tmp_path) as set_up:
        ada = set_up.playground.member("ada")
        for code in (10003, 10008, 50001, 50027, 50083, 160005):
            await set_up.playground.fault(path, code=code)
            await ada.slash(GENERAL, "weakspots", within=1)
            await ada.slash(GENERAL, "quiz show", within=1)
            await set_up.playground.clear_faults()
            assert (await ada.slash(GENERAL, "help")).state == "acknowledged"
        thread = (await ada.create_thread(GENERAL, "Closed"))["id"]
        await set_up.playground.change_channel(thread, archived=True, locked=True)
        assert (await ada.slash(thread, "help", within=5)).failed
        assert "Traceback" not in set_up.bot.said()


async def test_a_lobby_that_ended_unseen_loses_its_buttons_later(tmp_path: Path) -> None:
    """What ended while the channel was closed to the bot is put right as soon as it may write again."""
    async with stage(tmp_path) as set_up, set_up.playground.member("ada").watch() as feed:
        table = Table(set_up, feed)
        lobby = await table.open_lobby()
        await set_up.playground.set_overwrite(QUIZ, "bot", deny=["view_channel"])
        await table.member("ben").press(lobby, label="Join")
        while "a channel is closed to us" not in set_up.bot.said():
            await set_up.playground.clock()
        await set_up.playground.delete_overwrite(QUIZ, "bot")
        mended = await feed.message(QUIZ, lambda message: message["id"] == lobby["id"] and not labels(message))
        assert "not allowed to write here" in text_of(mended)


async def test_one_member_cannot_flood_a_channel(tmp_path: Path) -> None:
    """After a dozen in a minute whoever has things posted is asked to wait; others are not, nor they elsewhere."""
    async with stage(tmp_path) as set_up:
        ada, ben = set_up.playground.member("ada"), set_up.playground.member("ben")
        told_ada = [told(await ada.slash(QUIZ, "quiz show")) for _ in range(MOST + 1)]
        assert "No quiz is running" in told_ada[-2]
        assert "Please wait" in told_ada[-1]
        assert "No quiz is running" in told(await ben.slash(QUIZ, "quiz show"))
        assert "No quiz is running" in told(await ada.slash(GENERAL, "quiz show"))
        await set_up.playground.advance(60)
        assert "lobby is open" in told(await ada.slash(QUIZ, "quiz start"))
