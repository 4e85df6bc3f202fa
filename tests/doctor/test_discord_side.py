"""Discord's side of a check-up, without Discord: the invite link, what servers grant, the clock."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import discord
import pytest

from bot.client.invite import LEAST_PERMISSIONS, invite_link, missing_permissions
from bot.doctor.discord_side import check_clock, check_commands, check_permissions
from bot.doctor.finding import Level
from tests.strategies import NOON

ADMINISTRATOR = discord.Permissions(administrator=True).value


def test_the_link_asks_for_both_scopes_and_the_least_permissions() -> None:
    """Whoever opens the link grants the bot, its commands, and nothing beyond what it needs."""
    query = parse_qs(urlsplit(invite_link(42)).query)
    assert query["client_id"] == ["42"]
    assert set(query["scope"][0].split()) == {"bot", "applications.commands"}
    asked = discord.Permissions(int(query["permissions"][0]))
    assert {name for name, wanted in asked if wanted} == {
        *("read_messages", "send_messages", "send_messages_in_threads", "create_public_threads"),
        *("attach_files", "read_message_history"),
    }


def test_what_a_server_does_not_grant_is_named() -> None:
    """Missing permissions are named as Discord's settings name them; an administrator lacks none."""
    without = discord.Permissions(LEAST_PERMISSIONS.value)
    without.update(send_messages=False, view_channel=False)
    assert missing_permissions(without.value) == ["View Channels", "Send Messages"]
    assert missing_permissions(LEAST_PERMISSIONS.value) == missing_permissions(ADMINISTRATOR) == []
    guilds = [{"id": "7", "permissions": str(without.value)}, {"id": "8", "permissions": str(ADMINISTRATOR)}]
    finding = check_permissions(guilds, "the link")
    assert finding.level is Level.WARN
    assert "7 lacks View Channels, Send Messages" in finding.found
    assert "8" not in finding.found
    assert check_permissions(guilds[1:], "the link").level is Level.OK
    assert "the link" in check_permissions([], "the link").mend


@pytest.mark.parametrize(("seconds", "level"), [(0, Level.OK), (1.5, Level.OK), (4, Level.WARN), (60, Level.BAD)])
@pytest.mark.parametrize("sign", [1, -1])
def test_a_wrong_clock_is_told(seconds: float, level: Level, sign: int) -> None:
    """A clock that is off by more than the grace of a question is told, whichever way it is off."""
    finding = check_clock(NOON, NOON + timedelta(milliseconds=500) + sign * timedelta(seconds=seconds))
    assert finding.level is level
    assert level is Level.OK or ("ahead" if sign > 0 else "behind") in finding.found


def test_a_bot_without_commands_is_told() -> None:
    """Before the first start no command is registered, which is worth a look."""
    assert (check_commands(0).level, check_commands(9).level) == (Level.WARN, Level.OK)
