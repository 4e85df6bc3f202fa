"""How a session begins, ends, and goes on: Discord's limits, its close codes, and what RESUME brings."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from playground.client import Member, Playground, RefusedError
from playground.clock import Clock
from playground.server import TOKEN, Options, Server
from playground.starts import APART_S, DAY_S, Starts
from tests.playground.ids import CLUB_QUIZ
from tests.playground.robot import Raw
from tests.playground.wire import IDENTIFY, Wire, connect, identified, press_forged

INVALID = {"op": 9, "d": False, "s": None, "t": None}


async def resuming(play: Playground, server: Server, session_id: str, sequence: int) -> Wire:
    wire = await connect(play, server)
    await wire.say(6, {"token": TOKEN, "session_id": session_id, "seq": sequence})
    return wire


class TestStarts:
    def test_shards_of_one_group_begin_five_seconds_apart(self) -> None:
        """With a concurrency of two, shards 0 and 1 begin at once, and shard 2 waits for shard 0's time to pass."""
        starts = Starts(Clock(), TOKEN, at_once=2)
        assert [starts.in_turn(shard, at=100.0) for shard in (0, 1, 2)] == [True, True, False]
        assert not starts.in_turn(2, at=100.0 + APART_S - 0.1)
        assert starts.in_turn(2, at=100.0 + APART_S)

    def test_nobody_is_refused_unless_asked_for(self) -> None:
        """Whoever restarts a bot while trying something out does not have to wait."""
        starts = Starts(Clock(), TOKEN, a_day=1)
        assert all(starts.count() and starts.in_turn(0, at=100.0) for _ in range(3))
        assert starts.describe()["remaining"] == 0
        assert starts.token == TOKEN

    def test_the_days_count_begins_with_its_first_session(self) -> None:
        """A day after the first IDENTIFY all of them are there again."""
        clock = Clock()
        starts = Starts(clock, TOKEN, at_once=1, a_day=10)
        assert starts.describe() == {"total": 10, "remaining": 10, "reset_after": 0, "max_concurrency": 1}
        starts.count()
        told = starts.describe()
        assert (told["remaining"], told["reset_after"] > (DAY_S - 60) * 1000) == (9, True)
        clock.advance(timedelta(days=1).total_seconds())
        assert starts.describe()["remaining"] == 10


class TestOneAtATime:
    @pytest.fixture
    def server_options(self) -> Options:
        return Options(shards=2, identify_at_once=1, sessions_a_day=3)

    async def test_who_identifies_too_soon_gets_invalid_session(self, play: Playground, server: Server) -> None:
        """The second of two shards in five seconds is refused, whichever process asks; the first one plays on."""
        zero, _ = await identified(play, server, shard=[0, 2])
        one = await connect(play, server)
        await one.say(2, {**IDENTIFY, "shard": [1, 2]})
        assert await one.hear() == INVALID
        pressed = await press_forged(play.member("ada"))
        assert (await zero.until("INTERACTION_CREATE"))["d"]["id"] == pressed

    async def test_resuming_needs_no_turn(self, play: Playground, server: Server) -> None:
        """RESUME counts neither for the five seconds nor for the day."""
        wire, ready = await identified(play, server, shard=[0, 2])
        await play.gateway("drop")
        await wire.until_lost()
        again = await resuming(play, server, ready["session_id"], 1)
        await again.until("RESUMED")

    async def test_the_api_tells_what_is_left(self, play: Playground, server: Server, raw: Raw) -> None:
        """`GET /gateway/bot` has the day's total and rest, and how many may begin at once."""
        await identified(play, server, shard=[0, 2])
        _, answer = await raw("GET", "/gateway/bot")
        limit = answer["session_start_limit"]
        assert (limit["total"], limit["remaining"], limit["max_concurrency"]) == (3, 2, 1)

    async def test_too_many_sessions_in_a_day_cost_the_token(self, play: Playground, server: Server, raw: Raw) -> None:
        """One too many ends every session, and neither the API nor the gateway knows the old token any more."""
        zero, ready = await identified(play, server, shard=[0, 2])
        for _ in range(2):
            one = await connect(play, server)
            await one.say(2, {**IDENTIFY, "shard": [1, 2]})
            assert await one.hear() == INVALID
        last = await connect(play, server)
        await last.say(2, {**IDENTIFY, "shard": [1, 2]})
        assert await last.closed_with() == 4004
        assert await zero.closed_with() == 4004
        assert (await raw("GET", "/gateway/bot"))[0] == 401
        again = await resuming(play, server, ready["session_id"], 1)
        assert await again.closed_with() == 4004
        new = await connect(play, server)
        await new.say(2, {**IDENTIFY, "token": f"{TOKEN}-reset", "shard": [0, 2]})
        assert await new.hear() == INVALID, "the new token is known, and still has to wait its turn"


