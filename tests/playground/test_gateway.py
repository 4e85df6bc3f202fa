from __future__ import annotations

import asyncio
from typing import Any

import discord
import pytest

from playground.client import Member, Playground
from playground.server import TOKEN, Options, Server
from tests.playground.ids import ADA_DIRECT, CLUB, CLUB_QUIZ, QUIZ, STUDY
from tests.playground.robot import PATIENCE, Raw, Robot
from tests.playground.wire import IDENTIFY, connect, identified, press_forged


async def test_missed_events_are_replayed_on_resume(robot: Robot, play: Playground, ada: Member) -> None:
    """What happened while the connection was broken arrives when the bot resumes, and can be answered."""
    await play.gateway("hold")
    pressed = await ada.slash(QUIZ, "practice", wait="none")
    assert robot.arrived.empty()
    await play.gateway("drop")
    await asyncio.wait_for(robot.resumed.get(), PATIENCE)
    interaction = await robot.next()
    await interaction.response.send_message("Still here")
    assert (await ada.outcome(pressed.id)).state == "acknowledged"


async def test_a_new_session_is_not_told_what_happened_before_it(
    play: Playground, server: Server, raw: Raw, ada: Member
) -> None:
    """Presses made while no session could be resumed never reach the bot; the member sees them fail."""
    await raw.register()
    wire, _ = await identified(play, server)
    await wire.socket.close()
    outcome = await ada.slash(QUIZ, "practice")
    assert (outcome.state, outcome.reason) == ("failed", "The application did not respond")
    wire, _ = await identified(play, server)
    late = await press_forged(ada)
    assert (await wire.until("INTERACTION_CREATE"))["d"]["id"] == late


async def test_resume_replays_exactly_what_came_after_the_sequence(
    play: Playground, server: Server, ada: Member
) -> None:
    """RESUME sends every event after the given number, once and in order, then RESUMED."""
    wire, ready = await identified(play, server)
    first = await press_forged(ada)
    seen = await wire.until("INTERACTION_CREATE")
    assert seen["d"]["id"] == first
    await play.gateway("drop")
    missed = [await press_forged(ada), await press_forged(ada)]
    again = await connect(play, server)
    await again.say(6, {"token": TOKEN, "session_id": ready["session_id"], "seq": seen["s"]})
    replayed = [await again.hear() for _ in range(3)]
    assert [item["t"] for item in replayed] == ["INTERACTION_CREATE", "INTERACTION_CREATE", "RESUMED"]
    assert [item["d"]["id"] for item in replayed[:2]] == missed
    assert [item["s"] for item in replayed] == [seen["s"] + step for step in (1, 2, 3)]


@pytest.mark.parametrize("action", ["invalidate", "forget"])
async def test_a_forgotten_session_cannot_be_resumed(play: Playground, server: Server, action: str) -> None:
    """After op 9, or when the session is gone, RESUME is answered with INVALID_SESSION."""
    _, ready = await identified(play, server)
    await play.gateway(action)
    again = await connect(play, server)
    await again.say(6, {"token": TOKEN, "session_id": ready["session_id"], "seq": 1})
    assert await again.hear() == {"op": 9, "d": False, "s": None, "t": None}


async def test_the_library_survives_an_invalidated_session(robot: Robot, play: Playground, ada: Member) -> None:
    """After op 9 the real client identifies anew, at our gateway, and hears presses again."""
    await play.gateway("invalidate")
    async with asyncio.timeout(PATIENCE), ada.watch() as feed:
        while not (await play.world())["bot_online"]:
            await feed.wait_for("BOT")
    await robot.answer(ada.slash(QUIZ, "practice"), "Back")


async def test_reconnect_resumes(robot: Robot, play: Playground) -> None:
    """Op 7 makes the real client come back and resume."""
    await play.gateway("reconnect")
    await asyncio.wait_for(robot.resumed.get(), PATIENCE)


async def test_events_go_to_the_shard_of_their_server(play: Playground, server: Server, ada: Member) -> None:
    """A server belongs to shard (id >> 22) % n; direct messages belong to shard 0."""
    zero, ready_zero = await identified(play, server, shard=[0, 2])
    one, ready_one = await identified(play, server, shard=[1, 2])
    assert [item["id"] for item in ready_zero["guilds"]] == [STUDY]
    assert [item["id"] for item in ready_one["guilds"]] == [CLUB]
    dev = play.member("dev")
    club = await press_forged(dev, CLUB_QUIZ)
    direct = await press_forged(ada, ADA_DIRECT)
    assert (await one.until("INTERACTION_CREATE"))["d"]["id"] == club
    assert (await zero.until("INTERACTION_CREATE"))["d"]["id"] == direct


