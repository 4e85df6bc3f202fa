from __future__ import annotations

import discord
import pytest
from playwright.async_api import Browser, expect

from playground.clock import Clock
from playground.model.seed import new_world
from playground.server import Options, Server
from tests.browser.conftest import Open
from tests.playground.robot import Robot

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]
QUIZ = 400000000000000001


async def test_two_tabs_are_two_members(at: str, browser: Browser) -> None:
    """Two tabs of one browser are two people who see each other's messages, also after a reload."""
    context = await browser.new_context()
    ada, ben = await context.new_page(), await context.new_page()
    await ada.goto(f"{at}/?as=ada")
    await ben.goto(f"{at}/")
    await ben.get_by_role("button", name="You are Ada").click()
    await ben.get_by_role("menuitemradio", name="Ben").click()
    await ben.get_by_label("Message", exact=True).fill("Hello from Ben")
    await ben.keyboard.press("Enter")
    await expect(ada.get_by_role("article", name="Ben").get_by_text("Hello from Ben")).to_be_visible()
    await ben.goto(f"{at}/")
    await expect(ben.get_by_role("button", name="You are Ben")).to_be_visible()
    await expect(ada.get_by_role("button", name="You are Ada")).to_be_visible()


async def test_a_countdown_follows_the_playgrounds_clock(robot: Robot, at: str, open_page: Open) -> None:
    """A relative time counts against the playground's time, and moves when that is moved."""
    page = await open_page(at, "ada")
    channel = await robot.fetch_channel(QUIZ)
    assert isinstance(channel, discord.TextChannel)
    sent = await channel.send("soon")
    await sent.edit(content=f"closes <t:{int(sent.created_at.timestamp()) + 5400}:R>")
    await expect(page.get_by_text("in 1 hour")).to_be_visible()
    await page.get_by_role("button", name="Playground: clock and bot").click()
    await page.get_by_role("button", name="+1 hour").click()
    await expect(page.get_by_text("minutes", exact=False).first).to_be_visible()
    await page.get_by_role("button", name="+1 day").click()
    await expect(page.get_by_text("23 hours ago")).to_be_visible()


async def test_a_lost_playground_is_said_and_found_again(open_page: Open) -> None:
    """The page says that its server is gone, and comes back by itself when that is there again."""
    world = new_world(Clock())
    async with Server(world, Options()) as server:
        page = await open_page(server.url, "ada")
        port = int(server.url.rsplit(":", 1)[1])
    await expect(page.get_by_text("The playground does not answer")).to_be_visible()
    async with Server(world, Options(port=port)):
        await expect(page.get_by_text("The playground does not answer")).to_be_hidden()


async def test_a_thread_appears_among_the_channels(robot: Robot, at: str, open_page: Open) -> None:
    """A thread that the bot opens is in the list at once, under its channel, and can be gone to."""
    page = await open_page(at, "ada")
    channel = await robot.fetch_channel(QUIZ)
    assert isinstance(channel, discord.TextChannel)
    thread = await channel.create_thread(name="Quiz: Metrics", type=discord.ChannelType.public_thread)
    await thread.send("In the thread")
    await page.get_by_role("navigation").get_by_role("button", name="Quiz: Metrics").click()
    await expect(page.get_by_text("In the thread")).to_be_visible()
