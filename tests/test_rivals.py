"""Two programs with one token: the operator is told, whichever of the two logs is read."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any, cast

import discord
from structlog.testing import capture_logs

from bot.client.client import RecallClient
from bot.client.rivals import Rivals

NOON = datetime(2026, 11, 28, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def refused(code: int) -> discord.HTTPException:
    """Discord's answer to a reply."""
    response = cast("Any", SimpleNamespace(status=400, reason="Bad Request"))
    return discord.HTTPException(response, {"code": code, "message": "Interaction has already been acknowledged."})


async def test_presses_that_somebody_else_answers_again_and_again_are_told() -> None:
    """With what to do, once for as long as it takes to see it again; a reply that came too late is no sign of it."""
    client = RecallClient()

    async def press(at: datetime, code: int = 40060) -> list[str]:
        with capture_logs() as said:
            await client._failed(cast("Any", SimpleNamespace(id=1, created_at=at)), refused(code))
        return [line["event"] for line in said if line["log_level"] == "warning"]

    assert [await press(NOON + number * MINUTE, 10062) for number in range(5)] == [[]] * 5
    assert [await press(NOON + number * MINUTE) for number in range(2)] == [[]] * 2
    [told] = await press(NOON + 2 * MINUTE)
    assert "another program answers with this token" in told
    assert "stop one of them" in told
    assert await press(NOON + 3 * MINUTE) == []


def test_what_comes_all_at_once_is_no_rival() -> None:
    """After a lost connection, or a takeover in a cluster, a few replies have been given already."""
    rivals = Rivals()
    assert not any(rivals.noticed(NOON + number * timedelta(seconds=1)) for number in range(50))
    assert not any(rivals.noticed(NOON + hour * timedelta(hours=1)) for hour in range(1, 20))
