from __future__ import annotations

import asyncio
import base64
import io
from datetime import datetime

import aiohttp
import discord
import pytest

from bot.study.group import LEAST_CONTRIBUTORS
from playground.client import Member, Playground, RefusedError, text_of
from playground.clock import Clock
from playground.model.seed import STUDY_GROUP, STUDY_ROLES, new_world
from playground.web import MAX_UPLOAD
from tests.playground.ids import ADA, ADA_DIRECT, BEN, CLUB, DAILY, GENERAL, QUIZ, STUDY
from tests.playground.robot import PATIENCE, Raw, Robot, data_of


async def test_everybody_finds_the_documented_world(play: Playground, ada: Member) -> None:
    """A fresh playground has the people, servers and channels that its documentation names."""
    assert [item["global_name"] for item in await play.people()] == ["Ada", "Ben", "Chloe", "Dev", "Emma"]
    me = await ada.me()
    assert (me["user"]["id"], me["dm"]["id"]) == (ADA, ADA_DIRECT)
    assert [item["name"] for item in me["guilds"]] == ["Study group"]
    assert [item["name"] for item in await ada.channels(STUDY)] == ["quiz", "daily", "general"]
    assert [item["name"] for item in await play.member("ben").channels(CLUB)] == ["quiz", "lounge"]


def test_what_a_group_is_told_can_be_tried() -> None:
    """The first server has as many members as results of a group need, and most of them organize nothing."""
    world = new_world(Clock())
    members = [member for member in world.guilds[STUDY_GROUP].members.values() if not world.users[member.user_id].bot]
    organizers = [member for member in members if STUDY_ROLES in member.role_ids]
    assert len(members) >= LEAST_CONTRIBUTORS
    assert len(organizers) == 1


async def test_a_hidden_channel_does_not_exist_for_those_who_cannot_see_it(
    play: Playground, ada: Member, ben: Member
) -> None:
    """Lists, history and the stream all leave out what a member may not see."""
    await play.set_overwrite(DAILY, "ben", deny=["view_channel"])
    assert DAILY not in [item["id"] for item in await ben.channels(STUDY)]
    with pytest.raises(RefusedError, match="404"):
        await ben.messages(DAILY)
    async with ben.watch() as feed:
        await ada.send(DAILY, "hidden")
        await ada.send(QUIZ, "shown")
        assert (await feed.wait_for("MESSAGE_CREATE"))["content"] == "shown"


async def test_people_write_edit_and_delete_what_is_theirs(robot: Robot, ada: Member, ben: Member) -> None:
    """Messages of people reach the bot and each other; only their own can be changed."""
    arriving = asyncio.create_task(robot.wait_for_event("message"))
    sent = await ben.send(QUIZ, "helo", files=[{"filename": "a.txt", "data": base64.b64encode(b"hi").decode()}])
    assert (await arriving).author.id == int(BEN)
    await ben.edit(QUIZ, sent["id"], "hello")
    assert (await ada.message(QUIZ, sent["id"]))["content"] == "hello"
    with pytest.raises(RefusedError, match="403"):
        await ada.edit(QUIZ, sent["id"], "mine")
    await ada.delete(QUIZ, sent["id"])
    assert await ben.messages(QUIZ) == []
    other = await ada.send(QUIZ, "organiser")
    with pytest.raises(RefusedError, match="manage_messages"):
        await ben.delete(QUIZ, other["id"])


async def test_uploads_are_served_and_cards_may_show_them(robot: Robot, play: Playground, ada: Member) -> None:
    """A Components V2 card shows an uploaded picture from an address of the playground itself."""
    view = discord.ui.LayoutView()
    gallery = discord.ui.MediaGallery[discord.ui.LayoutView](discord.MediaGalleryItem("attachment://chart.png"))
    view.add_item(discord.ui.Container(discord.ui.TextDisplay("# Standings"), gallery))
    file = discord.File(io.BytesIO(b"\x89PNG"), "chart.png", description="A chart")
    sent = await robot.get_partial_messageable(int(QUIZ)).send(view=view, file=file)
    shown = await ada.message(QUIZ, str(sent.id))
    assert text_of(shown) == "# Standings"
    url = shown["components"][0]["components"][1]["items"][0]["media"]["url"]
    assert url == shown["attachments"][0]["url"]
    async with play.session.get(url) as answer:
        assert (await answer.read(), answer.headers["X-Content-Type-Options"]) == (b"\x89PNG", "nosniff")


