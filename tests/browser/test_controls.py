from __future__ import annotations

import discord
import pytest
from discord import ui
from playwright.async_api import Browser, Page, expect

from tests.browser.conftest import Open
from tests.playground.robot import Raw, Robot, data_of

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]
QUIZ = 400000000000000001
MODAL = 9
FORM = {
    "title": "Report a question",
    "custom_id": "report",
    "components": [
        {
            "type": 18,
            "label": "What is it?",
            "component": {
                "type": 21,
                "custom_id": "kind",
                "options": [{"label": "Wrong key", "value": "key"}, {"label": "Unclear", "value": "unclear"}],
            },
        },
        {
            "type": 18,
            "label": "Which parts?",
            "component": {
                "type": 22,
                "custom_id": "parts",
                "options": [{"label": "Stem", "value": "stem"}, {"label": "Options", "value": "options"}],
            },
        },
        {"type": 18, "label": "Sure", "component": {"type": 23, "custom_id": "sure"}},
        {"type": 18, "label": "Your words", "component": {"type": 4, "custom_id": "words", "style": 2}},
        {
            "type": 18,
            "label": "Exam",
            "component": {"type": 3, "custom_id": "exam", "options": [{"label": "MLA-C02", "value": "mla"}]},
        },
    ],
}


async def post(robot: Robot, *items: ui.Item[ui.LayoutView]) -> discord.Message:
    """A card with these parts in #quiz."""
    view = ui.LayoutView(timeout=None)
    view.add_item(ui.Container(*items))
    channel = await robot.fetch_channel(QUIZ)
    assert isinstance(channel, discord.TextChannel)
    message = await channel.send(view=view)
    view.stop()
    return message


def button(label: str) -> ui.ActionRow[ui.LayoutView]:
    return ui.ActionRow(ui.Button(label=label, custom_id=label.lower()))


async def begin_quiz_start(page: Page) -> None:
    """Take /quiz start from the picker with the keyboard."""
    await page.get_by_label("Message", exact=True).fill("/quiz")
    await expect(page.get_by_role("option", name="/quiz start")).to_be_visible()
    await page.keyboard.press("Enter")


async def test_a_form_is_filled_and_sent(robot: Robot, raw: Raw, at: str, open_page: Open) -> None:
    """Every part of a form reaches the bot as it was filled in, and the form closes; what is missing it says itself."""
    await post(robot, button("Report"))
    page = await open_page(at, "ada")
    await page.get_by_role("button", name="Report").click()
    asked = await robot.next()
    await raw("POST", f"/interactions/{asked.id}/{asked.token}/callback", {"type": MODAL, "data": FORM})
    form = page.get_by_role("dialog", name="Report a question")
    await form.get_by_label("Unclear").check()
    await form.get_by_label("Stem").check()
    await form.get_by_label("Sure").check()
    await form.get_by_label("Your words").fill("Two options are right.")
    await form.get_by_role("button", name="Submit").click()
    await expect(form.get_by_role("alert")).to_have_text("Exam: choose one.")
    await form.get_by_role("combobox", name="Exam").click()
    await form.get_by_role("option", name="MLA-C02").click()
    await expect(form.get_by_role("alert")).to_have_count(0)
    await form.get_by_role("button", name="Submit").click()
    sent = await robot.next()
    await sent.response.send_message("Thank you.", ephemeral=True)
    await expect(form).to_be_hidden()
    parts = [part["component"] for part in data_of(sent)["components"]]
    values = {part["custom_id"]: part.get("value", part.get("values")) for part in parts}
    assert values == {
        "kind": "unclear",
        "parts": ["stem"],
        "sure": True,
        "words": "Two options are right.",
        "exam": ["mla"],
    }


async def test_a_command_is_completed_as_one_types(robot: Robot, at: str, open_page: Open) -> None:
    """The bot's suggestions appear under an option, and what was taken arrives as its value."""
    page = await open_page(at, "ada")
    await begin_quiz_start(page)
    await page.get_by_role("combobox", name="topic").fill("met")
    while (asked := await robot.next()).type is discord.InteractionType.autocomplete:
        typed = data_of(asked)["options"][0]["options"][0]["value"]
        await asked.response.autocomplete([discord.app_commands.Choice(name=f"Metrics ({typed})", value="metrics")])
        if typed == "met":
            await page.get_by_role("option", name="Metrics (met)").click()
            await page.get_by_role("button", name="Run /quiz start").click()
    assert data_of(asked)["options"][0]["options"] == [{"name": "topic", "type": 3, "value": "metrics"}]
    await asked.response.send_message("Here we go.")
    await expect(page.get_by_text("Here we go.")).to_be_visible()


