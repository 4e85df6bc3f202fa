"""The pages as a browser asks for them, and as somebody asks who has no business there."""

from __future__ import annotations

import asyncio
import errno
import json
import os
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import NoReturn

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import BaseTestServer, TestServer
from structlog.testing import capture_logs

from bot.listening import Page, listening
from bot.monitoring.counts import Counts
from bot.monitoring.server import watched
from bot.presenter import limits
from bot.presenter.limits import A_GAME
from bot.presenter.presenter import KEY, Presenter
from bot.presenter.server import HEADERS, pages, presented
from bot.storage.database import open_database
from bot.storage.stores import SqlMeta
from bot.storage.writer import Writer
from tests.monitoring.test_vitals import WELL
from tests.strategies import NOON

WITHIN_S = 60.0
GAME = 7


class Facts:
    """The installation's facts, in memory."""

    def __init__(self) -> None:
        self.known: dict[str, str] = {}

    async def get(self, name: str) -> str | None:
        return self.known.get(name)

    async def once(self, name: str, value: str) -> str:
        return self.known.setdefault(name, value)


@dataclass
class Site:
    """A presenter of one game, served; `screen` is what the game shows."""

    presenter: Presenter
    server: BaseTestServer
    session: aiohttp.ClientSession
    screens: dict[int, object] = field(default_factory=dict)

    def url(self, end: str = "", link: str | None = None) -> str:
        path = (link or self.presenter.link(GAME)).removeprefix("http://here")
        return str(self.server.make_url(f"{path}{end}"))

    async def asked(self, url: str, method: str = "GET") -> tuple[int, str, dict[str, str]]:
        async with self.session.request(method, url, allow_redirects=False) as response:
            varying = {"Date", "Content-Length"}
            headers = {name: value for name, value in response.headers.items() if name not in varying}
            return response.status, await response.text(), headers


async def event(response: aiohttp.ClientResponse) -> tuple[str, dict[str, object]]:
    """The next event of a stream."""
    async with asyncio.timeout(WITHIN_S):
        text = (await response.content.readuntil(b"\n\n")).decode()
    found = re.fullmatch(r"event: (\w+)\ndata: (.+)\n\n", text)
    assert found, text
    return found[1], json.loads(found[2])


@pytest.fixture
async def site() -> AsyncIterator[Site]:
    screens: dict[int, object] = {GAME: {"view": "lobby", "title": "Nouns · Straße"}}
    presenter = Presenter(Facts(), lambda: NOON)
    presenter.address = "http://here"

    async def shows(game_id: int, _: datetime) -> object | None:
        return screens.get(game_id)

    presenter.shows = shows
    await presenter.open()
    async with TestServer(pages(presenter)) as server, aiohttp.ClientSession() as session:
        yield Site(presenter, server, session, screens)


async def test_the_page_and_its_files(site: Site) -> None:
    """All of it comes from behind the link, with hashes that only these files fit, and nothing is kept anywhere."""
    status, html, headers = await site.asked(site.url())
    assert (status, headers["Content-Type"]) == (200, "text/html; charset=utf-8")
    assert re.search(r"https?:|//|<style|style=|onload", html) is None
    assert re.findall(r'integrity="(sha384-[^"]+)"', html)
    for name, kind in (("presenter.css", "text/css"), ("presenter.js", "text/javascript")):
        assert f'="{site.presenter.link(GAME).rsplit("/", 1)[1]}/{name}"' in html
        status, _, headers = await site.asked(site.url(f"/{name}"))
        assert (status, headers["Content-Type"]) == (200, f"{kind}; charset=utf-8")
    async with site.session.get(site.url("/emoji.woff2")) as font:
        assert (font.status, font.headers["Content-Type"]) == (200, "font/woff2")