async def test_threads_open_live_and_end(robot: Robot, ada: Member, ben: Member) -> None:
    """The bot starts a thread on its message, people write there, it is archived, its starter may delete it."""
    channel = robot.get_channel(int(QUIZ))
    assert isinstance(channel, discord.TextChannel)
    thread = await (await channel.send("Round")).create_thread(name="Round 1")
    assert str(thread.id) in [item["id"] for item in await ada.channels(STUDY)]
    await ben.send(str(thread.id), "in here")
    await thread.edit(archived=True, locked=True)
    assert str(thread.id) not in [item["id"] for item in await ada.channels(STUDY)]
    with pytest.raises(discord.HTTPException) as refused:
        await thread.send("too late")
    assert refused.value.code == 50083
    own = await ben.create_thread(QUIZ, "Mine")
    with pytest.raises(RefusedError, match="manage_threads"):
        await play_member(ada, "chloe").delete_channel(own["id"])
    await ben.delete_channel(own["id"])


def play_member(known: Member, name: str) -> Member:
    """Another member of the same playground."""
    return Member(known.connection, name)


async def test_the_bot_writes_to_people_it_can_reach(robot: Robot, play: Playground, ada: Member) -> None:
    """A direct message arrives; with no server in common and no installation it is refused with 50007."""
    user = await robot.fetch_user(int(ADA))
    async with ada.watch() as feed:
        await user.send("Your daily")
        assert (await feed.message(ADA_DIRECT, lambda _: True))["content"] == "Your daily"
    await play.remove_bot(STUDY)
    with pytest.raises(discord.Forbidden) as refused:
        await user.send("Hello?")
    assert refused.value.code == 50007


async def test_a_group_without_the_bot_has_user_installed_commands_alone(
    robot: Robot, play: Playground, ada: Member
) -> None:
    """In a private channel between people, an installed app answers, and the bot is told the context."""
    group = await play.call("POST", f"/member/{ADA}/groups", {"with": ["ben"]})
    assert await ada.commands(group["id"]) == []
    await play.call("POST", f"/member/{ADA}/install")
    interaction, acting = await robot.take(ada.slash(group["id"], "practice"))
    assert interaction.context.private_channel
    await interaction.response.send_message("Between you", ephemeral=True)
    assert (await acting).state == "acknowledged"


async def test_moving_the_clock_moves_ids_timestamps_and_presses(robot: Robot, play: Playground, ada: Member) -> None:
    """A day later by the playground's clock, an interaction's own time is a day later, and so is the bot's."""
    before = discord.utils.utcnow()
    waiting = asyncio.create_task(play.call("GET", "/admin/clock", revision=0, timeout=PATIENCE))
    async with ada.watch() as feed:
        moved = await play.advance(86_400)
        assert (await feed.wait_for("CLOCK"))["revision"] == moved["revision"] == 1
    assert (await waiting)["offset_seconds"] == 86_400
    interaction, acting = await robot.take(ada.slash(GENERAL, "practice"))
    assert (interaction.created_at - before).total_seconds() >= 86_399
    await interaction.response.send_message("Tomorrow")
    outcome = await acting
    assert outcome.message is not None
    assert datetime.fromisoformat(outcome.message["timestamp"]) >= interaction.created_at
    with pytest.raises(RefusedError, match="forward"):
        await play.advance(-1)


async def test_many_presses_at_once_are_all_answered(robot: Robot, raw: Raw, play: Playground) -> None:
    """The load call sends presses together and reports each one's fate."""
    view = discord.ui.View()
    view.add_item(discord.ui.Button(label="A", custom_id="a"))
    sent = await robot.get_partial_messageable(int(QUIZ)).send("Go", view=view)
    people = await play.create_people("player", 20)
    press = {"channel_id": QUIZ, "message_id": str(sent.id), "custom_id": "a"}
    for person in people:
        await play.set_member(STUDY, person["id"])
    pressing = asyncio.create_task(play.presses([{"user": item["id"], **press} for item in people]))
    for _ in people:
        interaction = await robot.next()
        assert data_of(interaction)["custom_id"] == "a"
        await raw("POST", f"/interactions/{interaction.id}/{interaction.token}/callback", {"type": 6})
    assert {item["state"] for item in await pressing} == {"acknowledged"}
    assert (await play.stats())["interactions"] == {"sent": 20, "acknowledged": 20}


async def test_another_sites_page_may_not_act(play: Playground) -> None:
    """A page from elsewhere cannot use a person's browser to reach the playground."""
    headers = {"Origin": "http://evil.example"}
    async with play.session.get(f"{play.url}/member", headers=headers) as answer:
        assert answer.status == 403
    async with play.session.get(f"{play.url}/member", headers={"Origin": play.url}) as answer:
        assert answer.status == 200


