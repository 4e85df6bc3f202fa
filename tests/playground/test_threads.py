"""Channels and threads of every kind refuse and allow what Discord's do, with its codes."""

from __future__ import annotations

import asyncio
from typing import Any

import discord
import pytest

from playground.client import Member, Playground, RefusedError
from playground.server import Options
from tests.playground.ids import ADA, BEN, BOT, CHLOE, QUIZ, STUDY
from tests.playground.robot import Raw, Robot, data_of

TEXT, VOICE, CATEGORY, NEWS, STAGE, FORUM, MEDIA = 0, 2, 4, 5, 13, 15, 16
NEWS_THREAD, PUBLIC, PRIVATE = 10, 11, 12
WORKING = (
    "view_channel",
    "send_messages",
    "send_messages_in_threads",
    "create_public_threads",
    "create_private_threads",
    "read_message_history",
)


async def code_of(raw: Raw, method: str, path: str, body: Any = None) -> int:
    """Discord's code where a request is refused, 0 where it passes."""
    status, answer = await raw(method, path, body)
    return 0 if status < 300 else int(answer["code"])


@pytest.fixture
async def plain_bot(play: Playground) -> None:
    """The bot without Manage Threads and Manage Messages, as it is invited."""
    await play.set_permissions(STUDY, "bot", WORKING)


async def thread_of(raw: Raw, **more: Any) -> str:
    status, thread = await raw("POST", f"/channels/{QUIZ}/threads", {"name": "Round", "type": PUBLIC, **more})
    assert status == 200, thread
    return str(thread["id"])


async def test_a_message_opens_an_archived_thread_and_an_edit_does_not(raw: Raw, play: Playground, ada: Member) -> None:
    """Whoever writes in an archived thread unarchives it; to change or delete what stands there is 50083."""
    thread = await thread_of(raw)
    sent = (await raw("POST", f"/channels/{thread}/messages", {"content": "x"}))[1]["id"]
    for write in (raw("POST", f"/channels/{thread}/messages", {"content": "y"}), ada.send(thread, "z")):
        await play.change_channel(thread, archived=True)
        assert await code_of(raw, "PATCH", f"/channels/{thread}/messages/{sent}", {"content": "y"}) == 50083
        assert await code_of(raw, "DELETE", f"/channels/{thread}/messages/{sent}") == 50083
        assert await code_of(raw, "PATCH", f"/channels/{thread}", {"locked": True}) == 50083
        await write
        assert not (await ada.channel(thread))["thread_metadata"]["archived"]


@pytest.mark.usefixtures("plain_bot")
async def test_a_locked_thread_is_for_those_who_manage_threads(raw: Raw, play: Playground, ada: Member) -> None:
    """Locked: 160005 for the bot and for members, archived as well: 50083; the lock is taken off by managers alone."""
    thread = await thread_of(raw)
    await play.change_channel(thread, locked=True)
    assert await code_of(raw, "POST", f"/channels/{thread}/messages", {"content": "x"}) == 160005
    assert await code_of(raw, "PATCH", f"/channels/{thread}", {"locked": False}) == 50013
    with pytest.raises(RefusedError, match="thread_locked"):
        await ada.send(thread, "x")
    await play.set_permissions(STUDY, "everyone", [*WORKING, "manage_threads"])
    await ada.send(thread, "I may")
    await play.set_permissions(STUDY, "everyone", WORKING)
    await play.change_channel(thread, archived=True)
    assert await code_of(raw, "POST", f"/channels/{thread}/messages", {"content": "x"}) == 50083
    assert await code_of(raw, "PATCH", f"/channels/{thread}", {"archived": False}) == 50013


async def test_a_reply_in_a_thread_that_is_locked_to_its_user_is_refused(
    robot: Robot, play: Playground, raw: Raw, ada: Member
) -> None:
    """Who may not reopen a thread can run a command there, but no reply of the bot is taken: 50083."""
    thread = await thread_of(raw)
    await play.change_channel(thread, archived=True, locked=True)
    interaction, acting = await robot.take(ada.slash(thread, "practice"))
    with pytest.raises(discord.HTTPException) as refused:
        await interaction.response.send_message("Only you", ephemeral=True)
    assert refused.value.code == 50083
    await play.change_channel(thread, locked=False)
    await interaction.response.send_message("For all")
    assert (await acting).state == "acknowledged"
    assert not (await ada.channel(thread))["thread_metadata"]["archived"]


