"""What the page says of the world and changes in it: computers, times to come, an absent bot, threads, emoji."""

from __future__ import annotations

import asyncio
import re

import pytest
from discord import ui
from playwright.async_api import Browser, Route, WebSocket, expect

from playground.client import Member, Playground
from tests.browser.conftest import Open
from tests.browser.test_controls import button, post
from tests.playground.ids import DAILY, QUIZ, STUDY
from tests.playground.robot import Raw, Robot

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]
CLOCK = "Playground: clock and bot"


async def test_whoever_the_computer_plays_is_called_a_computer(at: str, open_page: Open, ben: Member) -> None:
    """A partner is labelled among the members and on what they write, and no longer once a person plays them."""
    async with ben.watch(by="computer"):
        await ben.send(QUIZ, "beep")
        page = await open_page(at, "ada")
        members = page.get_by_role("navigation").get_by_role("listitem").filter(has_text="Ben")
        await expect(members.get_by_text("Computer")).to_be_visible()
        await expect(page.get_by_role("article").get_by_text("Computer")).to_be_visible()
        await page.get_by_role("button", name="You are Ada").click()
        await expect(page.get_by_role("menuitemradio", name="Ben Computer")).to_be_visible()
        other = await open_page(at, "ben")
        await expect(members.get_by_text("Computer")).to_have_count(0)
        await other.close()
        await expect(members.get_by_text("Computer")).to_be_visible()


async def test_the_clock_goes_to_the_times_that_the_bot_names(
    robot: Robot, raw: Raw, play: Playground, at: str, open_page: Open
) -> None:
    """The clock menu offers the next times in the bot's messages, whatever the browser's zone, and goes there."""
    now = int((await robot.get_partial_messageable(int(QUIZ)).send("x")).created_at.timestamp())
    for channel, ahead in ((QUIZ, -60), (DAILY, 14 * 3600), (QUIZ, 40 * 3600)):
        await raw("POST", f"/channels/{channel}/messages", {"content": f"comes <t:{now + ahead}:R>"})
    page = await open_page(at, "ada")
    await page.get_by_role("button", name=CLOCK).click()
    await expect(page.get_by_role("dialog").get_by_role("listitem")).to_have_count(2)
    await page.get_by_role("button", name="#daily").click()
    await expect(page.get_by_role("dialog").get_by_role("listitem")).to_have_count(1)
    offset = (await play.clock())["offset_seconds"]
    assert 14 * 3600 - 60 <= offset <= 14 * 3600 + 60


async def test_what_happens_to_a_press_without_the_bot_is_said(robot: Robot, at: str, open_page: Open) -> None:
    """While the bot is away the page says that a press fails, and so it does."""
    await post(robot, button("Lost"))
    page = await open_page(at, "ada")
    await robot.close()
    await expect(page.get_by_text("The bot is offline. What you press or run now fails")).to_be_visible()
    await page.get_by_role("button", name="Lost").click()
    await expect(page.get_by_text("This interaction failed")).to_be_visible()


async def test_news_while_the_page_is_still_reading_is_not_undone_by_what_it_read(
    robot: Robot, at: str, browser: Browser
) -> None:
    """A bot that leaves between the page's reading of how things stand and the answer's arrival is offline."""
    page = await browser.new_page()
    left = asyncio.Event()

    async def answer_late(route: Route) -> None:
        how_it_stood = await route.fetch()
        await robot.close()
        await left.wait()
        await route.fulfill(response=how_it_stood)

    def heard(socket: WebSocket) -> None:
        socket.on("framereceived", lambda frame: left.set() if '"BOT"' in str(frame) else None)

    page.on("websocket", heard)
    await page.route("**/admin/world", answer_late)
    await page.goto(f"{at}/?as=ada")
    await expect(page.get_by_placeholder("Message #quiz")).to_be_visible()
    await expect(page.get_by_text("The bot is offline. What you press or run now fails")).to_be_visible()


async def test_a_thread_is_archived_locked_and_opened_again(
    play: Playground, ada: Member, at: str, open_page: Open
) -> None:
    """The gear does to a thread what Discord's menu does; the list of channels says how it stands."""
    await ada.create_thread(QUIZ, "Round")
    await play.set_permissions(STUDY, "everyone", ["view_channel", "read_message_history", "manage_threads"])
    page = await open_page(at, "ada")
    channels = page.get_by_role("navigation")
    await channels.get_by_role("button", name="Round").click()
    await page.get_by_role("button", name="#Round: change").click()
    await page.get_by_role("button", name="Lock", exact=True).click()
    await expect(channels.get_by_role("button", name="Round (locked)")).to_be_visible()
    await page.get_by_role("button", name="Archive").click()
    await expect(channels.get_by_role("button", name="Round (archived, locked)")).to_be_visible()
    await page.get_by_role("button", name="Unarchive").click()
    await page.get_by_role("button", name="Unlock").click()
    await expect(channels.get_by_role("button", name="Round", exact=False)).to_have_text(re.compile("Round$"))


async def test_a_new_nickname_is_shown_everywhere(ada: Member, at: str, open_page: Open) -> None:
    """Who takes another name in a server has it among the members and on their messages at once."""
    await ada.send(QUIZ, "hello")
    page, other = await open_page(at, "ada"), await open_page(at, "ben")
    await page.get_by_role("button", name="#quiz: change").click()
    await page.get_by_label("Nickname").fill("Countess")
    await page.get_by_role("button", name="Save").click()
    for shown in (page, other):
        await expect(shown.get_by_role("article", name="Countess")).to_be_visible()
        await expect(shown.get_by_role("navigation").get_by_text("Countess")).to_be_visible()


async def test_emoji_come_with_the_page(robot: Robot, at: str, open_page: Open) -> None:
    """A medal is drawn from the page's own font, in colour, and letters are not."""
    await post(robot, ui.TextDisplay("🥇 Ada"))
    page = await open_page(at, "ada")
    await expect(page.get_by_text("🥇 Ada")).to_be_visible()
    await page.wait_for_function("document.fonts.check('16px Playground Emoji', '🥇')")
    faces = await page.evaluate("[...document.fonts].filter(f => f.family.includes('Playground')).map(f => f.status)")
    assert faces == ["loaded"]
    colours = await page.evaluate(
        """() => {
            const canvas = document.createElement('canvas');
            canvas.width = canvas.height = 40;
            const pen = canvas.getContext('2d');
            pen.font = '32px "Playground Emoji"';
            pen.fillText('🥇', 0, 34);
            return new Set(new Uint32Array(pen.getImageData(0, 0, 40, 40).data.buffer)).size;
        }"""
    )
    assert colours > 50