@pytest.mark.parametrize(
    ("method", "path", "body", "status", "words"),
    [
        ("POST", "/member/ada/forge", b"{", 400, ("not JSON", "Send an object")),
        ("POST", "/member/ada/forge", b"[1]", 400, ("no object", "Send an object")),
        ("GET", "/member/ada/channels/abc", None, 400, ("whole number", "'abc'")),
        ("GET", "/member/ada/nowhere", None, 404, ("no GET /member/ada/nowhere", "The page is at /")),
        ("PUT", "/admin/faults", None, 405, ("does not take PUT", "POST")),
        ("POST", "/admin/faults", b'{"pth": "/x"}', 400, ("no 'pth'", "path")),
        ("POST", "/admin/faults", b"{}", 400, ("needs a path",)),
        ("POST", "/admin/faults", b" " * (MAX_UPLOAD + 1), 413, ("30 MiB", "Send less")),
        ("GET", "/no/such/page", None, 404, ("no GET /no/such/page", "The page is at /")),
        ("DELETE", "/", None, 405, ("does not take DELETE", "GET")),
    ],
)
async def test_what_cannot_be_read_is_refused_in_words(
    play: Playground, method: str, path: str, body: bytes | None, status: int, words: tuple[str, ...]
) -> None:
    """Whatever is wrong with a request, its answer says what, and how to mend it; never a word of the library's."""
    async with play.session.request(method, f"{play.url}{path}", data=io.BytesIO(body or b"")) as answer:
        said = await answer.text()
    assert answer.status == status
    assert [word for word in words if word not in said] == []
    assert not any(theirs in said for theirs in ("Error(", "<h1>", "__init__", "makes no sense", "alformed."))


async def test_many_cookies_do_not_shut_the_page_out(play: Playground) -> None:
    """Cookies that other programs on this machine left in a browser may be longer than a server usually takes."""
    async with play.session.get(play.url, headers={"Cookie": f"theirs={'x' * 20_000}"}) as answer:
        assert answer.status == 200


async def test_nobodys_events_are_refused(play: Playground, ada: Member) -> None:
    """Whoever does not exist hears nothing."""
    with pytest.raises(aiohttp.ClientResponseError):
        await ada.connection.session.ws_connect(f"{play.url}/member/nobody/events")


async def test_nobody_deletes_the_bots_direct_messages(raw: Raw, ada: Member) -> None:
    """In direct messages everybody deletes their own messages alone."""
    _, sent = await raw("POST", f"/channels/{ADA_DIRECT}/messages", {"content": "yours"})
    with pytest.raises(RefusedError, match="403 forbidden"):
        await ada.delete(ADA_DIRECT, sent["id"])


async def test_what_was_dismissed_stays_away(robot: Robot, raw: Raw, ada: Member) -> None:
    """A private message that its reader dismissed does not come back when the bot edits it."""
    interaction, acting = await robot.take(ada.slash(QUIZ, "practice"))
    await interaction.response.send_message("secret", ephemeral=True)
    reply = (await acting).message
    assert reply is not None
    async with ada.watch() as feed:
        await ada.dismiss(QUIZ, reply["id"])
        await interaction.edit_original_response(content="still here")
        await raw("POST", f"/channels/{QUIZ}/messages", {"content": "later"})
        seen = []
        while (event := await feed.next())["t"] != "MESSAGE_CREATE":
            seen.append(event["t"])
        assert "MESSAGE_UPDATE" not in seen


async def test_whoever_is_shut_out_is_told(play: Playground, ada: Member) -> None:
    """A channel that is hidden, a membership that ends, a server that is deleted: each reaches who loses it."""
    (server,) = await play.create_guilds("Short", members=["ada"])
    async with ada.watch() as feed:
        await play.set_overwrite(server["channel_ids"][0], "everyone", deny=["view_channel"])
        assert (await feed.wait_for("CHANNEL_UPDATE", within=PATIENCE))["id"] == server["channel_ids"][0]
        await play.remove_member(server["id"], "ada")
        assert (await feed.wait_for("GUILD_MEMBER_REMOVE", within=PATIENCE))["user"]["id"] == ADA
        await play.set_member(server["id"], "ada")
        await play.delete_guild(server["id"])
        assert (await feed.wait_for("GUILD_DELETE", within=PATIENCE))["id"] == server["id"]


@pytest.mark.parametrize("name", ["a#b.txt", "what?.txt", "50%41.txt", "two words.txt", "Größe.txt"])
async def test_a_file_is_found_whatever_it_is_called(robot: Robot, ada: Member, name: str) -> None:
    """The bot reads what was uploaded, also where the name has signs that mean something in an address."""
    file = {"filename": name, "data": base64.b64encode(b"hi").decode()}
    interaction, acting = await robot.take(ada.slash(QUIZ, "quiz start", {"topic": "t", "file": file}))
    (stored,) = data_of(interaction)["resolved"]["attachments"].values()
    async with ada.connection.session.get(stored["url"]) as answer:
        assert await answer.read() == b"hi"
    await interaction.response.send_message("ok")
    assert (stored["filename"], (await acting).failed) == (name, False)


@pytest.mark.parametrize("name", ["", "   ", "x" * 33])
async def test_a_name_is_seen(play: Playground, ada: Member, name: str) -> None:
    """Names have 1 to 32 characters, not all of them spaces."""
    for asked in (ada.rename(name), play.create_people(name)):
        with pytest.raises(RefusedError, match="1 to 32"):
            await asked
