"""The playground as one aiohttp application: bot API, gateway, member API, admin API, files and page."""

from __future__ import annotations

import mimetypes
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from aiohttp import web

import playground.model.bot_routes
import playground.model.event_routes
import playground.model.thread_routes  # noqa: F401 (importing the three fills the route table)
from playground.admin_api import AdminApi
from playground.channel_api import ChannelApi
from playground.faults import Faults
from playground.feeds import Feeds
from playground.gateway import Gateway
from playground.interaction_api import InteractionApi
from playground.member_api import MemberApi
from playground.model.world import World
from playground.outages import Outages
from playground.rate_limits import RateLimits
from playground.rest import Rest
from playground.starts import A_DAY, Starts
from playground.stats import Stats
from playground.tracker import Tracker
from playground.web import MAX_UPLOAD, refusals

TOKEN = "playground"  # noqa: S105 (documented, and worth nothing anywhere else)
PAGE = Path(__file__).parent / "page"
LONGEST_HEADER = 64 * 1024
"""Bytes: whoever develops on this machine may have many cookies for it."""
_NO_PAGE = "<!doctype html><title>Playground</title><p>The playground runs. Its page is not built yet."


@dataclass(frozen=True, slots=True)
class Options:
    """How the playground runs."""

    host: str = "127.0.0.1"
    port: int = 0
    token: str = TOKEN
    page: bool = True
    rate_limits: bool = True
    privileged: bool = False
    capture: Path | None = None
    shards: int = 0
    """How many the bot is told to use; 0: as many as its servers need."""
    identify_at_once: int = 0
    """How many shards may begin sessions within five seconds; 0: any number, and nothing is refused."""
    sessions_a_day: int = A_DAY


class Server:
    """A running playground. Use as ``async with Server(world, options) as server``."""

    def __init__(self, world: World, options: Options, save: Callable[[], None] = lambda: None) -> None:
        self.world = world
        self.options = options
        self.url = ""
        self.stats = Stats(options.capture)
        starts = Starts(world.time, options.token, at_once=options.identify_at_once, a_day=options.sessions_a_day)
        self.gateway = Gateway(world, starts, privileged=options.privileged)
        self.tracker = Tracker(world, self.gateway)
        self.feeds = Feeds(world)
        limits, faults = RateLimits(on=options.rate_limits), Faults()
        self.rest = Rest(world, self.tracker, limits, faults, self.stats, starts, options.shards)
        self._apis = (
            MemberApi(world, self.feeds),
            ChannelApi(world),
            InteractionApi(world, self.tracker),
            AdminApi(
                world,
                self.gateway,
                Outages(world, self.gateway),
                self.tracker,
                self.feeds,
                limits,
                faults,
                self.stats,
                save,
            ),
        )
        self.tracker.listeners.append(lambda user_id, told: self.feeds.tell(user_id, "INTERACTION", told))
        self.gateway.online_listeners.append(lambda online: self.feeds.tell_all("BOT", {"online": online}))
        self.app = self._app()
        self._runner = web.AppRunner(
            self.app,
            access_log=None,
            shutdown_timeout=1.0,
            max_line_size=LONGEST_HEADER,
            max_field_size=LONGEST_HEADER,
        )

    def _app(self) -> web.Application:
        app = web.Application(middlewares=[refusals], client_max_size=MAX_UPLOAD)
        app.router.add_route("*", "/api/{version:v\\d+}/{path:.*}", self.rest.handle)
        app.router.add_get("/gateway", self.gateway.connect)
        app.router.add_get("/gateway/", self.gateway.connect)
        app.router.add_get("/cdn/{path:.*}", self._file)
        for api in self._apis:
            api.add_to(app.router)
        if self.options.page:
            app.router.add_get("/", self._index)
            if PAGE.is_dir():
                app.router.add_static("/", PAGE)
        return app

    async def _index(self, _request: web.Request) -> web.StreamResponse:
        index = PAGE / "index.html"
        if index.is_file():
            return web.FileResponse(index, headers={"Cache-Control": "no-cache"})
        return web.Response(text=_NO_PAGE, content_type="text/html")

    async def _file(self, request: web.Request) -> web.Response:
        data = self.world.cdn.blobs.get("/cdn/" + request.match_info["path"])
        if data is None:
            raise web.HTTPNotFound
        kind = mimetypes.guess_type(request.path)[0] or "application/octet-stream"
        # Nothing that was uploaded may run as a page of ours.
        headers = {"X-Content-Type-Options": "nosniff", "Content-Security-Policy": "sandbox"}
        return web.Response(body=data, content_type=kind, headers=headers)

    async def __aenter__(self) -> Self:
        await self._runner.setup()
        site = web.TCPSite(self._runner, self.options.host, self.options.port)
        await site.start()
        port = self._runner.addresses[0][1]
        host = "127.0.0.1" if self.options.host in {"0.0.0.0", "::"} else self.options.host  # noqa: S104
        self.url = f"http://{host}:{port}"
        self.world.cdn.base = self.url
        self.gateway.url = self.rest.gateway_url = f"ws://{host}:{port}/gateway"
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.feeds.close()
        await self.gateway.close()
        self.tracker.close()
        await self._runner.cleanup()
        self.stats.close()
