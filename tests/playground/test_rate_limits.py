from __future__ import annotations

import asyncio

import pytest

from playground.client import Member, Playground
from playground.rate_limits import GLOBAL_A_SECOND, RateLimits
from playground.server import TOKEN, Options
from playground.stats import Stats
from tests.playground.ids import DAILY, GENERAL, QUIZ
from tests.playground.robot import Raw, Robot

SEND = "/channels/{channel_id}/messages"
FOLLOWUP = "/webhooks/{webhook_id}/{token}"


def test_a_bucket_lets_its_number_through_and_fills_again() -> None:
    """Five messages in five seconds to one channel, other channels beside it, and five more afterwards."""
    limits = RateLimits()
    here, there = {"channel_id": "1"}, {"channel_id": "2"}
    taken = [limits.take("POST", SEND, here, 100.0, 0.0) for _ in range(6)]
    assert [item.retry_after for item in taken] == [None] * 5 + [5.0]
    assert [item.headers["X-RateLimit-Remaining"] for item in taken] == ["4", "3", "2", "1", "0", "0"]
    assert limits.take("POST", SEND, there, 100.0, 0.0).retry_after is None
    assert limits.take("POST", SEND, here, 105.0, 0.0).retry_after is None


def test_fifty_a_second_in_all_and_callbacks_apart() -> None:
    """The 51st request of a second is refused globally; interaction callbacks are never counted."""
    limits = RateLimits()
    callback = "/interactions/{interaction_id}/{token}/callback"
    for number in range(GLOBAL_A_SECOND):
        assert limits.take("POST", SEND, {"channel_id": str(number)}, 7.0, 0.0).retry_after is None
        assert limits.take("POST", callback, {}, 7.0, 0.0).retry_after is None
        assert limits.take("POST", FOLLOWUP, {"token": str(number)}, 7.0, 0.0).retry_after is None
    refused = limits.take("POST", SEND, {"channel_id": "x"}, 7.5, 0.0)
    assert (refused.retry_after, refused.everywhere) == (0.5, True)
    assert limits.take("POST", SEND, {"channel_id": "y"}, 8.0, 0.0).retry_after is None


class TestOverTheWire:
    @pytest.fixture
    def server_options(self) -> Options:
        return Options()

    async def test_a_refused_request_says_when_to_come_back(self, raw: Raw, play: Playground) -> None:
        """A 429 carries Discord's headers and JSON, and counts as an invalid request."""
        path = f"/channels/{QUIZ}/messages"
        for _ in range(5):
            assert (await raw("POST", path, {"content": "x"}))[0] == 200
        headers = {"Authorization": f"Bot {TOKEN}"}
        async with play.session.post(play.api + path, json={"content": "x"}, headers=headers) as answer:
            body = await answer.json()
            assert answer.status == 429
            assert answer.headers["X-RateLimit-Remaining"] == "0"
            assert answer.headers["X-RateLimit-Scope"] == "user"
            assert float(answer.headers["Retry-After"]) >= body["retry_after"] - 1
        assert 0 < body["retry_after"] <= 5
        assert body["global"] is False
        assert (await play.stats())["invalid_requests"] == 1


def test_the_busiest_second_is_counted_wherever_it_begins() -> None:
    """Half of the one second and half of the next are one, too; replies to interactions have no limit."""
    stats = Stats()
    for at in (0.0, 0.6, 0.7, 1.1, 1.5, 2.2):
        stats.arrived("/channels/{channel_id}/messages", at)
        stats.arrived("/interactions/{interaction_id}/{token}/callback", at)
    assert stats.most_a_second == 4
    stats.reset()
    assert stats.most_a_second == 0


async def test_the_real_client_waits_and_sends_again(robot: Robot, play: Playground, ada: Member) -> None:
    """discord.py takes our 429 for Discord's: it waits as told and its message arrives."""
    await play.fault(f"/channels/{QUIZ}/messages", "rate_limit", retry_after=0.05)
    await robot.get_partial_messageable(int(QUIZ)).send("in the end")
    assert [item["content"] for item in await ada.messages(QUIZ)] == ["in the end"]
    assert (await play.stats())["statuses"]["429"] == 1


async def test_load_runs_may_ask_as_fast_as_they_like(raw: Raw) -> None:
    """With rate limits off, nothing is refused and no bucket is announced."""
    sent = [raw("POST", f"/channels/{channel}/messages", {"content": "x"}) for channel in [QUIZ, DAILY, GENERAL] * 40]
    assert {status for status, _ in await asyncio.gather(*sent)} == {200}
