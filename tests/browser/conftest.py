from __future__ import annotations

import os
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.async_api import Browser, Page, Route, ViewportSize, async_playwright, expect

from playground.client import Playground
from tests.browser.recall import Recall

# The playground in this process, and the small bot that each test answers for.
from tests.playground.conftest import ada, ben, play, raw, robot, server, server_options
from tests.wire.processes import a_nursery

__all__ = ["ada", "ben", "play", "raw", "robot", "server", "server_options"]

WIDE, PHONE = (1280, 800), (390, 844)
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
INSTALL = "No Chromium was found: `apt-get install chromium`, or `python -m playwright install chromium`."
OFFLINE = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
PATIENCE_MS = 30_000
Open = Callable[..., Awaitable[Page]]

expect.set_options(timeout=PATIENCE_MS)


@pytest.fixture(scope="session", autouse=True)
def programs_are_forked() -> Iterator[None]:
    with a_nursery():
        yield


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    """Chromium; without one the test is skipped, but in CI it fails."""
    async with async_playwright() as playwright:
        own = playwright.chromium.executable_path
        path = next(filter(None, map(shutil.which, [*NAMES, own])), None)
        if path is None:
            (pytest.fail if os.environ.get("CI") else pytest.skip)(INSTALL)
        found = await playwright.chromium.launch(executable_path=path, args=OFFLINE)
        yield found
        await found.close()


@pytest.fixture
async def open_page(browser: Browser) -> AsyncIterator[Open]:
    """Opens the page as a member, in a window of its own; no page may fail or look beyond the playground."""
    wrong: list[str] = []

    async def open_as(address: str, member: str, size: tuple[int, int] = WIDE, *, dark: bool = False) -> Page:
        viewport = ViewportSize(width=size[0], height=size[1])
        page = await browser.new_page(viewport=viewport, color_scheme="dark" if dark else "light")
        page.set_default_timeout(PATIENCE_MS)
        page.on("pageerror", lambda error: wrong.append(str(error)))
        await page.route(lambda url: urlsplit(url).netloc != urlsplit(address).netloc, refuse)
        await page.goto(f"{address}/?as={member}")
        await expect(page.get_by_label("Message", exact=True)).to_be_visible()
        return page

    async def refuse(route: Route) -> None:
        wrong.append(f"asked for {route.request.url}")
        await route.abort()

    yield open_as
    assert not wrong


@pytest.fixture
def at(play: Playground) -> str:
    """The address of the playground in this process."""
    return play.url


@pytest.fixture
async def recall(tmp_path: Path) -> AsyncIterator[Recall]:
    """A playground and the real bot, each a process of its own."""
    async with Recall(tmp_path) as running:
        yield running