@pytest.mark.usefixtures("plain_bot")
async def test_a_private_thread_exists_for_its_members_alone(robot: Robot, raw: Raw, ada: Member, ben: Member) -> None:
    """Neither the bot nor anybody else sees one they were not added to; commands reach the bot all the same."""
    thread = (await ada.create_thread(QUIZ, "Secret", private=True))["id"]
    assert await ben.messages(QUIZ) == []
    for method, path in (("GET", ""), ("GET", "/messages"), ("POST", "/messages"), ("PUT", "/thread-members/@me")):
        assert (
            await code_of(raw, method, f"/channels/{thread}{path}", {"content": "x"} if method == "POST" else None)
            == 50001
        )
    with pytest.raises(RefusedError, match="not_found"):
        await ben.send(thread, "let me in")
    interaction, acting = await robot.take(ada.slash(thread, "practice"))
    await interaction.response.send_message("Here", ephemeral=True)
    assert (await acting).state == "acknowledged"
    joining = asyncio.create_task(robot.wait_for_event("thread_join"))
    await ada.add_to_thread(thread, "bot")
    assert (await joining).id == int(thread)
    assert await code_of(raw, "POST", f"/channels/{thread}/messages", {"content": "here"}) == 0
    await ada.add_to_thread(thread, "ben")
    await ben.send(thread, "thanks")
    await ada.remove_from_thread(thread, "bot")
    assert await code_of(raw, "POST", f"/channels/{thread}/messages", {"content": "x"}) == 50001


async def test_the_bot_hears_nothing_of_what_it_cannot_see(robot: Robot, play: Playground, ada: Member) -> None:
    """Messages of a hidden channel and of a group of people are not told to the bot."""
    group = await play.call("POST", f"/member/{ADA}/groups", {"with": ["ben"]})
    await play.set_overwrite(QUIZ, "bot", deny=["view_channel"])
    await ada.send(group["id"], "between us")
    await ada.send(QUIZ, "hidden")
    await play.delete_overwrite(QUIZ, "bot")
    arriving = asyncio.create_task(robot.wait_for_event("message"))
    shown = await ada.send(QUIZ, "shown")
    assert (await arriving).id == int(shown["id"])


@pytest.mark.parametrize("body", [{"type": PUBLIC}, {"type": PRIVATE}, {}], ids=["public", "private", "unsaid"])
async def test_announcement_channels_have_threads_of_their_own(
    raw: Raw, play: Playground, ada: Member, body: dict[str, Any]
) -> None:
    """In an announcement channel only announcement threads are started (50024); one on a message is such a thread."""
    news = (await play.create_channel(STUDY, "news", channel_type=NEWS))["id"]
    assert await code_of(raw, "POST", f"/channels/{news}/threads", {"name": "x", **body}) == 50024
    made = (await raw("POST", f"/channels/{news}/threads", {"name": "x", "type": NEWS_THREAD}))[1]
    sent = (await raw("POST", f"/channels/{news}/messages", {"content": "News"}))[1]["id"]
    on_it = (await raw("POST", f"/channels/{news}/messages/{sent}/threads", {"name": "Talk"}))[1]
    assert {made["type"], on_it["type"]} == {NEWS_THREAD}
    await ada.send(made["id"], "hello")
    await play.change_channel(made["id"], archived=True)
    archived = (await raw("GET", f"/channels/{news}/threads/archived/public"))[1]["threads"]
    assert [thread["id"] for thread in archived] == [made["id"]]
    assert await code_of(raw, "POST", f"/channels/{QUIZ}/threads", {"name": "x", "type": NEWS_THREAD}) == 50024


