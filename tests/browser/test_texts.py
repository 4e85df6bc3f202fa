"""Texts and names that nobody expected, and messages from before what is shown."""

from __future__ import annotations

import pytest
from discord import ui
from playwright.async_api import Browser, expect

from playground.client import Member, Playground
from tests.browser.conftest import PHONE, Open
from tests.browser.test_controls import OVERLAPS, QUIZ, button, post
from tests.playground.robot import Robot

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


async def test_a_moment_beyond_all_dates_is_shown_as_it_was_typed(at: str, open_page: Open, ben: Member) -> None:
    """What one person types breaks nobody's page: neither this message nor the next one is lost."""
    page = await open_page(at, "ada")
    for stamp in ("<t:9999999999999>", "<t:99999999999999999:R>"):
        await ben.send(str(QUIZ), f"at {stamp}")
        await expect(page.get_by_text(f"at {stamp}")).to_be_visible()
    await ben.send(str(QUIZ), "and <t:4000000000:D>")
    await expect(page.get_by_text("2096")).to_be_visible()


async def test_old_messages_come_in_order_and_once(robot: Robot, at: str, open_page: Open, ben: Member) -> None:
    """An edit of what is not shown yet shows nothing; earlier messages asked for twice are there once."""
    channel = robot.get_partial_messageable(QUIZ)
    first = await channel.send("the first")
    for number in range(105):
        await ben.send(str(QUIZ), f"line {number}")
    page = await open_page(at, "ada")
    await expect(page.get_by_text("line 104")).to_be_visible()
    await first.edit(content="the first, edited")
    await ben.send(str(QUIZ), "after the edit")
    await expect(page.get_by_text("after the edit")).to_be_visible()
    await expect(page.get_by_text("the first, edited")).to_have_count(0)
    await page.get_by_role("button", name="Show earlier messages").evaluate("(it) => (it.click(), it.click())")
    await expect(page.get_by_text("the first, edited")).to_have_count(1)
    await expect(page.get_by_text("line 0", exact=True)).to_have_count(1)
    await expect(page.get_by_role("article")).to_have_count(107)


async def test_enter_twice_sends_once(at: str, open_page: Open, ada: Member) -> None:
    """A message that is on its way is not in the box anymore."""
    page = await open_page(at, "ada")
    await page.get_by_placeholder("Message #quiz").fill("only once")
    await page.keyboard.press("Enter")
    await page.keyboard.press("Enter")
    await page.keyboard.type("more")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("article")).to_have_count(2)
    assert [item["content"] for item in await ada.messages(str(QUIZ))] == ["more", "only once"]


async def test_a_countdown_is_not_read_out_every_second(robot: Robot, at: str, open_page: Open) -> None:
    """The log reads new messages to those who listen, and not how the seconds go by."""
    await post(robot, ui.TextDisplay("closes <t:4000000000:R>"), button("Answer"))
    page = await open_page(at, "ada")
    await expect(page.locator("time.stamp")).to_have_attribute("aria-live", "off")


async def test_a_heading_follows_a_list_or_a_quote(robot: Robot, at: str, open_page: Open) -> None:
    """What ends with its line leaves the next line its own sign."""
    await post(robot, ui.TextDisplay("- one\n### After a list\n> said\n### After a quote\n- two\n-# small"))
    page = await open_page(at, "ada")
    for name in ("After a list", "After a quote"):
        await expect(page.get_by_role("heading", name=name)).to_be_visible()
    await expect(page.get_by_text("small", exact=True)).to_be_visible()


async def test_a_text_from_right_to_left_begins_at_the_right(at: str, open_page: Open, ben: Member) -> None:
    """Each paragraph has its own direction, so that its words stand in their order."""
    await ben.send(str(QUIZ), "مرحبا **abc**")
    page = await open_page(at, "ada")
    whole = await page.locator(".md").bounding_box()
    second = await page.locator(".md strong").bounding_box()
    assert whole
    assert second
    assert second["x"] - whole["x"] < 5


async def test_long_names_fit_on_a_phone(
    robot: Robot, at: str, browser: Browser, play: Playground, ben: Member
) -> None:
    """Neither a name nor a channel's lies under anything or beyond the edge."""
    await play.rename("ben", "Maximiliane-Friederike-von-Sch")
    await play.change_channel(str(QUIZ), name="x" * 90)
    await ben.send(str(QUIZ), "short")
    await robot.get_partial_messageable(QUIZ).send("soon <t:4000000000:R>")
    width, height = PHONE
    page = await browser.new_page(viewport={"width": width, "height": height}, is_mobile=True, has_touch=True)
    await page.goto(f"{at}/?as=ada")
    await expect(page.get_by_text("soon")).to_be_visible()
    assert await page.evaluate(OVERLAPS) == []
    assert (await page.get_by_label("Message", exact=True).evaluate("(it) => it.offsetHeight")) < 60
    await page.get_by_role("button", name="Playground: clock and bot").click()
    panel = page.get_by_role("dialog", name="Playground: clock and bot")
    await expect(panel.get_by_role("button", name="xxx")).to_be_visible()
    assert await panel.evaluate("(it) => it.scrollWidth <= it.clientWidth")
