"""What a player does on the page, by clicking alone."""

from __future__ import annotations

import re

from playwright.async_api import Locator, Page, expect

NUMBERS = {"two": 2, "three": 3, "four": 4, "five": 5}
A_LOOK_MS = 800
"""Nobody presses in the instant in which buttons appear, and the bot would not take it."""

FIRST = re.compile(r"^(A|True)$")


def question(page: Page, number: int, of: int) -> Locator:
    """The card of an open question."""
    return page.get_by_role("article").filter(has_text=f"{number}/{of} ·").filter(has_text="locked in.")


async def answer(page: Page, card: Locator) -> None:
    """Answer with whatever comes first, in the way that this kind of question asks for."""
    several = card.get_by_role("combobox")
    form = card.get_by_role("button", name="Answer", exact=True)
    first = card.get_by_role("button", name=FIRST)
    await expect(several.or_(form).or_(first)).to_be_visible()
    await page.wait_for_timeout(A_LOOK_MS)
    if await several.count():
        await _choose_first(page, several)
    elif await form.count():
        await form.click()
        await _write(page)
    else:
        await first.click()
    await expect(page.get_by_role("article").filter(has_text="Only you can see this").last).to_be_visible()
    await expect(page.locator("[aria-busy=true]")).to_have_count(0)


async def _choose_first(page: Page, select: Locator) -> None:
    wanted = NUMBERS[re.findall(r"two|three|four|five", await select.inner_text())[0]]
    await select.click()
    for option in (await page.get_by_role("option").all())[:wanted]:
        await option.click()
    await page.get_by_role("button", name="Done").click()


async def _write(page: Page) -> None:
    field = page.get_by_role("dialog").get_by_role("textbox")
    sheet = page.get_by_role("article").filter(has_text=re.compile("Tap the steps|Choose a letter|Lock it in"))
    await expect(field.or_(sheet)).to_be_visible()
    if await field.count():
        await field.fill("1")
        await page.get_by_role("button", name="Submit").click()
        return
    lock = sheet.get_by_role("button", name="Lock in")
    steps = sheet.get_by_role("button", name=re.compile("^[A-G]$"), disabled=False)
    step, match = steps.first, sheet.get_by_role("combobox")
    while True:
        await expect(lock.or_(match).or_(step)).to_be_visible()
        if await lock.count():
            break
        await _pick(page, sheet, step, match)
    await page.wait_for_timeout(A_LOOK_MS)
    await lock.click()


async def _pick(page: Page, sheet: Locator, step: Locator, match: Locator) -> None:
    before = await sheet.inner_text()
    if await match.count():
        await match.click()
        await page.get_by_role("option").first.click()
    else:
        await step.click()
    await expect(sheet).not_to_have_text(before, use_inner_text=True)
    await expect(page.locator("[aria-busy=true]")).to_have_count(0)
