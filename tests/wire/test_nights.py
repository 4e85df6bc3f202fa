"""A quiz night through the real client, over real sockets."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from playground.client import Json, text_of
from tests.wire.players import Table, answer, is_locked, labels, once_seen, told
from tests.wire.processes import QUIZ, stage
from tests.wire.rows import rows
from tests.wire.test_partners import computers

pytestmark = pytest.mark.wire

MEMBERS = ("ada", "ben")


async def played(table: Table) -> None:
    """One question: both members and the partner answer it, and it is left for the end of the round."""
    question = await table.question(1)
    for name in MEMBERS:
        assert is_locked(await answer(table.member(name), question))
    await table.next(await table.reveal(1), MEMBERS)


async def test_a_night_of_two_rounds_with_a_kill_in_the_break(tmp_path: Path) -> None:
    """Signed up for by a member and a partner; the second round opens after the kill, and its host ends it early."""
    async with (
        stage(tmp_path) as set_up,
        set_up.playground.member("ada").watch() as feed,
        computers(set_up, "dev", pace=0.0),
    ):
        await set_up.ready()
        table = Table(set_up, feed)
        ada, ben = (table.member(name) for name in MEMBERS)
        start = datetime.fromisoformat((await set_up.playground.clock())["now"]).astimezone(UTC) + timedelta(minutes=4)
        options = {"day": f"{start:%Y-%m-%d}", "time": f"{start:%H:%M}", "zone": "UTC", "break_minutes": 2}
        planned = await ada.slash(QUIZ, "night plan", {**options, "title": "Finals", "rounds": 2, "questions": 1})
        assert "server's events, too" in told(planned)
        card = await feed.message(QUIZ, lambda m: "Finals" in text_of(m) and "Sign up" in labels(m), within=60)
        assert "You're signed up" in told(await ben.press(card, label="Sign up"))
        await feed.message(QUIZ, lambda m: m["id"] == card["id"] and "3 signed up" in text_of(m), within=60)

        await set_up.playground.advance(4 * 60)
        lobby = await feed.message(QUIZ, lambda m: "Round 1 of the quiz night" in text_of(m), within=60)
        assert "You are in" in told(await ben.press(lobby, label="Join"))
        await feed.message(QUIZ, lambda m: m["id"] == lobby["id"] and "Dev" in text_of(m), within=60)
        await ada.press(lobby, label="Start")
        await played(table)
        resting = await feed.message(QUIZ, lambda m: "Break after round 1 of 2" in text_of(m), within=60)
        assert all(name in text_of(resting) for name in ("Ada", "Ben", "Dev"))

        await set_up.restart()
        assert rows(set_up.database, "SELECT phase, number FROM nights") == [("break", 1)]
        assert rows(set_up.database, "SELECT count(*) FROM night_sign_ups") == [(3,)]
        await set_up.playground.advance(2 * 60)
        lobby = await feed.message(QUIZ, lambda m: "Round 2 of the quiz night" in text_of(m), within=60)
        sure = await ada.slash(QUIZ, "night stop")
        assert sure.message is not None
        ending = sure.message
        assert "is ending" in told(await once_seen(lambda: ada.press(ending, label="End the quiz night")))
        podium = await feed.message(QUIZ, _is_podium, within=60)
        assert _has_all(podium)
        assert rows(set_up.database, "SELECT part FROM round_parts ORDER BY part") == [(1,), (2,)]
        assert rows(set_up.database, "SELECT phase, end_reason FROM nights") == [("ended", "stopped")]


def _has_all(message: Json) -> bool:
    return all(name in text_of(message) for name in ("Ada", "Ben", "Dev"))


def _is_podium(message: Json) -> bool:
    return "🏆" in text_of(message) and "Finals" in text_of(message)
