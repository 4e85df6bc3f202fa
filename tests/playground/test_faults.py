from __future__ import annotations

import json
from pathlib import Path

import aiohttp
import pytest

from playground.client import Member, Playground, RefusedError
from playground.model.errors import REFUSALS
from playground.server import Options
from tests.playground.ids import DAILY, QUIZ
from tests.playground.robot import Raw

SEND = f"/channels/{QUIZ}/messages"


async def test_a_fault_befalls_its_route_its_number_of_times(raw: Raw, play: Playground) -> None:
    """Only matching requests fail, as often as asked, and nothing of them takes effect."""
    await play.fault("/channels/*/messages", status=503, method="POST", times=2)
    assert [(await raw("POST", SEND, {"content": "x"}))[0] for _ in range(3)] == [503, 503, 200]
    assert len((await raw("GET", SEND))[1]) == 1


async def test_an_answer_can_be_lost_after_its_effect(raw: Raw, play: Playground, ada: Member) -> None:
    """A connection that is cut afterwards leaves the message there and the sender in the dark."""
    await play.fault(SEND, "drop", when="after")
    with pytest.raises(aiohttp.ClientError):
        await raw("POST", SEND, {"content": "sent?"})
    assert [item["content"] for item in await ada.messages(QUIZ)] == ["sent?"]


async def test_a_hanging_answer_is_cut_in_the_end(raw: Raw, play: Playground, ada: Member) -> None:
    """A request can be left hanging, then cut, without effect."""
    await play.fault(SEND, "hang", retry_after=0.05)
    with pytest.raises(aiohttp.ClientError):
        await raw("POST", SEND, {"content": "lost"})
    assert await ada.messages(QUIZ) == []


async def test_faults_are_listed_forgotten_and_checked(raw: Raw, play: Playground) -> None:
    """What waits can be seen and taken back; what is no fault is refused."""
    await play.fault(SEND)
    assert [item["path"] for item in await play.call("GET", "/admin/faults")] == [SEND]
    await play.clear_faults()
    assert (await raw("POST", SEND, {"content": "x"}))[0] == 200
    with pytest.raises(RefusedError, match="action"):
        await play.call("POST", "/admin/faults", {"path": "/", "action": "explode"})


@pytest.mark.parametrize("code", sorted(REFUSALS))
async def test_a_refusal_of_discord_is_asked_for_by_its_code(raw: Raw, play: Playground, code: int) -> None:
    """Any refusal that Discord has comes with its own status and words; rate limits say how long to wait."""
    await play.fault("/channels/*/messages", code=code, retry_after=0.5)
    status, answer = await raw("POST", SEND, {"content": "x"})
    assert (status, answer["message"]) == REFUSALS[code]
    assert answer["code"] == code
    assert (status == 429) == (answer.get("retry_after") == 0.5)
    assert (await raw("POST", SEND, {"content": "x"}))[0] == 200
    with pytest.raises(RefusedError, match="code"):
        await play.fault(SEND, code=1)


class TestCapture:
    @pytest.fixture
    def server_options(self, tmp_path: Path) -> Options:
        return Options(capture=tmp_path / "requests.jsonl")

    async def test_every_request_can_be_written_down(self, raw: Raw, server_options: Options, tmp_path: Path) -> None:
        """A capture holds each request as it came, one JSON object a line, refused ones too."""
        await raw("POST", SEND, {"content": "kept"})
        await raw("GET", "/channels/999")
        assert server_options.capture == tmp_path / "requests.jsonl"
        lines = [json.loads(line) for line in server_options.capture.read_text().splitlines()]
        assert [(item["method"], item["path"], item["body"], item["status"]) for item in lines] == [
            ("POST", SEND, {"content": "kept"}, 200),
            ("GET", "/channels/999", None, 404),
        ]
        assert lines[0]["route"] == "/channels/{channel_id}/messages"


async def test_requests_are_counted_and_the_latest_kept(raw: Raw, play: Playground) -> None:
    """A test can ask what the bot sent, and how often, by route."""
    await raw("POST", SEND, {"content": "one"})
    await raw("POST", f"/channels/{DAILY}/messages", {"content": "two"})
    assert (await play.stats())["requests"] == {"POST /channels/{channel_id}/messages": 2}
    assert [item["body"]["content"] for item in await play.requests()] == ["one", "two"]
    await play.reset_stats()
    assert (await play.stats())["requests"] == {}
