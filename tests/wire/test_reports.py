"""Reporting a question, over real sockets: from a reveal, from the menu of a message, and what the organiser does."""

from pathlib import Path

import pytest

from playground.client import Json, Member, Outcome
from tests.wire.players import SELECT, Table, answer, once_seen, selects, told
from tests.wire.processes import GENERAL, QUIZ, stage
from tests.wire.rows import rows

pytestmark = pytest.mark.wire


async def fill(member: Member, opened: Outcome, text: str) -> str:
    assert opened.modal is not None, opened
    return told(await member.submit(opened, {"complaint": ["wrong_key"], "text": text}))


async def test_a_reported_question_is_muted_and_the_reporter_told(tmp_path: Path) -> None:
    """Reported by two, seen by the organiser alone, muted, and what became of it stands in /me."""
    async with stage(tmp_path) as set_up, set_up.playground.member("ada").watch() as feed:
        table = Table(set_up, feed)
        ada, ben, chloe = (table.member(name) for name in ("ada", "ben", "chloe"))
        await ada.press(await table.open_lobby(questions=1), label="Start")
        assert "shows no question" in told(await ben.message_command(QUIZ, "Report question", (await lobby(ben))["id"]))
        question = await table.question(1)
        await answer(ada, question)
        reveal = await table.reveal(1)
        assert "Thank you" in await fill(ben, await ben.press(reveal, label="Report"), "It is B.")
        asked = await chloe.message_command(QUIZ, "Report question", reveal["id"])
        assert "Thank you" in await fill(chloe, asked, "")
        assert rows(set_up.database, "SELECT count(*), count(DISTINCT question_id) FROM reports") == [(2, 1)]
        cases = (await ada.slash(GENERAL, "packs reports")).message
        assert cases is not None
        assert "It is B." in str(cases["components"])
        assert "not enough answers yet (1 of 30)" in str(cases["components"])
        muted = (await once_seen(lambda: ada.press(cases, label="Mute it here"))).message
        assert muted is not None
        assert "Muted" in str(muted["components"])
        assert [part["type"] for part in selects(muted)] == [SELECT]
        assert rows(set_up.database, "SELECT count(*) FROM mutes") == [(1,)]
        assert "no longer asked on that server" in told(await ben.slash(QUIZ, "me", wait="answered", within=20))
        refused = await once_seen(lambda: ben.forge(_press(muted, "v1:rm:0:r:anything")))
        assert "Only organizers" in told(refused)


async def lobby(member: Member) -> Json:
    return (await member.messages(QUIZ))[-1]


def _press(message: Json, custom_id: str) -> Json:
    data = {"custom_id": custom_id, "component_type": 2}
    return {"type": 3, "channel_id": message["channel_id"], "message_id": message["id"], "data": data}