@pytest.mark.parametrize("by", ["Enter", "Send"])
async def test_a_command_can_be_typed_whole(robot: Robot, at: str, open_page: Open, by: str) -> None:
    """What stands behind its name arrives as its options, as Discord's own box has it."""
    page = await open_page(at, "ada")
    await page.get_by_label("Message", exact=True).fill("/quiz start topic:all sorts questions:3")
    await expect(page.get_by_role("option", name="/quiz start")).to_be_visible()
    if by == "Enter":
        await page.keyboard.press("Enter")
    else:
        await page.get_by_role("button", name="Send").click()
    await expect(page.get_by_role("button", name="Run /quiz start")).to_be_focused()
    await page.keyboard.press("Enter")
    while (asked := await robot.next()).type is discord.InteractionType.autocomplete:
        await asked.response.autocomplete([])
    given = {option["name"]: option["value"] for option in data_of(asked)["options"][0]["options"]}
    assert given == {"topic": "all sorts", "questions": 3}
    await asked.response.send_message("Here we go.")


async def test_an_option_that_there_is_not_is_said(robot: Robot, at: str, open_page: Open) -> None:
    """It is not dropped in silence."""
    page = await open_page(at, "ada")
    await page.get_by_label("Message", exact=True).fill("/quiz start colour:red topic:all")
    await expect(page.get_by_role("option", name="/quiz start")).to_be_visible()
    await page.keyboard.press("Enter")
    await expect(page.get_by_text("/quiz start has no option “colour:red”.")).to_be_visible()
    assert robot.arrived.empty()


async def test_an_option_out_of_range_is_said_before_it_is_sent(robot: Robot, at: str, open_page: Open) -> None:
    """A required option that is missing, or a number that is too large, is named on the spot."""
    page = await open_page(at, "ada")
    await begin_quiz_start(page)
    await page.get_by_role("button", name="+ questions").click()
    await page.get_by_role("textbox", name="questions").fill("21")
    await page.get_by_role("button", name="Run /quiz start").click()
    await expect(page.get_by_text("This option is required.")).to_be_visible()
    await expect(page.get_by_text("At most 20.")).to_be_visible()
    assert robot.arrived.qsize() <= 1, "only the completion of the topic may have been asked for"


async def test_a_private_reply_is_seen_by_its_member_alone(robot: Robot, at: str, open_page: Open) -> None:
    """An ephemeral reply is on the page of the one who pressed, on nobody else's, and goes when dismissed."""
    await post(robot, button("Secret"))
    ada, ben = await open_page(at, "ada"), await open_page(at, "ben")
    await ada.get_by_role("button", name="Secret").click()
    await (await robot.next()).response.send_message("For Ada alone", ephemeral=True)
    await expect(ada.get_by_text("For Ada alone")).to_be_visible()
    await post(robot, ui.TextDisplay("For all"))
    await expect(ben.get_by_text("For all")).to_be_visible()
    await expect(ben.get_by_text("For Ada alone")).to_have_count(0)
    await ada.get_by_role("button", name="Dismiss").click()
    await expect(ada.get_by_text("For Ada alone")).to_have_count(0)


async def test_a_select_of_several_is_sent_when_done(robot: Robot, at: str, open_page: Open) -> None:
    """Two options are chosen with the keyboard alone, and both arrive."""
    options = [discord.SelectOption(label=name, value=name.lower()) for name in ("Alpha", "Beta", "Gamma")]
    chosen: ui.Select[ui.LayoutView] = ui.Select(custom_id="s", options=options, min_values=2, max_values=2)
    await post(robot, ui.ActionRow(chosen))
    page = await open_page(at, "ada")
    await page.get_by_role("combobox", name="Choose").press("Enter")
    await expect(page.get_by_role("option", name="Alpha")).to_be_focused()
    for key in ("Enter", "ArrowDown", "ArrowDown", "Enter"):
        await page.keyboard.press(key)
    await expect(page.get_by_text("2 chosen of 2")).to_be_visible()
    for key in ("Tab", "Enter"):
        await page.keyboard.press(key)
    pressed = await robot.next()
    assert data_of(pressed)["values"] == ["alpha", "gamma"]
    await pressed.response.defer()