async def test_every_answer_is_strict(site: Site) -> None:
    """Whatever is asked for: no store, no referrer, no sniffing, no frame, no script or style but our own."""
    wrong = site.url(link="http://here/show/7-" + "0" * 32)
    for url, method in (
        *((site.url(end), "GET") for end in ("", "/presenter.css", "/presenter.js")),
        (site.url("/events"), "HEAD"),
        (site.url(), "OPTIONS"),
        (site.url(), "POST"),
        (wrong, "GET"),
    ):
        _, _, headers = await site.asked(url, method)
        assert {name: headers.get(name) for name in HEADERS} == HEADERS, (url, method)
    assert HEADERS["Content-Security-Policy"].startswith("default-src 'none'; script-src 'self'; style-src 'self'")
    assert "unsafe" not in HEADERS["Content-Security-Policy"]
    assert (HEADERS["Cache-Control"], HEADERS["Referrer-Policy"]) == ("no-store", "no-referrer")
    async with site.session.get(site.url("/events")) as stream:
        assert {name: stream.headers.get(name) for name in HEADERS} == HEADERS


async def test_whatever_is_wrong_gets_one_and_the_same_answer(site: Site) -> None:
    """Nobody learns whether a game exists, was played, or has ended, nor which paths there are."""
    site.screens[8] = None
    right = site.presenter.link(GAME)
    other = right.replace("/7-", "/8-")
    paths = [
        *("http://here" + path for path in ("", "/", "/show", "/show/", "/favicon.ico", "/metrics", "/health")),
        *(right[:-1], f"{right}0", f"{right}/", f"{right}/x", right.replace("/show", "/SHOW")),
        *(other, f"{other}/events", site.presenter.link(8), site.presenter.link(9)),
    ]
    answers = [await site.asked(site.url(link=path), method) for path in paths for method in ("GET", "POST", "OPTIONS")]
    assert {status for status, _, _ in answers} == {404}
    assert all(answer == answers[0] for answer in answers)


async def test_reading_is_all_that_can_be_done(site: Site) -> None:
    """HEAD and OPTIONS are answered; nothing can be sent."""
    assert (await site.asked(site.url(), "HEAD"))[:2] == (200, "")
    status, text, headers = await site.asked(site.url(), "OPTIONS")
    assert (status, text, headers["Allow"]) == (204, "", "GET, HEAD, OPTIONS")
    assert "Access-Control-Allow-Origin" not in headers
    for method in ("POST", "PUT", "DELETE", "PATCH"):
        assert (await site.asked(site.url(), method))[0] == 405


async def test_a_change_comes_at_once_and_once(site: Site) -> None:
    """The screen comes with the first event and then when it has changed, each time with the server's own time."""
    async with site.session.get(site.url("/events")) as stream:
        assert stream.headers["Content-Type"] == "text/event-stream; charset=utf-8"
        name, told = await event(stream)
        assert (name, told["screen"]) == ("screen", site.screens[GAME])
        assert told["now"] == NOON.timestamp() * 1000
        site.presenter.changed(GAME)  # nothing that is shown has
        assert "screen" not in (await event(stream))[1]
        site.screens[GAME] = {"view": "waiting", "title": "<b>"}
        site.presenter.changed(8)
        site.presenter.changed(GAME)
        assert (await event(stream))[1]["screen"] == site.screens[GAME]


async def test_a_link_ends(site: Site) -> None:
    """Whoever watches is told, and the link then leads nowhere."""
    async with site.session.get(site.url("/events")) as stream:
        await event(stream)
        site.screens[GAME] = None
        site.presenter.changed(GAME)
        assert (await event(stream))[0] == "over"
        assert await stream.content.read() == b""
    assert (await site.asked(site.url()))[0] == 404


async def test_what_cannot_be_drawn_is_asked_for_again(site: Site) -> None:
    """A database that is away for a moment ends no link: the page is told to come back, and the log says why."""

    async def fails(_game_id: int, _at: datetime) -> object | None:
        raise OSError("away")

    stream = await site.session.get(site.url("/events"))
    await event(stream)
    works, site.presenter.shows = site.presenter.shows, fails
    with capture_logs() as logged:
        site.presenter.changed(GAME)
        async with asyncio.timeout(WITHIN_S):
            assert await stream.content.read() == b""
        assert (await site.asked(site.url()))[0] == 503
    assert {(entry["event"], entry["game"]) for entry in logged} == {("a shared screen could not be drawn", GAME)}
    site.presenter.shows = works
    assert (await site.asked(site.url()))[0] == 200


