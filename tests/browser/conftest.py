"""One browser for all tests of a process: to start it takes longer than most of them. Each has windows of its own.

What one loop opened only that loop can use, so these tests and their fixtures share one.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, Route, ViewportSize, async_playwright, expect

from playground.client import Playground
from playground.server import Options, Server
from tests.browser.recall import Recall

# The playground in this process, and the small bot that each test answers for.
from tests.playground.conftest import ada, ben, connected, raw, server_options, serving
from tests.playground.robot import Raw, Robot
from tests.wire.processes import a_nursery

__all__ = ["ada", "ben", "raw", "server_options"]

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


@pytest_asyncio.fixture(loop_scope="session")
async def server(server_options: Options) -> AsyncIterator[Server]:
    async with serving(server_options) as running:
        yield running


@pytest_asyncio.fixture(loop_scope="session")
async def play(server: Server) -> AsyncIterator[Playground]:
    async with Playground(server.url) as client:
        yield client


@pytest_asyncio.fixture(loop_scope="session")
async def robot(raw: Raw) -> AsyncIterator[Robot]:
    async with connected(raw) as client:
        yield client


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def chromium() -> AsyncIterator[Browser]:
    """Chromium; without one the tests are skipped, but in CI they fail."""
    async with async_playwright() as playwright:
        own = playwright.chromium.executable_path
        path = next(filter(None, map(shutil.which, [*NAMES, own])), None)
        if path is None:
            (pytest.fail if os.environ.get("CI") else pytest.skip)(INSTALL)
        found = await playwright.chromium.launch(executable_path=path, args=OFFLINE)
        yield found
        await found.close()


@pytest_asyncio.fixture(loop_scope="session")
async def browser(chromium: Browser) -> AsyncIterator[Browser]:
    """Chromium with no window open, as after it was started."""
    yield chromium
    for context in chromium.contexts:
        await context.close()


@pytest_asyncio.fixture(loop_scope="session")
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


@pytest_asyncio.fixture(loop_scope="session")
async def recall(tmp_path: Path) -> AsyncIterator[Recall]:
    """A playground and the real bot, each a process of its own."""
    async with Recall(tmp_path) as running:
        yield running
