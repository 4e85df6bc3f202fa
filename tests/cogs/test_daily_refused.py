"""A daily whose message Discord refuses, and that somebody plays all the same."""

from __future__ import annotations

import pytest

from bot.daily.ports import CARD_OF_DAILY
from bot.delivery.sender import BlockedError
from bot.kernel.ports import MessageKey
from tests.cogs.dailies import at_nine, latest, played_by_ben, set_up
from tests.cogs.table import Table, text


async def test_a_refused_daily_that_was_played_is_shown_once_its_channel_is_open(
    laid: Table, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It stays open to its end, so the others are to see it: not only after the next outage."""
    daily, tries = await set_up(laid), 0

    async def refused(*_: object) -> None:
        nonlocal tries
        tries += 1
        if tries == 1:  # they come by `/daily` before its message is sent
            await played_by_ben(laid, daily)
        raise BlockedError("no")

    with monkeypatch.context() as closed:
        closed.setattr(laid.app.delivery._sender, "post", refused)
        await at_nine(laid, daily)
        await laid.settle()
    found = await latest(laid, daily)
    assert found.players
    assert not any("Daily #1" in text(message) for message in laid.channel.history())
    laid.app.delivery.reopened(laid.channel.id)
    await laid.settle()
    assert "Daily #1" in text(laid.card())
    assert "1 player has started" in text(laid.card())
    await daily.posting.close_some(laid.env.now())
    await laid.settle()
    message = await laid.app.delivery._store.find(MessageKey(found.id, CARD_OF_DAILY))
    assert message is not None
    assert message.settled
    assert tries == 1
