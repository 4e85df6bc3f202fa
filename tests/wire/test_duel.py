"""Whole duels of both paces through the real client, killed on the way."""

from pathlib import Path

import pytest

from playground.client import text_of
from tests.wire.duellists import Duellist, challenged, result
from tests.wire.players import told
from tests.wire.processes import QUIZ, stage
from tests.wire.rows import rows

pytestmark = pytest.mark.wire

BEN = "300000000000000002"


async def test_a_live_duel_survives_a_kill(tmp_path: Path) -> None:
    """Both answer the same questions in private; a SIGKILL in mid-question loses nothing, and the result adds up."""
    async with stage(tmp_path) as set_up, set_up.playground.member("ada").watch() as feed:
        play = set_up.playground
        async with play.member("ada").watch() as ada_feed, play.member("ben").watch() as ben_feed:
            offered = await play.member("ada").slash(QUIZ, "duel", {"opponent": BEN, "questions": 3})
            assert "Your challenge is out" in told(offered)
            assert offered.message is not None
            card = await challenged(feed)
            accepted = await play.member("ben").press(card, label="Accept")
            assert accepted.message is not None, told(accepted)
            ada = Duellist(set_up, "ada", ada_feed, offered.message)
            ben = Duellist(set_up, "ben", ben_feed, accepted.message)
            await ada.until("Press **Ready**")
            await ada.go_on()
            await ben.go_on()
            for number in (1, 2, 3):
                await ada.until(f"{number}/3")
                await ben.until(f"{number}/3")
                print(text_of(ada.message))
                locked = await ada.answer(0)
                assert "Locked in" in told(locked), told(locked)
                print(told(locked))
                if number == 2:
                    await set_up.restart()
                    await ben.my_part(card)
                    await ada.my_part(card)
                closed = await ben.answer(1)
                print(told(closed))
                if number < 3:
                    await ada.until("you ")
                    await ada.go_on()
                    await ben.go_on()
            ended = text_of(await result(feed))
            print(ended)
        assert rows(set_up.database, "SELECT count(*) FROM answers") == [(6,)]
