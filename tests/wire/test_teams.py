"""A team round through the real client, over real sockets."""

from __future__ import annotations

from pathlib import Path

import pytest

from playground.client import Json, Member, text_of
from tests.wire.players import Table, answer, is_locked, labels, selects, told
from tests.wire.processes import QUIZ, stage
from tests.wire.rows import rows
from tests.wire.test_partners import computers

pytestmark = pytest.mark.wire

MEMBERS = ("ada", "ben", "chloe")


async def menu(host: Member, card: Json, label: str) -> Json:
    """What a button of the host's menu opens."""
    opened = await host.press(card, label="Host")
    assert opened.message is not None
    chosen = await host.press(opened.message, label=label)
    return chosen.message or {}


async def test_members_and_a_partner_play_in_teams_with_a_kill_in_the_talk(tmp_path: Path) -> None:
    """Two teams talk, the bot is killed meanwhile, everybody answers, and the podium has each team and each member."""
    async with (
        stage(tmp_path) as set_up,
        set_up.playground.member("ada").watch() as feed,
        computers(set_up, "dev"),
    ):
        table = Table(set_up, feed)
        ada = table.member("ada")
        lobby = await table.open_lobby(questions=1, pace="relaxed")
        page = await menu(ada, lobby, "Teams…")
        await ada.select(page, ["2"], custom_id=selects(page)[0]["custom_id"])
        for name in MEMBERS[1:]:
            assert "You are in" in told(await table.member(name).press(lobby, label="Join"))
        lobby = await feed.message(QUIZ, lambda m: m["id"] == lobby["id"] and "Dev" in text_of(m), within=60)
        assert "2 teams" in text_of(lobby)
        await ada.press(lobby, label="Start")
        card = await feed.message(QUIZ, lambda m: "Talk it over with your team" in text_of(m), within=60)
        assert labels(card) == ["Host"]
        await set_up.restart()
        assert rows(set_up.database, "SELECT count(*) FROM round_members") == [(4,)]
        await set_up.playground.advance(25)
        question = await table.question(1)
        for name in MEMBERS:
            assert is_locked(await answer(table.member(name), question))
        reveal = await table.reveal(1)
        assert "Teams: **1.**" in text_of(reveal)
        await set_up.playground.advance(120)  # it was the only question: the podium comes
        podium = text_of(await table.podium())
        assert all(name in podium for name in ("Ada", "Ben", "Chloe", "Dev"))
        assert rows(set_up.database, "SELECT count(*) FROM answers") == [(4,)]