@pytest.mark.parametrize("code", [4000, 4001, 4002, 4003, 4005, 4008, 4009])
async def test_after_these_codes_a_session_goes_on(play: Playground, server: Server, ada: Member, code: int) -> None:
    """What came while the connection was closed is replayed."""
    wire, ready = await identified(play, server)
    await wire.until("GUILD_CREATE")
    sequence = (await wire.until("GUILD_CREATE"))["s"]
    await play.gateway("close", code=code)
    assert await wire.closed_with() == code
    missed = await press_forged(ada)
    again = await resuming(play, server, ready["session_id"], sequence)
    assert (await again.hear())["d"]["id"] == missed
    assert (await again.hear())["t"] == "RESUMED"


@pytest.mark.parametrize("code", [4004, 4007, 4010, 4011, 4012, 4013, 4014])
async def test_after_these_codes_a_session_is_over(play: Playground, server: Server, code: int) -> None:
    """RESUME is refused; only IDENTIFY begins another."""
    wire, ready = await identified(play, server)
    await play.gateway("close", code=code)
    assert await wire.closed_with() == code
    again = await resuming(play, server, ready["session_id"], 1)
    assert await again.hear() == INVALID
    await again.say(2, IDENTIFY)
    assert (await again.until("READY"))["d"]["session_id"] != ready["session_id"]


async def test_discord_closes_with_its_own_codes_only(play: Playground) -> None:
    """Another number is refused, and the codes are named."""
    with pytest.raises(RefusedError, match=r"Discord closes with: 4000, 4001"):
        await play.gateway("close", code=1234)


@pytest.mark.parametrize(("code", "over"), [(1000, True), (1001, True), (4000, False)])
async def test_a_bot_ends_its_session_by_how_it_closes(
    play: Playground, server: Server, code: int, *, over: bool
) -> None:
    """1000 and 1001 are a farewell; after any other code of its own it may come back."""
    wire, ready = await identified(play, server)
    await wire.socket.close(code=code)
    again = await resuming(play, server, ready["session_id"], 1)
    if over:
        assert await again.hear() == INVALID
    else:
        await again.until("RESUMED")


@pytest.mark.parametrize(("action", "resumable"), [("invalidate", False), ("invalidate_resumable", True)])
async def test_invalid_session_says_whether_to_resume(
    play: Playground, server: Server, action: str, *, resumable: bool
) -> None:
    """`d` is true where the session is still there, and then it is."""
    wire, ready = await identified(play, server)
    await play.gateway(action)
    while (heard := await wire.hear())["op"] != 9:
        pass
    assert heard["d"] is resumable
    again = await resuming(play, server, ready["session_id"], 1)
    if resumable:
        await again.until("RESUMED")
    else:
        assert await again.hear() == INVALID


async def test_a_sequence_that_was_never_sent_ends_the_session(play: Playground, server: Server) -> None:
    """RESUME with a number from the future is closed with 4007, and the session is over."""
    wire, ready = await identified(play, server)
    await play.gateway("drop")
    await wire.until_lost()
    again = await resuming(play, server, ready["session_id"], 1_000_000)
    assert await again.closed_with() == 4007
    last = await resuming(play, server, ready["session_id"], 1)
    assert await last.hear() == INVALID


async def test_sessions_may_split_the_servers_differently(play: Playground, server: Server) -> None:
    """Two of two shards and one for all hear the same press: how a bot changes its number of shards."""
    wires = [(await identified(play, server, shard=shard))[0] for shard in ([0, 1], [1, 2])]
    pressed = await press_forged(play.member("dev"), CLUB_QUIZ)
    assert [(await wire.until("INTERACTION_CREATE"))["d"]["id"] for wire in wires] == [pressed] * 2


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ('{"op": 5, "d": {}}', 4001),
        ('{"op": 3, "d": {}}', 4003),
        ('{"op": 1, "d": "' + "x" * 4096 + '"}', 4002),
    ],
)
async def test_what_a_bot_may_not_say(play: Playground, server: Server, said: str, code: int) -> None:
    """An unknown opcode, anything before IDENTIFY, and more than 4,096 bytes each have a code."""
    wire = await connect(play, server)
    await wire.socket.send_str(said)
    assert await wire.closed_with() == code


async def test_who_talks_too_much_is_closed_with_4008(play: Playground, server: Server) -> None:
    """More than 120 payloads in a minute end the connection, and not the session."""
    wire, ready = await identified(play, server)
    for _ in range(120):
        await wire.say(3, {})
    assert await wire.closed_with() == 4008
    again = await resuming(play, server, ready["session_id"], 1)
    await again.until("RESUMED")


@pytest.mark.parametrize(("query", "more", "code"), [("?v=8", {}, 4012), ("", {"intents": 1 << 30}, 4013)])
async def test_an_old_version_and_unknown_intents(
    play: Playground, server: Server, query: str, more: dict[str, Any], code: int
) -> None:
    """Both end the connection, and trying again would not help."""
    wire = await connect(play, server, query)
    await wire.say(2, {**IDENTIFY, **more})
    assert await wire.closed_with() == code
