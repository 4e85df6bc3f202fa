"""The page with a keyboard alone: few stops, a way past the channels, and a place that survives a new card."""

from __future__ import annotations

import pytest
from discord import ui
from playwright.async_api import Page, expect

from tests.browser.conftest import PHONE, Open
from tests.browser.test_controls import button, post
from tests.playground.ids import QUIZ
from tests.playground.robot import Raw, Robot

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]
MANY = 40
FEW = 45
"""Stops of the whole page: channels, members, the newest buttons, the composer."""

AT = "document.activeElement.closest('article')?.dataset.id ?? document.activeElement.tagName"
LABEL = "document.activeElement.textContent"


def card(*labels: str) -> list[ui.Item[ui.LayoutView]]:
    return [ui.ActionRow(*(ui.Button(label=label, custom_id=label) for label in labels))]


async def test_a_card_that_is_drawn_anew_keeps_the_keyboards_place(robot: Robot, at: str, open_page: Open) -> None:
    """After a press the focus stays on the same button, or on the message where that button is gone."""
    message = await post(robot, ui.TextDisplay("Which?"), *card("A", "B"))
    page = await open_page(at, "ada")
    await page.get_by_role("button", name="B", exact=True).press("Enter")
    pressed = await robot.next()
    again = ui.LayoutView()
    for item in (ui.TextDisplay("1 locked in"), ui.TextDisplay("Which?"), *card("A", "B")):
        again.add_item(item)
    await pressed.response.edit_message(view=again)
    await expect(page.get_by_text("1 locked in")).to_be_visible()
    assert await page.evaluate(LABEL) == "B"
    await page.keyboard.press("Enter")
    reveal = ui.LayoutView()
    for item in (ui.TextDisplay("A was right"), *card("Next")):
        reveal.add_item(item)
    await (await robot.next()).response.edit_message(view=reveal)
    await expect(page.get_by_text("A was right")).to_be_visible()
    assert await page.evaluate(AT) == str(message.id)
    await page.keyboard.press("Tab")
    await expect(page.get_by_role("button", name="Next")).to_be_focused()


async def test_a_button_that_goes_dark_or_a_message_that_goes_leaves_nobody_lost(
    robot: Robot, raw: Raw, at: str, open_page: Open
) -> None:
    """A focused button that is disabled hands over to its message, a deleted message to the newest one."""
    first = await post(robot, *card("Old"))
    last = await post(robot, *card("One"))
    page = await open_page(at, "ada")
    await page.get_by_role("button", name="One").focus()
    dark = ui.LayoutView()
    dark.add_item(ui.ActionRow(ui.Button(label="One", custom_id="One", disabled=True)))
    await last.edit(view=dark)
    await expect(page.get_by_role("button", name="One")).to_be_disabled()
    assert await page.evaluate(AT) == str(last.id)
    await raw("DELETE", f"/channels/{QUIZ}/messages/{last.id}")
    await expect(page.get_by_role("button", name="One")).to_have_count(0)
    assert await page.evaluate(AT) == str(first.id)


async def test_whoever_looks_elsewhere_is_left_there(robot: Robot, at: str, open_page: Open) -> None:
    """A new card does not take the focus from somebody who writes, or who has clicked beside it."""
    message = await post(robot, *card("A"))
    page = await open_page(at, "ada")
    await page.get_by_role("button", name="A", exact=True).focus()
    await page.get_by_label("Message", exact=True).focus()
    await message.edit(view=ui.LayoutView().add_item(ui.TextDisplay("Drawn anew")))
    await expect(page.get_by_text("Drawn anew")).to_be_visible()
    await expect(page.get_by_label("Message", exact=True)).to_be_focused()


async def test_a_long_log_takes_few_stops(robot: Robot, at: str, open_page: Open) -> None:
    """However long the log, Tab passes it in a few stops; arrows go from message to message, also to the oldest."""
    for number in range(MANY):
        await post(robot, ui.TextDisplay(f"Message {number}"), *card(*"ABCDE"))
    page = await open_page(at, "ada")
    await expect(page.get_by_text(f"Message {MANY - 1}", exact=True)).to_be_visible()
    assert await stops(page) <= FEW
    await page.get_by_role("article").last.focus()
    await page.keyboard.press("Home")
    await expect(page.get_by_role("article").first).to_be_focused()
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("Tab")
    focused = page.get_by_role("article").nth(1).locator(":focus")
    await expect(focused).to_have_count(1)
    assert await stops(page) <= FEW


async def stops(page: Page) -> int:
    """How often Tab is pressed from the top of the page until it leaves it."""
    await page.evaluate("document.activeElement.blur()")
    return int(
        await page.evaluate(
            """() => [...document.querySelectorAll('a[href], button, input, textarea, [tabindex]')]
            .filter(e => e.tabIndex >= 0 && !e.disabled && e.checkVisibility() && !e.closest('[popover]')).length"""
        )
    )


async def test_the_first_stops_lead_past_the_channels(robot: Robot, at: str, open_page: Open) -> None:
    """The first Tab offers to skip to the newest message, the second to where one writes."""
    newest = await post(robot, ui.TextDisplay("Newest"), *card("A"))
    page = await open_page(at, "ada")
    await expect(page.get_by_text("Newest", exact=True)).to_be_visible()
    await page.keyboard.press("Tab")
    skip = page.get_by_role("button", name="Skip to the newest message")
    await expect(skip).to_be_in_viewport(ratio=1)
    await expect(skip).to_be_focused()
    await page.keyboard.press("Enter")
    assert await page.evaluate(AT) == str(newest.id)
    await page.get_by_role("button", name="Skip to the message box").press("Enter")
    await expect(page.get_by_label("Message", exact=True)).to_be_focused()


async def test_closing_a_form_leads_back_to_its_button(robot: Robot, at: str, open_page: Open) -> None:
    """Whoever cancels a form stands on the button that opened it."""
    await post(robot, button("Answer"))
    page = await open_page(at, "ada")
    await page.get_by_role("button", name="Answer").press("Enter")
    form = ui.Modal(title="Your answer", custom_id="f")
    form.add_item(ui.Label(text="A number", component=ui.TextInput(custom_id="t")))
    await (await robot.next()).response.send_modal(form)
    await expect(page.get_by_role("textbox", name="A number")).to_be_focused()
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("button", name="Answer")).to_be_focused()


async def test_the_drawer_takes_the_keyboard_and_gives_it_back(at: str, open_page: Open) -> None:
    """On a phone, the channels lie over the page: Tab goes through them, and Escape leaves them from anywhere."""
    page = await open_page(at, "ada", PHONE)
    opener = page.get_by_role("button", name="Channels")
    await expect(page.locator(".sidebar button").first).to_be_attached()  # what there is to go to has come
    await opener.press("Enter")
    drawer = page.get_by_role("navigation", name="Channels")
    await expect(drawer.get_by_role("button").first).to_be_focused()
    await page.keyboard.press("Tab")
    assert await page.evaluate("document.activeElement.closest('nav') !== null")
    await page.evaluate("document.activeElement.blur()")
    await page.keyboard.press("Escape")
    await expect(drawer).to_be_hidden()
    await expect(opener).to_be_focused()