async def test_so_many_may_watch(site: Site) -> None:
    """One more is asked to wait, and finds room once somebody has closed the page."""
    streams = [await site.session.get(site.url("/events")) for _ in range(A_GAME)]
    assert (await site.asked(site.url("/events")))[0] == 503
    assert (await site.asked(site.url()))[0] == 200
    streams[0].close()
    async with asyncio.timeout(WITHIN_S):
        while (answer := await site.session.get(site.url("/events"))).status != 200:
            answer.close()
            await asyncio.sleep(0)
    for stream in (answer, *streams):
        stream.close()


async def test_whoever_asks_too_often_has_to_wait(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """Be it without a link, or with the one to a game."""
    monkeypatch.setattr(limits, "IN_A_SPAN", 5)
    for url in (site.url(link="http://here/x"), site.url()):
        answers = [await site.asked(url) for _ in range(6)]
        assert [status for status, *_ in answers].count(429) == 1
        assert (answers[-1][0], answers[-1][2]["Retry-After"]) == (429, "5")


async def test_guessing_shuts_nobody_out_who_has_a_link(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """Behind a proxy both have one address, and only whoever guesses has to wait."""
    monkeypatch.setattr(limits, "IN_A_SPAN", 5)
    guesses = [await site.asked(site.url(link=f"http://here/show/{GAME}-{number:032x}")) for number in range(9)]
    assert {status for status, *_ in guesses} == {404, 429}
    for end in ("", "/presenter.js", "/presenter.css"):
        assert (await site.asked(site.url(end)))[0] == 200


async def test_before_the_database_is_open_nobody_is_told_that_a_link_is_wrong(site: Site) -> None:
    """A page that is open over a restart must not give up."""
    presenter = Presenter(Facts(), lambda: NOON)
    presenter.address = "http://here"
    async with TestServer(pages(presenter)) as server:
        assert (await site.asked(str(server.make_url("/show/anything"))))[0] == 503


async def test_links_outlive_a_restart(tmp_path: Path) -> None:
    """The key is made once for an installation, and only where the view is on."""
    links = []
    for address in ("", "http://here", "http://here"):
        database = open_database(tmp_path / "recall.sqlite3")
        writer = Writer(database.writing, lambda _: None)
        writer.start()
        presenter = Presenter(facts := SqlMeta(writer, database.reading), lambda: NOON)
        presenter.address = address
        await presenter.open()
        links.append(presenter.link(GAME))
        assert (await facts.get(KEY) is None) == (address == "")
        await writer.close()
        await database.close()
    assert links[0] == ""
    assert links[1] == links[2] != ""


async def test_a_port_that_only_the_administrator_may_use_is_not_called_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever looked for what has it would find nothing: below 1024 the system keeps them to itself."""

    def denied(*_: object, **__: object) -> NoReturn:
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))

    monkeypatch.setattr(asyncio.get_running_loop(), "create_server", denied)
    with capture_logs() as logged:
        async with presented(Presenter(Facts(), lambda: NOON), ("127.0.0.1", 80)):
            pass
        async with watched("127.0.0.1", 80, lambda _: WELL, Counts()):
            pass
    assert [entry["event"] for entry in logged] == [
        "no presenter view; set RECALL_WEB to a port of 1024 or above",
        "no health and metrics; set RECALL_HEALTH_PORT to a port of 1024 or above",
    ]


async def test_a_port_that_is_taken_is_no_reason_not_to_play() -> None:
    """It is logged with the setting to change, and no links are handed out; where it listens, they are."""
    taken = web.AppRunner(web.Application())
    await taken.setup()
    site = web.TCPSite(taken, "127.0.0.1", 0)
    await site.start()
    port = taken.addresses[0][1]
    presenter = Presenter(Facts(), lambda: NOON)
    presenter.address = "http://here"
    await presenter.open()
    offered = []
    with capture_logs() as logged:
        async with presented(presenter, ("127.0.0.1", port)):
            offered.append(presenter.offered)
    until_free = f"no presenter view until 127.0.0.1:{port} is free; it is tried again, and RECALL_WEB can be set to"
    assert [entry["event"] for entry in logged] == [f"{until_free} a free port"]
    await taken.cleanup()
    presenter.address = "http://here"
    async with presented(presenter, ("127.0.0.1", port)):
        offered.append(presenter.offered)
    assert offered == [False, True]
    assert presenter.link(GAME) == ""


async def test_where_the_port_was_taken_at_the_start_links_come_once_it_is_free() -> None:
    """Also from a part that was opened while nothing was served, as when one process takes over from another."""
    taken = web.AppRunner(web.Application())
    await taken.setup()
    await web.TCPSite(taken, "127.0.0.1", 0).start()
    port = taken.addresses[0][1]
    waits, free = asyncio.Event(), asyncio.Event()

    async def pause(_: float) -> None:
        waits.set()
        await free.wait()

    presenter = Presenter(Facts(), lambda: NOON)
    presenter.address, presenter.wanted = "http://here", True
    async with presented(presenter, ("127.0.0.1", port), pause):
        await presenter.open()
        assert not presenter.offered
        await waits.wait()
        await taken.cleanup()
        free.set()
        await asyncio.wait([task for task in asyncio.all_tasks() if task.get_name() == "listening: presenter view"])
        assert presenter.link(GAME).startswith("http://here/show/")


async def test_a_port_that_was_taken_is_had_once_it_is_free() -> None:
    """It is tried ever more rarely, at last once a minute; the log says so once, and when it is there."""
    taken = web.AppRunner(web.Application())
    await taken.setup()
    await web.TCPSite(taken, "127.0.0.1", 0).start()
    port = taken.addresses[0][1]
    waits: asyncio.Queue[float] = asyncio.Queue()
    over: asyncio.Queue[None] = asyncio.Queue()

    async def pause(seconds: float) -> None:
        waits.put_nowait(seconds)
        await over.get()

    served: asyncio.Queue[bool] = asyncio.Queue()
    page = Page(web.Application(), "127.0.0.1", port, "health and metrics", "A_PORT", "A_HOST")
    with capture_logs() as logged:
        async with listening(page, served.put_nowait, pause):
            assert not await served.get()
            waited = []
            for _ in range(8):
                waited.append(await waits.get())
                over.put_nowait(None)
            assert waited == [1, 2, 4, 8, 16, 32, 60, 60]
            await waits.get()
            await taken.cleanup()
            over.put_nowait(None)
            assert await served.get()
            async with aiohttp.ClientSession() as session, session.get(f"http://127.0.0.1:{port}/") as response:
                assert response.status == 404
    until_free = f"no health and metrics until 127.0.0.1:{port} is free; it is tried again, and A_PORT can be set to"
    assert [entry["event"] for entry in logged] == [f"{until_free} a free port", "health and metrics"]


async def test_a_screen_is_written_once_for_all_who_watch(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """However many pages follow a game; and anew when it has changed."""
    written: list[object] = []
    dumps = json.dumps

    def noted(told: object, **options: bool) -> str:
        written.append(told)
        return dumps(told, **options)  # type: ignore[arg-type]

    monkeypatch.setattr("bot.presenter.server.json.dumps", noted)
    first, second = site.screens[GAME], {"view": "over"}
    streams = [await site.session.get(site.url("/events")) for _ in range(5)]
    assert [(await event(stream))[1]["screen"] for stream in streams] == [first] * 5
    site.screens[GAME] = second
    site.presenter.changed(GAME)
    assert [(await event(stream))[1]["screen"] for stream in streams] == [second] * 5
    assert (written.count(first), written.count(second)) == (1, 1)
    for stream in streams:
        stream.close()
