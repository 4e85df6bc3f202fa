"""Where nothing can be posted: whoever tries hears why and what to do, and nothing half-open stays."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.client.invite import LEAST_PERMISSIONS
from playground.client import Json, text_of
from tests.wire.players import Table, answer, is_locked, labels, told
from tests.wire.processes import QUIZ, Stage, stage
from tests.wire.rows import rows

pytestmark = pytest.mark.wire

STUDY_GROUP = "100000000000000001"
VOICE, ANNOUNCEMENT, STAGE_CHANNEL = 2, 5, 13
BEGINNINGS: list[tuple[str, Json]] = [("quiz start", {}), ("duel", {}), ("duel", {"pace": "day"})]


@pytest.fixture
async def set_up(tmp_path: Path) -> AsyncIterator[Stage]:
    async with stage(tmp_path) as made:
        await made.ready()  # before, a server may be away, and its refusals are no last word
        yield made


def nothing_is_left(set_up: Stage) -> bool:
    return all(rows(set_up.database, f"SELECT count(*) FROM {table}") == [(0,)] for table in ("games", "messages"))  # noqa: S608


async def nothing_stays(set_up: Stage) -> None:
    """Until what was begun is taken back: the bot does that after it has answered."""
    async with asyncio.timeout(60):
        while not nothing_is_left(set_up):  # noqa: ASYNC110 - another process's doing
            await asyncio.sleep(0.05)


async def refused(set_up: Stage, channel: str, why: str) -> None:
    """Every beginning says why it cannot be, leaves nothing behind, and is no failure of ours."""
    ada = set_up.playground.member("ada")
    for command, options in BEGINNINGS:
        answered = told(await ada.slash(channel, command, options, wait="answered", within=20))
        assert why in answered, (command, answered)
        await nothing_stays(set_up)
    assert "Traceback" not in set_up.bot.said()


async def least_permissions(set_up: Stage) -> None:
    """The bot may do what its invite link asks for, and no more."""
    names = ["view_channel" if name == "read_messages" else name for name, needed in LEAST_PERMISSIONS if needed]
    await set_up.playground.set_permissions(STUDY_GROUP, "bot", names)


async def paused(set_up: Stage) -> None:
    """Until the round waits for its channel."""
    async with asyncio.timeout(60):
        while rows(set_up.database, "SELECT pause_reason FROM rounds") != [("blocked",)]:
            await set_up.playground.clock()


async def test_a_private_thread_without_the_bot(set_up: Stage) -> None:
    """It says how to bring the bot in; once it is there, the same command works."""
    ada = set_up.playground.member("ada")
    await least_permissions(set_up)
    thread = (await ada.create_thread(QUIZ, "just us", private=True))["id"]
    await refused(set_up, thread, "Recall is not in this private thread")
    await ada.add_to_thread(thread, "bot")
    assert "The lobby is open" in told(await ada.slash(thread, "quiz start"))


async def test_a_locked_thread(set_up: Stage) -> None:
    """A moderator has closed it: whoever may still run commands there reads that it is locked."""
    ada = set_up.playground.member("ada")
    thread = (await ada.create_thread(QUIZ, "closed"))["id"]
    await least_permissions(set_up)
    await set_up.playground.change_channel(thread, locked=True)
    await refused(set_up, thread, "This thread is locked")


async def test_a_channel_that_takes_no_message(set_up: Stage) -> None:
    """What Discord reports only when it comes to posting is told all the same."""
    for code, why in ((50013, "Send Messages"), (50001, "View Channel"), (50008, "Try a text channel")):
        for command, options in BEGINNINGS:
            await set_up.playground.fault(f"/channels/{QUIZ}/messages", "status", code=code)
            answered = told(
                await set_up.playground.member("ada").slash(QUIZ, command, options, wait="answered", within=20)
            )
            assert why in answered, (code, command, answered)
            await nothing_stays(set_up)


@pytest.mark.parametrize("kind", [VOICE, STAGE_CHANNEL])
async def test_the_chat_of_a_voice_channel(set_up: Stage, kind: int) -> None:
    """A quiz is held there; a thread, which such a channel cannot have, is not made, and that is said."""
    channel = (await set_up.playground.create_channel(STUDY_GROUP, "talk", channel_type=kind))["id"]
    answered = told(
        await set_up.playground.member("ada").slash(channel, "quiz start", {"thread": True}, wait="answered", within=20)
    )
    assert "The lobby is open" in answered
    assert "cannot have threads" in answered


async def test_a_voice_channel_that_the_bot_cannot_enter(set_up: Stage) -> None:
    """Without Connect nobody reads the chat of a voice channel: that permission is named."""
    channel = (await set_up.playground.create_channel(STUDY_GROUP, "talk", channel_type=VOICE))["id"]
    await set_up.playground.set_overwrite(channel, "bot", deny=["connect"])
    await refused(set_up, channel, "**Connect**")


async def test_a_thread_of_an_announcement_channel(set_up: Stage) -> None:
    """Such channels have threads of a kind of their own."""
    channel = (await set_up.playground.create_channel(STUDY_GROUP, "news", channel_type=ANNOUNCEMENT))["id"]
    answered = told(
        await set_up.playground.member("ada").slash(channel, "quiz start", {"thread": True}, wait="answered", within=20)
    )
    assert "The lobby is open in <#" in answered


async def test_a_server_with_as_many_threads_as_there_may_be(set_up: Stage) -> None:
    """The limit is told with its remedy, and no lobby is left."""
    await set_up.playground.fault(f"/channels/{QUIZ}/threads", "status", code=160006)
    answered = told(
        await set_up.playground.member("ada").slash(QUIZ, "quiz start", {"thread": True}, wait="answered", within=20)
    )
    assert "as many open threads" in answered
    await nothing_stays(set_up)


async def test_an_unknown_topic_makes_no_thread(set_up: Stage) -> None:
    """What a member typed never becomes the name of anything."""
    ada = set_up.playground.member("ada")
    before = [channel["id"] for channel in await ada.channels(STUDY_GROUP)]
    for typed in ("**free nitro** https://example.com", "@everyone", "no such topic"):
        answered = told(
            await ada.slash(QUIZ, "quiz start", {"topic": typed, "thread": True}, wait="answered", within=20)
        )
        assert "lobby is open" not in answered
    assert [channel["id"] for channel in await ada.channels(STUDY_GROUP)] == before
    await nothing_stays(set_up)


async def test_a_thread_that_is_archived_in_mid_question(set_up: Stage) -> None:
    """Meanwhile a press says what is wrong; once it is opened again the round goes on by itself."""
    thread = (await set_up.playground.member("ada").create_thread(QUIZ, "evening"))["id"]
    async with set_up.playground.member("ada").watch() as feed:
        table = Table(set_up, feed, channel=thread)
        ben, chloe = table.member("ben"), table.member("chloe")
        await table.begin("ben", "chloe", questions=2)
        question = await table.question(1)
        await set_up.playground.change_channel(thread, archived=True)
        assert is_locked(await answer(ben, question))
        await paused(set_up)
        assert "archived or locked" in told(await answer(chloe, question))
        await set_up.playground.change_channel(thread, archived=False)

        def goes_on(message: Json) -> bool:
            return message["id"] == question["id"] and "1 of 3 locked in" in text_of(message)

        again = await feed.message(thread, goes_on)
        assert "Paused" not in text_of(again)
        assert is_locked(await answer(chloe, again))


async def test_a_lost_permission_that_comes_back(set_up: Stage) -> None:
    """Whichever way the bot may write again, nobody needs to press anything."""
    async with set_up.playground.member("ada").watch() as feed:
        table = Table(set_up, feed)
        await table.begin("ben", questions=2)
        question = await table.question(1)
        await set_up.playground.set_overwrite(QUIZ, "bot", deny=["view_channel"])
        assert is_locked(await answer(table.member("ben"), question))
        await paused(set_up)
        await set_up.playground.delete_overwrite(QUIZ, "bot")
        await feed.message(QUIZ, lambda m: m["id"] == question["id"] and "1 of 2 locked in" in text_of(m))
        assert is_locked(await answer(table.member("ada"), question))
        await table.reveal(1)


async def test_showing_a_quiz_where_nothing_can_be_shown(set_up: Stage) -> None:
    """`/quiz show` says that it has only when it has."""
    thread = (await set_up.playground.member("ada").create_thread(QUIZ, "evening"))["id"]
    async with set_up.playground.member("ada").watch() as feed:
        table = Table(set_up, feed, channel=thread)
        await table.open_lobby()
        assert "Here it is" in told(await table.member("ada").slash(thread, "quiz show"))
        await set_up.playground.set_overwrite(QUIZ, "bot", deny=["send_messages_in_threads"])
        await set_up.playground.fault(f"/channels/{thread}/messages", "status", code=50013)
        assert "cannot write here" in told(await table.member("ada").slash(thread, "quiz show"))


async def test_a_challenge_to_somebody_who_would_never_see_it(set_up: Stage) -> None:
    """Who has left and who cannot see the channel is named, and no challenge is made; neither by a rematch."""
    ada, playground = set_up.playground.member("ada"), set_up.playground
    people = {name: await playground.member(name).id() for name in ("ben", "chloe", "dev")}
    await playground.remove_member(STUDY_GROUP, "ben")
    answered = told(await ada.slash(QUIZ, "duel", {"opponent": people["ben"]}))
    assert "no longer on this server" in answered, answered
    await playground.set_overwrite(QUIZ, people["chloe"], deny=["view_channel"])
    answered = told(await ada.slash(QUIZ, "duel", {"opponent": people["chloe"]}))
    assert "cannot see this channel" in answered, answered
    thread = (await ada.create_thread(QUIZ, "just us", private=True))["id"]
    await ada.add_to_thread(thread, "bot")
    answered = told(await ada.slash(thread, "duel", {"opponent": people["dev"]}))
    assert "cannot see this channel" in answered, answered
    await nothing_stays(set_up)
    await ada.add_to_thread(thread, "dev")
    assert "Your challenge is out" in told(await ada.slash(thread, "duel", {"opponent": people["dev"]}))


async def test_who_is_challenged_is_mentioned_alone(set_up: Stage) -> None:
    """The one person is notified: neither the challenger, nor whoever a name seems to mention."""
    ada, ben = set_up.playground.member("ada"), set_up.playground.member("ben")
    await ben.rename("@everyone <@300000000000000003>")
    async with ada.watch() as feed:
        await ada.slash(QUIZ, "duel", {"opponent": await ben.id()})
        challenge = await feed.message(QUIZ, lambda message: "Accept" in labels(message))
    assert [person["id"] for person in challenge["mentions"]] == [await ben.id()]
    assert not challenge["mention_everyone"]
