"""Who acts as a member, and which times the bot's messages name to them."""

from __future__ import annotations

import asyncio

from playground.client import Member, Playground
from tests.playground.ids import ADA_DIRECT, BEN, BOT, DAILY, QUIZ
from tests.playground.robot import Raw, Robot


async def test_it_is_known_whom_a_computer_and_whom_a_person_plays(play: Playground, ada: Member, ben: Member) -> None:
    """Everybody is told when the computer or a person begins to act as somebody, and when the last of them ends."""

    async def acting() -> tuple[bool, bool]:
        found = next(item for item in await play.people() if item["id"] == BEN)
        return found["computer"], found["person"]

    async with ada.watch() as feed, ben.watch(by="computer"):
        assert await acting() == (True, False)
        async with ben.watch(by="person"), ben.watch(by="person"):
            assert await acting() == (True, True)
        told = [await feed.wait_for("PRESENCE", lambda data: data["user_id"] == BEN) for _ in range(3)]
        assert [(item["computer"], item["person"]) for item in told] == [(True, False), (True, True), (True, False)]
    async with ada.watch() as feed:
        while await acting() != (False, False):
            await feed.wait_for("PRESENCE")


async def test_the_times_to_come_are_those_that_the_bot_names(
    robot: Robot, raw: Raw, play: Playground, ada: Member, ben: Member
) -> None:
    """Future timestamps in the bot's messages are listed, the next first; not past, hidden or other people's."""
    message = await robot.get_partial_messageable(int(QUIZ)).send("x")
    now = int(message.created_at.timestamp())
    for channel, ahead in ((QUIZ, -5), (DAILY, 900), (QUIZ, 50), (DAILY, 900), (ADA_DIRECT, 70)):
        await raw("POST", f"/channels/{channel}/messages", {"content": f"<t:{now + ahead}:R> and <t:{now + ahead}>"})
    await ada.send(QUIZ, f"<t:{now + 60}>")
    view = {
        "flags": 1 << 15,
        "components": [{"type": 17, "components": [{"type": 10, "content": f"<t:{now + 80}:F>"}]}],
    }
    await raw("POST", f"/channels/{QUIZ}/messages", view)
    acting = asyncio.create_task(ada.slash(QUIZ, "practice"))
    await (await robot.next()).response.send_message(f"<t:{now + 90}:t>", ephemeral=True)
    await acting
    assert [(item["at"] - now, item["channel_id"]) for item in await ada.times()] == [
        (50, QUIZ),
        (70, ADA_DIRECT),
        (80, QUIZ),
        (90, QUIZ),
        (900, DAILY),
    ]
    await play.set_overwrite(DAILY, "ben", deny=["view_channel"])
    assert [item["at"] - now for item in await ben.times()] == [50, 80]
    await play.advance(85)
    assert [item["at"] - now for item in await ben.times()] == []
    await raw("POST", f"/channels/{QUIZ}/messages", {"content": f"Open until <t:{now + 5_000}:f>"})
    for _ in range(60):
        await ada.send(QUIZ, "So much was said since.")
    assert [item["at"] - now for item in await ben.times()] == [5_000]
    assert BOT not in [item["id"] for item in await play.people()]