async def test_two_sessions_of_one_token_both_hear_everything(play: Playground, server: Server, ada: Member) -> None:
    """Discord sends each event to every session, so a bot started twice sees each press twice."""
    wires = [(await identified(play, server))[0] for _ in range(2)]
    pressed = await press_forged(ada)
    assert [(await wire.until("INTERACTION_CREATE"))["d"]["id"] for wire in wires] == [pressed] * 2


async def test_events_can_be_duplicated_and_replayed(play: Playground, server: Server, ada: Member) -> None:
    """Tests can have events delivered twice, or old ones again with their old numbers."""
    wire, _ = await identified(play, server)
    await wire.until("GUILD_CREATE")
    await wire.until("GUILD_CREATE")
    await play.gateway("duplicate", count=1)
    await press_forged(ada)
    first, second = await wire.hear(), await wire.hear()
    assert first == second
    await play.gateway("replay", count=1)
    assert await wire.hear() == first


async def test_intents_decide_what_is_sent(play: Playground, server: Server, ada: Member) -> None:
    """Without the message content intent another person's words are blank; without guilds nothing of them comes."""
    wire, _ = await identified(play, server)
    await ada.send(QUIZ, "secret")
    assert (await wire.until("MESSAGE_CREATE"))["d"]["content"] == ""
    bare, _ = await identified(play, server, intents=0)
    await ada.send(QUIZ, "unheard")
    pressed = await press_forged(ada)
    assert (await bare.hear())["d"]["id"] == pressed


async def test_what_is_not_json_is_closed_with_4002(play: Playground, server: Server) -> None:
    """A payload that cannot be read ends the connection, as at Discord."""
    wire = await connect(play, server)
    await wire.socket.send_str("{")
    assert await wire.closed_with() == 4002


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"token": "wrong"}, 4004),
        ({"intents": discord.Intents.all().value}, 4014),
        ({"shard": [3, 2]}, 4010),
    ],
)
async def test_a_bad_identify_is_closed_with_discords_code(
    play: Playground, server: Server, change: dict[str, Any], code: int
) -> None:
    """A wrong token, intents nobody approved and an impossible shard end the connection."""
    wire = await connect(play, server)
    await wire.say(2, {**IDENTIFY, **change})
    assert await wire.closed_with() == code


async def test_compressed_and_plain_say_the_same(play: Playground, server: Server) -> None:
    """With compress=zlib-stream the gateway sends one deflate stream; discord.py asks for it."""
    wire = await connect(play, server, "?v=10&encoding=json&compress=zlib-stream")
    await wire.say(2, IDENTIFY)
    ready = await wire.until("READY")
    assert ready["d"]["user"]["username"] == "Recall"
    assert {(await wire.until("GUILD_CREATE"))["d"]["name"] for _ in range(2)} == {"Study group", "Cloud club"}


async def test_nobody_waits_until_a_session_knows_all_its_servers(play: Playground, server: Server, raw: Raw) -> None:
    """A request is answered while a shard of hundreds of servers hears of them: Discord stands still for nobody."""
    await play.create_guilds("Group", count=300, channels=["daily"])
    wire, _ = await identified(play, server)
    assert (await raw("GET", "/users/@me"))[0] == 200
    assert server.gateway.counts["GUILD_CREATE"] < 300
    heard = [(await wire.until("GUILD_CREATE"))["d"]["id"] for _ in range(300)]
    assert len({*heard}) == 300


async def test_a_server_can_be_one_that_the_bot_has_long_been_in(play: Playground, server: Server) -> None:
    """So a start with many servers is not their first; the others have just invited it."""
    long_ago = "2026-01-01T00:00:00+00:00"
    [old] = await play.create_guilds("Old", joined_at=long_ago)
    [new] = await play.create_guilds("New")
    wire, _ = await identified(play, server)
    heard = [(await wire.until("GUILD_CREATE"))["d"] for _ in range(4)]
    since = {guild["id"]: guild["members"][0]["joined_at"] for guild in heard}
    assert since[old["id"]] == long_ago < since[new["id"]]


async def test_whoever_resumes_meanwhile_hears_everything(play: Playground, server: Server) -> None:
    """The connection that was there before takes nothing more from the session."""
    await play.create_guilds("Group", count=300, channels=["daily"])
    _, ready = await identified(play, server)
    again = await connect(play, server)
    await again.say(6, {"token": TOKEN, "session_id": ready["session_id"], "seq": 1})
    heard = [await again.hear() for _ in range(300)]
    assert [item["s"] for item in heard] == [*range(2, 302)]


