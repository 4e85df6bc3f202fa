from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from discord import ui
from playwright.async_api import Page, expect

from playground.client import Member
from tests.browser.conftest import PHONE, WIDE, Open
from tests.browser.test_controls import QUIZ, button, post
from tests.playground.robot import Robot

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]
# axe-core, under the Mozilla Public License 2.0 (axe-LICENSE.txt); `npm run axe` in playground/web renews it.
AXE = Path(__file__).parent / "axe.min.js"
RUN = "async () => (await axe.run()).violations.map(v => ({id: v.id, impact: v.impact, at: v.nodes.map(n => n.html)}))"
SERIOUS = {"serious", "critical"}


async def troubles(page: Page) -> list[Any]:
    """What axe finds to be serious or critical in the page as it stands."""
    return [found for found in await page.evaluate(RUN) if found["impact"] in SERIOUS]


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
async def test_axe_finds_nothing_serious(
    robot: Robot, at: str, open_page: Open, ben: Member, size: tuple[int, int], *, dark: bool
) -> None:
    """A channel with a card, a computer, a private reply, open menus and the command picker has no serious barrier."""
    async with ben.watch(by="computer"):
        await ben.send(str(QUIZ), "beep 🥇")
        await look_everywhere(robot, at, open_page, size, dark=dark)


async def look_everywhere(robot: Robot, at: str, open_page: Open, size: tuple[int, int], *, dark: bool) -> None:
    """Open what can be opened, and have axe look at each."""
    text = "-# closes <t:4000000000:R>\n### Which **one**?\n`code` <@300000000000000002> [site](https://example.com)"
    await post(robot, ui.TextDisplay(text), button("Answer"))
    page = await open_page(at, "ada", size, dark=dark)
    await page.add_script_tag(path=AXE)
    await page.get_by_role("button", name="Answer").click()
    await (await robot.next()).response.send_message("Locked in: **A**", ephemeral=True)
    await expect(page.get_by_text("Only you can see this")).to_be_visible()
    assert await troubles(page) == []
    await page.get_by_role("button", name="Playground: clock and bot").click()
    assert await troubles(page) == []
    await page.keyboard.press("Escape")
    await page.get_by_role("button", name="#quiz: change").click()
    assert await troubles(page) == []
    await page.keyboard.press("Escape")
    await page.get_by_label("Message", exact=True).fill("/")
    await expect(page.get_by_role("option", name="/quiz start")).to_be_visible()
    assert await troubles(page) == []
    await page.keyboard.press("Enter")
    assert await troubles(page) == []


@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
async def test_nothing_is_wider_than_the_window(robot: Robot, at: str, open_page: Open, size: tuple[int, int]) -> None:
    """Long words, five buttons and a code block stay within the window."""
    buttons = [ui.Button[ui.LayoutView](label=f"A long label {n}", custom_id=n) for n in "12345"]
    row = ui.ActionRow[ui.LayoutView](*buttons)
    await post(robot, ui.TextDisplay("long" * 100 + "\n```\n" + "code " * 60 + "\n```"), row)
    page = await open_page(at, "ada", size)
    await expect(page.get_by_role("button", name="A long label 5")).to_be_visible()
    assert await page.evaluate("document.documentElement.scrollWidth") <= size[0]
    assert await page.evaluate("document.querySelector('.timeline').scrollWidth") <= size[0]
