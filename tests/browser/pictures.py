"""`./recall pictures`: makes the README's pictures from a real quiz in the playground, so that they stay true."""

import asyncio
import shutil
import sys
import tempfile
from pathlib import Path

from playwright.async_api import Page, ViewportSize, async_playwright

from playground.client import text_of
from tests.browser.conftest import NAMES, OFFLINE, PHONE, WIDE
from tests.wire.players import Table, answer
from tests.wire.processes import ROOT, stage

PICTURES = ROOT / "docs" / "pictures"
PLAYERS = ("ada", "ben", "chloe")


async def main() -> int:
    """Play two questions and take the pictures; 1 where there is no browser."""
    path = next(filter(None, map(shutil.which, NAMES)), None)
    if path is None:
        print("No Chromium was found: apt-get install chromium", file=sys.stderr)
        return 1
    PICTURES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as name:
        async with async_playwright() as playwright, stage(Path(name)) as set_up:
            browser = await playwright.chromium.launch(executable_path=path, args=OFFLINE)
            async with set_up.playground.member("ada").watch() as feed:
                table = Table(set_up, feed)
                url = set_up.playground.url
                wide = await _open(await browser.new_page(viewport=_size(WIDE), color_scheme="dark"), url, "ben")
                phone = await _open(await browser.new_page(viewport=_size(PHONE)), url, "ben")
                await _play(table, wide, phone)
            await browser.close()
    return 0


async def _play(table: Table, wide: Page, phone: Page) -> None:
    lobby = await table.open_lobby(topic="inference_modes", questions=2)
    for player in PLAYERS[1:]:
        await table.member(player).press(lobby, label="Join")
    await table.member("ada").press(lobby, label="Start")
    for number in (1, 2):
        question = await table.question(number)
        await answer(table.member("ada"), question, number)
        if number == 1:
            await _shoot(wide, "1 of 3 locked in", "question.png")
        for pick, player in enumerate(PLAYERS[1:], start=1):
            await answer(table.member(player), question, pick)
        reveal = await table.reveal(number)
        if number == 1:
            await _shoot(phone, "Why:", "reveal.png")
        await table.next(reveal, PLAYERS)
    assert "points" in text_of(await table.podium())
    await _shoot(wide, "Play again", "podium.png")


async def _open(page: Page, url: str, member: str) -> Page:
    await page.goto(f"{url}/?as={member}")
    return page


async def _shoot(page: Page, shown: str, name: str) -> None:
    await page.get_by_text(shown).last.wait_for()
    await page.screenshot(path=PICTURES / name)
    print(f"docs/pictures/{name}")


def _size(size: tuple[int, int]) -> ViewportSize:
    return ViewportSize(width=size[0], height=size[1])


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
