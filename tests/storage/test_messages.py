"""Messages of the outbox as rows."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from bot.kernel.ports import Message, MessageKey
from tests.storage.conftest import Storage
from tests.storage.test_rounds import keep
from tests.strategies import ADA, MINUTE, NOON, a_lobby


async def test_a_message_that_was_refused_while_the_clock_was_ahead_is_due(storage: Storage) -> None:
    """As one whose time has come is; what waits for some hours is not."""
    waits = [NOON + timedelta(days=30), NOON + timedelta(hours=12), NOON - MINUTE]
    for game_id, retry_at in enumerate(waits, start=1):
        await keep(storage, replace(a_lobby(ADA), id=game_id, channel_id=game_id))
        await storage.messages.put(Message(MessageKey(game_id, "lobby"), game_id, NOON, refused=1, retry_at=retry_at))
    found = await storage.messages.to_retry(NOON, 9)
    assert {message.key.game_id for message in found} == {1, 3}


async def test_what_fails_anyway_takes_no_place_among_what_is_tried_again(storage: Storage) -> None:
    """However many of the longest due are on their way already, those after them come."""
    for game_id in range(1, 6):
        await keep(storage, replace(a_lobby(ADA), id=game_id, channel_id=game_id))
        due = NOON + timedelta(seconds=game_id)
        await storage.messages.put(Message(MessageKey(game_id, "lobby"), game_id, NOON, refused=1, retry_at=due))
    failing = {MessageKey(game_id, "lobby") for game_id in (1, 2, 3)} | {MessageKey(99, "lobby")}
    assert [one.key.game_id for one in await storage.messages.to_retry(NOON + MINUTE, 1, failing)] == [4]
    assert [one.key.game_id for one in await storage.messages.to_retry(NOON + MINUTE, 3, failing)] == [4, 5]