async def test_the_bot_leaves_and_comes_back_to_a_server_that_stays(
    robot: Robot, play: Playground, ada: Member
) -> None:
    """Removing the bot shuts it out, of the server's events too; inviting it brings the same channels back."""
    heard = asyncio.create_task(robot.wait_for_event("message"))
    left = asyncio.create_task(robot.wait_for_event("guild_remove"))
    await play.remove_bot(STUDY)
    assert (await left).id == int(STUDY)
    with pytest.raises(discord.Forbidden) as refused:
        await robot.get_partial_messageable(int(QUIZ)).send("Hello?")
    assert refused.value.code == 50001
    unheard = await ada.send(QUIZ, "The bot is away")
    joined = asyncio.create_task(robot.wait_for_event("guild_join"))
    await play.add_bot(STUDY)
    assert {channel.id for channel in (await joined).channels} >= {int(QUIZ)}
    await ada.send(QUIZ, "The bot is back")
    assert str((await heard).id) != unheard["id"]


class TestManyServers:
    @pytest.fixture
    def server_options(self) -> Options:
        return Options()

    async def test_five_thousand_servers_need_shards(self, play: Playground, server: Server, raw: Raw) -> None:
        """Discord refuses more than 2,500 servers on one shard, and says how many shards to use."""
        made = await play.create_guilds("Group", count=5000)
        assert len({item["id"] for item in made}) == 5000
        status, answer = await raw("GET", "/gateway/bot")
        assert (status, answer["shards"]) == (200, 6)
        wire = await connect(play, server)
        await wire.say(2, IDENTIFY)
        assert await wire.closed_with() == 4011
        _, ready = await identified(play, server, shard=[0, 6])
        assert 700 < len(ready["guilds"]) < 950


async def test_a_shard_that_is_down_gets_no_answer_until_it_is_up(play: Playground, server: Server) -> None:
    """Its connection is cut, and whoever asks for it waits; the other shard hears what happens to its servers."""
    zero, ready = await identified(play, server, shard=[0, 2])
    one, _ = await identified(play, server, shard=[1, 2])
    assert await play.gateway("down", shard=0) == {"affected": 1}
    await zero.socket.receive(PATIENCE)
    again = await connect(play, server)
    await again.say(6, {"token": TOKEN, "session_id": ready["session_id"], "seq": 1})
    await again.say(1, None)
    assert (await again.hear())["op"] == 11, "only heartbeats are answered"
    pressed = await press_forged(play.member("dev"), CLUB_QUIZ)
    assert (await one.until("INTERACTION_CREATE"))["d"]["id"] == pressed
    await play.gateway("up", shard=0)
    await again.until("RESUMED")


async def test_an_outage_of_a_server(play: Playground, server: Server, raw: Raw) -> None:
    """GUILD_DELETE with `unavailable`; nothing of it comes and its requests get 503, until GUILD_CREATE."""
    wire, _ = await identified(play, server)
    await play.begin_outage(STUDY)
    gone = await wire.until("GUILD_DELETE")
    assert gone["d"] == {"id": STUDY, "unavailable": True}
    unheard = await press_forged(play.member("ada"))
    status, _ = await raw("GET", f"/channels/{QUIZ}/messages")
    assert status == 503
    await play.end_outage(STUDY)
    heard = await wire.hear()
    assert (heard["t"], heard["d"]["id"], heard["d"]["unavailable"]) == ("GUILD_CREATE", STUDY, False)
    assert unheard


@pytest.mark.parametrize("listed", [True, False])
async def test_a_session_that_begins_in_an_outage(play: Playground, server: Server, listed: bool) -> None:
    """READY names the server or leaves it out, as asked, and it does not come before the outage ends."""
    await play.begin_outage(STUDY, listed=listed)
    wire, ready = await identified(play, server)
    assert (STUDY in [guild["id"] for guild in ready["guilds"]]) == listed
    assert (await wire.until("GUILD_CREATE"))["d"]["id"] == CLUB
    await play.end_outage(STUDY)
    assert (await wire.until("GUILD_CREATE"))["d"]["id"] == STUDY


class TestShards:
    @pytest.fixture
    def server_options(self) -> Options:
        return Options(shards=3)

    async def test_the_bot_is_told_how_many_shards_to_use(self, server: Server, raw: Raw) -> None:
        """`GET /gateway/bot` names the number that was asked for."""
        assert server.options.shards == 3
        status, answer = await raw("GET", "/gateway/bot")
        assert (status, answer["shards"]) == (200, 3)
