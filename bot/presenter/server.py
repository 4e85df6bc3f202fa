"""What is served: a page, its three files and its events behind each secret link, and nothing anywhere else."""

import asyncio
import json
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import structlog
from aiohttp import web

from bot.kernel.background import note_failure
from bot.listening import Page, Pause, listening
from bot.presenter.files import Files, read_files
from bot.presenter.limits import Streams, Visits
from bot.presenter.presenter import Presenter, Presenters

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; connect-src 'self'; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'"
)
HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": POLICY,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "Server": "Recall",
    "X-Accel-Buffering": "no",  # a proxy passes events on at once
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex",
}
"""Of every answer, whatever it is."""

READ = {"GET", "HEAD", "OPTIONS"}

NOT_FOUND = "This link is not valid, or its quiz is over."
STARTING = "Recall is starting. Try again in a moment."
TOO_MANY = "Too many people are watching. Try again in a moment."
FAILED = "Recall cannot show this now. Try again in a moment."
TOO_OFTEN = "That was too often. Try again in a moment."

SPACING_S = 0.25
"""So many presses at once are one event."""

STUCK_S = 20.0
"""Whoever does not take an event for so long is let go."""

NOT_DRAWN = "a shared screen could not be drawn"

MOST_SAID = 100
"""So many games' screens are kept as they were sent last, for all pages that follow the same game."""

_log = structlog.get_logger(__name__)

_PATH = re.compile(r"/show/([0-9a-z]{1,12}-[0-9a-f]{32})(?:/(presenter\.css|presenter\.js|emoji\.woff2|events))?")


class Pages:
    """Answers requests; `end` has the streams come to an end."""

    def __init__(self, presenter: Presenter | Presenters, files: Files) -> None:
        self._presenter = presenter
        self._files = files
        self._visits = Visits()
        self._streams = Streams()
        self._ending = False
        self._said: dict[int, tuple[object, str]] = {}

    async def end(self, _: web.Application) -> None:
        """Nobody waits for events any longer."""
        self._ending = True
        self._presenter.wake()

    async def answer(self, request: web.Request) -> web.StreamResponse:
        """Any request; whatever is no link that leads somewhere gets one and the same answer."""
        if not self._presenter.ready:
            return _refusal(503, STARTING)
        found = _PATH.fullmatch(request.path)
        game_id = self._presenter.game(found[1]) if found else None
        if not self._visits.allow(game_id or request.remote or "", asyncio.get_running_loop().time()):
            return _refusal(429, TOO_OFTEN)
        try:
            shown = None if game_id is None else await self._presenter.screen(game_id)
        except Exception as error:  # noqa: BLE001 - the page asks again, and the next one may be drawn
            note_failure(_log, NOT_DRAWN, error, game=game_id)
            return _refusal(503, FAILED)
        if found is None or game_id is None or shown is None:
            return _refusal(404, NOT_FOUND)
        allowed = {"Allow": ", ".join(sorted(READ))}
        if request.method not in READ:
            return web.Response(status=405, headers=allowed)
        if request.method == "OPTIONS":
            return web.Response(status=204, headers=allowed)
        return await self._part(request, found[1], found[2] or "", game_id)

    async def _part(self, request: web.Request, token: str, name: str, game_id: int) -> web.StreamResponse:
        if name == "presenter.css":
            return web.Response(body=self._files.css, content_type="text/css", charset="utf-8")
        if name == "presenter.js":
            return web.Response(body=self._files.js, content_type="text/javascript", charset="utf-8")
        if name == "emoji.woff2":
            return web.Response(body=self._files.font, content_type="font/woff2")
        if not name:
            return web.Response(text=self._files.page(token), content_type="text/html")
        if request.method == "HEAD":
            return web.Response(content_type="text/event-stream")
        if not self._streams.have_room(game_id):
            return _refusal(503, TOO_MANY)
        with self._streams.one_more(game_id):
            return await self._follow(request, game_id)

    async def _follow(self, request: web.Request, game_id: int) -> web.StreamResponse:
        """Send the screen whenever it changes, and the time now and then, until the link is over."""
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream; charset=utf-8"})
        await response.prepare(request)
        try:
            with suppress(ConnectionError, TimeoutError):
                await self._tell(response, game_id)
        except Exception as error:  # noqa: BLE001 - the page comes back by itself
            note_failure(_log, NOT_DRAWN, error, game=game_id)
        return response

    async def _tell(self, response: web.StreamResponse, game_id: int) -> None:
        with self._presenter.watching(game_id) as changed:
            shown: object = None
            while not self._ending:
                changed.clear()
                screen = await self._presenter.screen(game_id)
                news = self._as_json(game_id, screen) if screen != shown else None
                shown = screen
                await self._send(response, "screen" if screen is not None else "over", news)
                if screen is None:
                    break
                await asyncio.sleep(SPACING_S)
                with suppress(TimeoutError):
                    async with asyncio.timeout(self._presenter.again_s(game_id)):
                        await changed.wait()

    def _as_json(self, game_id: int, screen: object) -> str:
        """A screen in JSON, written once for all pages that follow its game."""
        known = self._said.pop(game_id, None)
        same = known is not None and known[0] == screen
        self._said[game_id] = known if known and same else (screen, json.dumps(screen, ensure_ascii=False))
        if len(self._said) > MOST_SAID:
            del self._said[next(iter(self._said))]
        return self._said[game_id][1]

    async def _send(self, response: web.StreamResponse, event: str, screen: str | None) -> None:
        now = round(self._presenter.now().timestamp() * 1000)
        told = json.dumps({"version": self._files.version, "now": now})
        if screen is not None:
            told = f'{told[:-1]}, "screen": {screen}}}'
        async with asyncio.timeout(STUCK_S):
            await response.write(f"event: {event}\ndata: {told}\n\n".encode())


def pages(presenter: Presenter | Presenters) -> web.Application:
    """What is served."""
    answering = Pages(presenter, read_files())
    app = web.Application(client_max_size=1024)
    app.router.add_route("*", "/{any:.*}", answering.answer)
    app.on_response_prepare.append(_head)
    app.on_shutdown.append(answering.end)
    return app


@asynccontextmanager
async def presented(
    presenter: Presenter | Presenters, place: tuple[str, int] | None, pause: Pause = asyncio.sleep
) -> AsyncIterator[None]:
    """Serve the pages while the body runs, where there is a place to listen on; one that is taken is tried again.

    Links are handed out for as long as they lead somewhere.
    """
    if place is None:
        yield
        return
    address = presenter.address

    def tell(served: bool) -> None:  # noqa: FBT001 - listening says so
        presenter.address = address if served else ""

    async with listening(Page(pages(presenter), *place, "presenter view", "RECALL_WEB", "RECALL_WEB"), tell, pause):
        yield
    presenter.address = ""


async def _head(_: web.Request, response: web.StreamResponse) -> None:
    response.headers.update(HEADERS)


def _refusal(status: int, why: str) -> web.Response:
    headers = {"Retry-After": "5"} if status in (429, 503) else {}
    return web.Response(status=status, text=f"{why}\n", headers=headers)
