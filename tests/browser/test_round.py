from __future__ import annotations

import re

import pytest
from playwright.async_api import Page, expect

from tests.browser.conftest import PHONE, Open
from tests.browser.playing import answer, question
from tests.browser.recall import Recall

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]
QUESTIONS = 3
STARTING_MS = 60_000
NEXT = re.compile("^(Next|To the podium)")


async def open_lobby(page: Page, questions: int) -> None:
    """Wait for the bot's commands, and run /quiz start by the picker, without a clock to lose to."""
    message = page.get_by_label("Message", exact=True)
    await expect(page.get_by_role("button", name="Start a quiz")).to_be_visible(timeout=STARTING_MS)
    await message.fill("/quiz st")
    await page.get_by_role("option", name="/quiz start").click()
    await page.get_by_role("button", name="+ questions").click()
    await page.get_by_role("textbox", name="questions").fill(str(questions))
    await page.get_by_role("button", name="+ pace").click()
    await page.get_by_role("option", name="Relaxed").click()
    await page.get_by_role("button", name="Run /quiz start").click()
    await expect(page.get_by_role("button", name="Join")).to_be_visible()


async def test_three_members_play_a_whole_round_by_clicking(recall: Recall, open_page: Open) -> None:
    """Three people in three windows, one of them a phone, get from an empty channel to the podium."""
    ada, ben = await open_page(recall.url, "ada"), await open_page(recall.url, "ben")
    chloe = await open_page(recall.url, "chloe", PHONE)
    await open_lobby(ada, QUESTIONS)
    for page in (ben, chloe):
        await page.get_by_role("button", name="Join").click()
        await expect(page.get_by_text("You are in.")).to_be_visible()
    await ada.get_by_role("button", name="Start", exact=True).click()
    for number in range(1, QUESTIONS + 1):
        for page in (ada, ben, chloe):
            await answer(page, question(page, number, QUESTIONS))
        for page in (ada, ben, chloe):
            card = page.get_by_role("article").filter(has_text=f"{number}/{QUESTIONS} ·")
            await card.get_by_role("button", name=NEXT).click()  # the card before may still have its own
    for page in (ada, ben, chloe):
        await expect(page.get_by_role("button", name="Play again")).to_be_visible()


async def test_a_round_survives_its_bot(recall: Recall, open_page: Open) -> None:
    """Kill the bot in mid-question and restart it: the answer given before still counts, and the round goes on."""
    ada, ben = await open_page(recall.url, "ada"), await open_page(recall.url, "ben")
    await open_lobby(ada, 1)
    await ben.get_by_role("button", name="Join").click()
    await expect(ben.get_by_text("You are in.")).to_be_visible()
    await ada.get_by_role("button", name="Start", exact=True).click()
    await answer(ada, question(ada, 1, 1))
    await ada.get_by_role("button", name="Playground: clock and bot").click()
    await ada.get_by_role("button", name="Kill bot").click()
    await expect(ben.get_by_text("The bot is offline")).to_be_visible()
    await ada.get_by_role("button", name="Restart bot").click()
    await expect(ben.get_by_text("The bot is offline")).to_be_hidden()
    await answer(ben, question(ben, 1, 1))
    await expect(ben.get_by_text(re.compile("2 (right|partly right|wrong)"))).to_be_visible()
