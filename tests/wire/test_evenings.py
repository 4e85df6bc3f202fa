"""An essay evening over real sockets, killed while people mark."""

from pathlib import Path

import pytest

from playground.client import Json, Member, Outcome, text_of
from tests.wire.players import labels, once_seen, told
from tests.wire.processes import QUIZ, stage
from tests.wire.rows import rows

pytestmark = pytest.mark.wire

GRACE_S = 45


async def write(member: Member, card: Json, text: str) -> str:
    """Send the form with a text; what came back."""
    return told(await member.submit(await member.press(card, label="Write"), {"text": text}))


def shown(outcome: Outcome) -> Json:
    assert outcome.message is not None, told(outcome)
    return outcome.message


async def test_an_evening_loses_no_text_and_no_mark_to_a_kill(tmp_path: Path) -> None:
    """What was saved, and each mark that was acknowledged, is there after SIGKILL, and the evening goes on."""
    async with stage(tmp_path) as set_up:
        await set_up.ready()
        ada, ben = set_up.playground.member("ada"), set_up.playground.member("ben")
        opened = await ada.slash(QUIZ, "course essay", {"subject": "formats-and-classes", "minutes": 5})
        assert "The evening is open" in told(opened)
        card = await ada.wait_for_message(QUIZ, lambda message: "Time is up" in labels(message))
        for member, text in ((ada, "By *Ada*."), (ben, "By Ben.")):
            assert "Saved" in await write(member, card, text)
        asked = shown(await once_seen(lambda: ada.press(card, label="Time is up")))
        assert "The time is up" in told(await once_seen(lambda: ada.press(asked, label="Time is up")))
        await ada.wait_for_message(QUIZ, lambda message: "Forms that are open" in text_of(message))
        await set_up.playground.advance(GRACE_S + 1)
        marking = await ada.wait_for_message(QUIZ, lambda message: "Mark an answer" in labels(message))
        page = shown(await ada.press(marking, label="Mark an answer"))
        assert "By Ben." in text_of(page)
        page = shown(await ada.press(page, label="Mark it"))
        await once_seen(lambda: ada.press(page, label="It is there"))
        await set_up.restart()
        assert rows(set_up.database, "SELECT marks FROM evening_markings WHERE marks <> ''") == [("t",)]
        assert "Point 2 of" in told(await ada.press(marking, label="Mark an answer"))
        sure = shown(await once_seen(lambda: ada.press(marking, label="End the marking")))
        await once_seen(lambda: ada.press(sure, label="End the marking"))
        over = await ben.wait_for_message(QUIZ, lambda message: "A sample answer" in labels(message))
        assert "By Ben." in told(await ben.press(over, label="My answer"))