@pytest.mark.parametrize(
    ("kind", "send", "thread"),
    [(VOICE, 0, 50024), (STAGE, 0, 50024), (CATEGORY, 50008, 50024), (FORUM, 40058, 50035), (MEDIA, 40058, 50035)],
    ids=["voice", "stage", "category", "forum", "media"],
)
async def test_other_kinds_of_channel_have_rules_of_their_own(
    raw: Raw, play: Playground, ada: Member, kind: int, send: int, thread: int
) -> None:
    """Voice and stage take messages and no threads, a category nothing, a forum posts alone."""
    await raw.register()
    channel = (await play.create_channel(STUDY, "other", channel_type=kind))["id"]
    assert await code_of(raw, "POST", f"/channels/{channel}/messages", {"content": "x"}) == send
    assert await code_of(raw, "POST", f"/channels/{channel}/threads", {"name": "", "type": PUBLIC}) == thread
    assert bool(await ada.commands(channel)) == (send == 0)
    if send:
        with pytest.raises(RefusedError, match="channel_type"):
            await ada.send(channel, "x")


async def test_whoever_may_not_connect_sees_nothing_of_a_voice_channel(raw: Raw, play: Playground) -> None:
    """Without Connect the text of a voice or stage channel is out of reach: 50001."""
    for kind in (VOICE, STAGE):
        channel = (await play.create_channel(STUDY, "loud", channel_type=kind))["id"]
        await play.set_overwrite(channel, "bot", deny=["connect"])
        assert await code_of(raw, "POST", f"/channels/{channel}/messages", {"content": "x"}) == 50001


async def test_a_post_of_a_forum_is_a_thread(raw: Raw, play: Playground, ada: Member) -> None:
    """A member begins a post; commands and messages have their place in it."""
    await raw.register()
    forum = (await play.create_channel(STUDY, "help", channel_type=FORUM))["id"]
    post = await ada.create_thread(forum, "How?")
    assert (post["type"], post["parent_id"]) == (PUBLIC, forum)
    assert await ada.commands(post["id"])
    assert await code_of(raw, "POST", f"/channels/{post['id']}/messages", {"content": "So."}) == 0


async def test_a_message_has_one_thread(raw: Raw) -> None:
    """A second thread on a message is 160004, whoever asks."""
    sent = (await raw("POST", f"/channels/{QUIZ}/messages", {"content": "x"}))[1]["id"]
    path = f"/channels/{QUIZ}/messages/{sent}/threads"
    assert [await code_of(raw, "POST", path, {"name": name}) for name in ("One", "Two", "")] == [0, 160004, 160004]


async def test_slow_mode_holds_members_and_not_the_bot(raw: Raw, play: Playground, ada: Member, ben: Member) -> None:
    """A member waits between two messages; whoever moderates, and the bot, do not; threads have their own."""
    await play.change_channel(QUIZ, slow_mode=60)
    for _ in range(2):
        await ada.send(QUIZ, "I manage messages")
        assert await code_of(raw, "POST", f"/channels/{QUIZ}/messages", {"content": "x"}) == 0
    await ben.send(QUIZ, "one")
    with pytest.raises(RefusedError, match="slow_mode"):
        await ben.send(QUIZ, "two")
    await play.advance(60)
    await ben.send(QUIZ, "two")


async def test_an_idle_thread_archives_itself(raw: Raw, play: Playground, ada: Member) -> None:
    """After the time that it allows without a message a thread is archived, and not before."""
    thread = await thread_of(raw, auto_archive_duration=60)
    archived = []
    for minutes in (50, 50, 11):
        await play.advance(minutes * 60)
        archived.append((await ada.channel(thread))["thread_metadata"]["archived"])
        if len(archived) == 1:
            await ada.send(thread, "still here")
    assert archived == [False, False, True]