async def test_a_member_waits_in_plain_sight(robot: Robot, at: str, open_page: Open) -> None:
    """A deferred reply shows that the bot thinks until the answer is there."""
    await post(robot, button("Slow"))
    page = await open_page(at, "ada")
    await page.get_by_role("button", name="Slow").click()
    pressed = await robot.next()
    await pressed.response.defer(thinking=True)
    await expect(page.get_by_text("Recall is thinking…")).to_be_visible()
    await pressed.followup.send("Done thinking")
    await expect(page.get_by_text("Done thinking")).to_be_visible()
    await expect(page.get_by_text("Recall is thinking…")).to_have_count(0)


async def test_a_press_that_nobody_answers_is_said_to_have_failed(robot: Robot, at: str, open_page: Open) -> None:
    """After three seconds without an answer the message says that the interaction failed."""
    await post(robot, button("Lost"))
    page = await open_page(at, "ada")
    await page.get_by_role("button", name="Lost").click()
    await expect(page.get_by_text("This interaction failed")).to_be_visible()
    await robot.next()


async def test_menus_offer_the_bots_commands(robot: Robot, at: str, open_page: Open) -> None:
    """A message command and a member command arrive with the one they were used on."""
    message = await post(robot, ui.TextDisplay("A question"))
    page = await open_page(at, "ada")
    await page.get_by_role("button", name="Message menu").press("Enter")
    await page.get_by_role("menuitem", name="Report question").press("Enter")
    on_message = await robot.next()
    assert data_of(on_message)["target_id"] == str(message.id)
    await on_message.response.send_message("Reported", ephemeral=True)
    await page.get_by_role("button", name="Ben: menu").click()
    await page.get_by_role("menuitem", name="Challenge").click()
    on_member = await robot.next()
    assert data_of(on_member)["target_id"] == "300000000000000002"
    await on_member.response.send_message("Challenged", ephemeral=True)


async def test_markdown_reads_as_discord_writes_it(robot: Robot, at: str, open_page: Open) -> None:
    """Headings, bold, lists, quotes, code, mentions and spoilers are shown, not their signs."""
    text = "### Head\n**bold**\n- one\n1. first\n> said\n`code`\n<@300000000000000002> ||hidden|| [site](https://example.com)"
    await post(robot, ui.TextDisplay(text))
    page = await open_page(at, "ada")
    card = page.get_by_role("article")
    await expect(card.get_by_role("heading", name="Head")).to_be_visible()
    await expect(card.locator("strong", has_text="bold")).to_be_visible()
    await expect(card.get_by_role("listitem")).to_have_text(["one", "first"])
    await expect(card.locator("blockquote")).to_contain_text("said")
    await expect(card.locator("code")).to_have_text("code")
    await expect(card.get_by_text("@Ben")).to_be_visible()
    await expect(card.get_by_role("link", name="site")).to_have_attribute("href", "https://example.com")
    await card.get_by_role("button", name="Spoiler").click()
    await expect(card.get_by_text("hidden")).to_be_visible()


OVERLAPS = """() => [...document.querySelectorAll(".message")].flatMap((message) => {
  const menu = message.querySelector(".message-menu").getBoundingClientRect();
  const texts = document.createTreeWalker(message.querySelector(".body"), NodeFilter.SHOW_TEXT);
  const under = [];
  while (texts.nextNode()) {
    const range = document.createRange();
    range.selectNodeContents(texts.currentNode);
    const crosses = (box) => box.left < menu.right && box.right > menu.left;
    const lies = (box) => crosses(box) && box.top < menu.bottom && box.bottom > menu.top;
    if ([...range.getClientRects()].some(lies)) under.push(texts.currentNode.textContent);
  }
  return under;
})"""
"""The texts that lie under the menu of their message."""


async def test_on_a_phone_the_menu_of_a_message_lies_on_none_of_its_text(
    robot: Robot, at: str, browser: Browser
) -> None:
    """There the menu always shows; only the first of several messages of the same author has a header."""
    long = "Whoever presses just as a card appears is asked to press once more. " * 3
    channel = await robot.fetch_channel(QUIZ)
    assert isinstance(channel, discord.TextChannel)
    for _ in range(2):
        await channel.send(long)
        await post(robot, ui.TextDisplay(long))
    page = await browser.new_page(viewport={"width": 390, "height": 844}, is_mobile=True, has_touch=True)
    await page.goto(f"{at}/?as=ada")
    await expect(page.get_by_role("article")).to_have_count(4)
    assert await page.evaluate(OVERLAPS) == []
