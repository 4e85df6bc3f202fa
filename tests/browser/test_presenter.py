"""The presenter view in a real browser: on a projector and on a phone, for everybody, and over a restart."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime

import pytest
from playwright.async_api import Browser, Page, ViewportSize, expect

from bot.presenter.presenter import Presenter
from bot.presenter.server import presented
from bot.rounds.rules.model import Round
from cogs.rounds.presenting.rendering import screen
from cogs.rounds.presenting.screen import Row, Screen, View, sent
from tests.browser.test_accessibility import AXE, troubles
from tests.presenter.states import HOSTILE, phases
from tests.presenter.test_server import Facts
from tests.strategies import NOON
from tests.wire.processes import free_port

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]
PROJECTOR, PHONE = (1920, 1080), (390, 844)
PATIENCE_MS = 30_000
GAME = 7
PHASES = phases()

HEADINGS = {
    "lobby": "To join, press Join",
    "lobby-teams": "To join, press Join",
    "waiting": "Question 3 of 7 is coming.",
    "question": "A hospital group fine-tunes",
    "question-matching": "Match each need",
    "talk": "Which options can scale to zero?",
    "reveal": "A hospital group fine-tunes",
    "reveal-matching": "Match each need",
    "reveal-teams": "Which options can scale to zero?",
    "break": "A hospital group fine-tunes",
    "podium": "wins: All topics",
    "podium-teams": "Turtles win",
}
"""Phase → how its heading begins."""

RESTING = Screen(
    View.WAITING,
    "Finals",
    headline="Break after round 1",
    table="Standings",
    rows=(Row("1.", "Ada", "5"),),
    facts=("Won round 1: Ada",),
)
"""The break of a quiz night."""


@dataclass
class Evening:
    """A presenter, and the round that it shows; it runs at noon, whatever the browser's clock says."""

    game: Round | None
    facts: Facts = field(default_factory=Facts)
    port: int = field(default_factory=free_port)
    presenter: Presenter = field(init=False)
    instead: Screen | None = None
    """What is shown in place of the round."""

    @asynccontextmanager
    async def on(self) -> AsyncIterator[str]:
        """Served, as by one run of the bot; where."""
        self.presenter = Presenter(self.facts, lambda: NOON)
        self.presenter.address = f"http://127.0.0.1:{self.port}"
        self.presenter.shows = self._shows
        await self.presenter.open()
        async with presented(self.presenter, ("127.0.0.1", self.port)):
            yield self.presenter.link(GAME)

    def show(self, game: Round | None, instead: Screen | None = None) -> None:
        self.game, self.instead = game, instead
        self.presenter.changed(GAME)

    async def _shows(self, _: int, __: datetime) -> object | None:
        return sent(self.instead or screen(self.game)) if self.game else None


@asynccontextmanager
async def a_page(browser: Browser, size: tuple[int, int], *, strict: bool) -> AsyncIterator[Page]:
    """A page in which nothing may go wrong; not `strict`: tools of the test can look inside."""
    wrong: list[str] = []
    viewport = ViewportSize(width=size[0], height=size[1])
    context = await browser.new_context(viewport=viewport, reduced_motion="reduce", bypass_csp=not strict)
    page = await context.new_page()
    page.on("pageerror", lambda error: wrong.append(str(error)))
    yield page
    await context.close()
    assert wrong == []


async def heading(page: Page, begins: str) -> None:
    await expect(page.get_by_role("heading", level=1)).to_contain_text(begins, timeout=PATIENCE_MS)


@pytest.mark.parametrize("size", [PROJECTOR, PHONE], ids=["projector", "phone"])
async def test_every_phase_can_be_read_by_everybody(browser: Browser, size: tuple[int, int]) -> None:
    """No serious barrier in any phase, nothing beyond the edge, on a projector nothing to scroll, nothing that moves
    for who wants none of it; what people call themselves is text.
    """
    evening = Evening(PHASES["lobby"])
    async with evening.on() as link, a_page(browser, size, strict=False) as page:
        await page.goto(link)
        await page.add_script_tag(path=AXE)
        for name, begins in HEADINGS.items():
            evening.show(PHASES[name])
            await heading(page, begins)
            assert await troubles(page) == [], name
            width, height = await page.evaluate("[document.body.scrollWidth, document.documentElement.scrollHeight]")
            assert width <= size[0], name
            assert height <= size[1] or size is PHONE, name
            moving = "e => [getComputedStyle(e).animationName, getComputedStyle(e).transitionDuration]"
            for place in ("#main", "#left"):
                assert await page.locator(place).evaluate(moving) == ["none", "0s"], name
        evening.show(PHASES["lobby"], RESTING)
        await heading(page, RESTING.headline)
        await expect(page.get_by_text(RESTING.facts[0])).to_be_visible()
        evening.show(PHASES["lobby"])
        await heading(page, HEADINGS["lobby"])
        for hostile in HOSTILE[:2]:
            await expect(page.get_by_text(hostile, exact=True)).to_be_visible()
        assert await page.locator("main img, main code, main a").count() == 0


async def test_a_page_outlives_the_bot(browser: Browser) -> None:
    """While the bot is away the page says so; after its restart it comes back by itself, with the question that is on
    and the time that is left by the bot's clock. Once the link is over, it says that.
    """
    evening = Evening(PHASES["question"])
    async with a_page(browser, PROJECTOR, strict=True) as page:
        async with evening.on() as link:
            await page.goto(link)
            await heading(page, HEADINGS["question"])
            await expect(page.locator("#status")).to_be_empty()
        await expect(page.locator("#status")).to_contain_text("Reconnecting", timeout=PATIENCE_MS)
        evening.game = PHASES["break"]
        async with evening.on() as again:
            assert again == link
            await expect(page.get_by_text("A break to look it up.")).to_be_visible(timeout=PATIENCE_MS)
            await expect(page.locator("#status")).to_be_empty()
            minutes = (await page.get_by_role("timer").inner_text()).split(":")[0]
            assert minutes in ("5", "4", "3")
            evening.show(None)
            await expect(page.locator("#status")).to_contain_text("its link no longer works", timeout=PATIENCE_MS)