async def test_what_is_deleted_is_gone_with_everything_in_it(raw: Raw, play: Playground, ada: Member) -> None:
    """A message is 10008, a channel and the threads in it are 10003."""
    thread = await thread_of(raw)
    sent = (await raw("POST", f"/channels/{QUIZ}/messages", {"content": "x"}))[1]["id"]
    await play.delete_message(QUIZ, sent)
    assert await code_of(raw, "PATCH", f"/channels/{QUIZ}/messages/{sent}", {"content": "y"}) == 10008
    await play.delete_channel(QUIZ)
    for channel in (QUIZ, thread):
        assert await code_of(raw, "POST", f"/channels/{channel}/messages", {"content": "x"}) == 10003
    assert QUIZ not in [item["id"] for item in await ada.channels(STUDY)]


async def test_a_new_name_reaches_everybody(robot: Robot, play: Playground, ada: Member, ben: Member) -> None:
    """A new shown name or nickname is in what others see and in what the bot is sent."""
    async with ben.watch() as feed:
        await ada.rename("Ada Lovelace")
        assert (await feed.wait_for("GUILD_MEMBER_UPDATE"))["user"]["global_name"] == "Ada Lovelace"
        await ada.set_nick(STUDY, "Countess")
        assert (await feed.wait_for("GUILD_MEMBER_UPDATE"))["nick"] == "Countess"
    interaction, acting = await robot.take(ada.slash(QUIZ, "practice"))
    assert isinstance(interaction.user, discord.Member)
    assert (interaction.user.display_name, interaction.user.global_name) == ("Countess", "Ada Lovelace")
    await interaction.response.send_message("x")
    await acting
    await play.rename("chloe", "Chloé")
    assert {"Ada Lovelace", "Chloé"} <= {item["global_name"] for item in await play.people()}
    with pytest.raises(RefusedError, match="length"):
        await ada.rename("")


async def test_an_app_may_send_what_it_shows(robot: Robot, ada: Member) -> None:
    """A member can send the name of a suggestion in its value's place, as some apps do."""

    async def suggest() -> None:
        asked = await robot.next()
        await asked.response.autocomplete([discord.app_commands.Choice(name="All topics", value="all")])

    suggesting = asyncio.create_task(suggest())
    name = await ada.shown(QUIZ, "quiz start", "topic", "all")
    await suggesting
    interaction, acting = await robot.take(ada.slash(QUIZ, "quiz start", {"topic": name}))
    assert data_of(interaction)["options"][0]["options"][0]["value"] == "All topics"
    await interaction.response.send_message("x")
    await acting


class TestOldMessages:
    @pytest.fixture
    def server_options(self) -> Options:
        return Options(rate_limits=True)

    async def test_a_channels_old_messages_take_few_edits(self, raw: Raw, play: Playground) -> None:
        """Edits of messages over an hour old have a limit of their own a channel: 429 with 30046; new ones do not."""
        send = f"/channels/{QUIZ}/messages"
        old = [(await raw("POST", send, {"content": str(n)}))[1]["id"] for n in range(2)]
        await play.advance(3601)
        new = (await raw("POST", send, {"content": "new"}))[1]["id"]
        edits = [await raw("PATCH", f"{send}/{old[n % 2]}", {"content": "x"}) for n in range(4)]
        assert [status for status, _ in edits] == [200, 200, 200, 429]
        refusal = edits[-1][1]
        assert (refusal["code"], refusal["global"]) == (30046, False)
        assert refusal["retry_after"] > 0
        assert (await raw("PATCH", f"{send}/{new}", {"content": "x"}))[0] == 200


async def test_members_and_bot_are_counted(raw: Raw, play: Playground, ada: Member, ben: Member) -> None:
    """Who starts a thread or writes in it is a member of it; others can be added and removed."""
    thread = (await ben.create_thread(QUIZ, "Mine"))["id"]
    await ada.send(thread, "hi")
    await play.add_to_thread(thread, "bot")
    await ben.add_to_thread(thread, "chloe")
    members = [item["user_id"] for item in (await raw("GET", f"/channels/{thread}/thread-members"))[1]]
    assert sorted(members) == sorted([BEN, ADA, BOT, CHLOE])
    await ben.change_thread(thread, archived=True)
    with pytest.raises(RefusedError, match="thread_archived"):
        await ben.add_to_thread(thread, "ada")
