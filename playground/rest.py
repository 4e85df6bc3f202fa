"""The REST API as the bot sees it: token, rate limits, faults, the routes, Discord's errors."""

from __future__ import annotations

import asyncio
import json
import logging
import re
from typing import Any

from aiohttp import BodyPartReader, web

from playground.faults import Fault, Faults
from playground.model.commands import Quota
from playground.model.errors import ApiError, known, unauthorized
from playground.model.messages import Upload
from playground.model.routes import Call, Route, Routes
from playground.model.world import World
from playground.rate_limits import RateLimits, Verdict
from playground.starts import Starts
from playground.stats import Stats
from playground.tracker import Tracker
from playground.web import decoded

log = logging.getLogger(__name__)
_FILE_PART = re.compile(r"files\[(\d+)\]")
_OPEN = {"interactions", "webhooks", "gateway"}
_JSON_TYPE = {"Content-Type": "application/json"}
#: discord.py takes a 429 without it for a ban by Discord's proxy.
_VIA = {"Via": "1.1 playground"}


class Rest:
    """Handles every request under ``/api``."""

    def __init__(
        self,
        world: World,
        tracker: Tracker,
        limits: RateLimits,
        faults: Faults,
        stats: Stats,
        starts: Starts,
        shards: int = 0,
    ) -> None:
        self.world = world
        self.tracker = tracker
        self.limits = limits
        self.faults = faults
        self.stats = stats
        self.starts = starts
        self.shards = shards
        self.gateway_url = ""
        self._routes = Routes()
        self._quota = Quota()

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """One request of the bot."""
        path = "/" + request.match_info["path"]
        found = self._routes.find(request.method, path)
        route = found[0].template if found else path
        self.stats.arrived(route, asyncio.get_running_loop().time())
        fault = self.faults.take(request.method, path) if self.faults.waiting else None
        if fault is not None and fault.when == "before":
            return await self._fail(request, fault, route, path)
        answer = await self._answer(request, path, found)
        if fault is not None:
            return await self._fail(request, fault, route, path)
        return answer

    async def _answer(
        self, request: web.Request, path: str, found: tuple[Route, dict[str, str]] | None
    ) -> web.Response:
        route, args = found or (None, {})
        verdict, body = Verdict({}), None
        try:
            self._authorize(request, path)
            verdict = self._take(request.method, route.template if route else path, args)
            if verdict.retry_after is not None:
                status, data = 429, _limited(verdict.retry_after, everywhere=verdict.everywhere)
                data.update(verdict.refusal)
            else:
                body, files = await _read(request)
                status, data = self._call(request, path, route, args, body, files)
        except ApiError as error:
            status, data = error.status, error.to_json()
        headers = {**verdict.headers, **_retry(data)} if status == 429 else verdict.headers
        self._note(request, route.template if route else path, path, body, status)
        return _response(status, data, headers)

    def _authorize(self, request: web.Request, path: str) -> None:
        if request.headers.get("Authorization") == f"Bot {self.starts.token}":
            return
        first = path.split("/", 2)[1]
        if first not in _OPEN or path == "/gateway/bot" or "Authorization" in request.headers:
            raise unauthorized()

    def _take(self, method: str, route: str, args: dict[str, str]) -> Verdict:
        now = asyncio.get_running_loop().time()
        return self.limits.take(method, route, args, now, self.world.time.now().timestamp())

    def _call(
        self,
        request: web.Request,
        path: str,
        route: Route | None,
        args: dict[str, str],
        body: Any,
        files: list[Upload],
    ) -> tuple[int, Any]:
        if path in {"/gateway", "/gateway/bot"}:
            return 200, self._gateway()
        if route is None:
            log.warning("The bot asked for %s %s, which the playground does not know.", request.method, path)
            return 404, {"message": "404: Not Found", "code": 0}
        reason = request.headers.get("X-Audit-Log-Reason")
        call = Call(self.world, self._quota, request.method, path, args, body, request.query, files, reason)
        self._may_see_guild(args)
        data = _guarded(route, call)
        if call.acknowledged is not None:
            self.tracker.acknowledged(call.acknowledged)
        if call.touched is not None:
            self.tracker.touched(call.touched)
        return (204, None) if data is None else (200, data)

    def _may_see_guild(self, args: dict[str, str]) -> None:
        guild_id = args.get("guild_id")
        known_guild = guild_id and guild_id.isdigit() and int(guild_id) in self.world.guilds
        if known_guild and not self.world.bot_in(int(args["guild_id"])):
            raise known.missing_access()
        channel = self.world.channels.get(int(args["channel_id"])) if args.get("channel_id", "").isdigit() else None
        if (channel.guild_id if channel else int(guild_id or 0) if known_guild else None) in self.world.outages:
            raise ApiError(503, 0, "This server is not available.")

    def _gateway(self) -> dict[str, Any]:
        guilds = sum(self.world.bot_in(guild_id) for guild_id in self.world.guilds)
        shards = self.shards or max(1, -(-guilds // 1000))
        return {"url": self.gateway_url, "shards": shards, "session_start_limit": self.starts.describe()}

    async def _fail(self, request: web.Request, fault: Fault, route: str, path: str) -> web.Response:
        if fault.action == "hang":
            await asyncio.sleep(fault.retry_after)
        if fault.action in {"hang", "drop"}:
            if request.transport is not None:
                request.transport.abort()
            self._note(request, route, path, None, 0)
            return web.Response(status=500)
        if fault.action == "rate_limit":
            status, data = 429, _limited(fault.retry_after, everywhere=fault.everywhere)
            headers = {**_retry(data), "X-RateLimit-Scope": "global" if fault.everywhere else "shared"}
        else:
            refusal = fault.refusal()
            status, data, headers = refusal.status, refusal.to_json(), {}
            if status == 429:
                data = {**_limited(fault.retry_after, everywhere=False), **data}
                headers = {**_retry(data), "X-RateLimit-Scope": "shared"}
        self._note(request, route, path, None, status)
        return _response(status, data, headers)

    def _note(self, request: web.Request, route: str, path: str, body: Any, status: int) -> None:
        query = dict(request.query)
        told = {"method": request.method, "path": path, "query": query, "body": body, "status": status}
        self.stats.note(route, told)


def _guarded(route: Route, call: Call) -> Any:
    """Run a handler; what it cannot make sense of is Discord's 50035, never a crash."""
    try:
        return route.handler(call)
    except ApiError as error:
        if error.status == 501:
            log.warning("%s %s: %s", call.method, call.path, error.message)
        raise
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        log.warning("%s %s: %r", call.method, call.path, error, exc_info=True)
        raise known.invalid_form_body() from error


def _limited(retry_after: float, *, everywhere: bool) -> dict[str, Any]:
    message = "You are being rate limited."
    return {"message": message, "retry_after": round(retry_after, 3), "global": everywhere, "code": 0}


def _retry(data: dict[str, Any]) -> dict[str, str]:
    retry = {"Retry-After": str(max(1, round(data["retry_after"]))), **_VIA}
    return {**retry, "X-RateLimit-Global": "true"} if data["global"] else retry


def _response(status: int, data: Any, headers: dict[str, str]) -> web.Response:
    if data is None:
        return web.Response(status=status, headers=headers)
    body = json.dumps(data, separators=(",", ":")).encode()
    return web.Response(status=status, body=body, headers={**headers, **_JSON_TYPE})


async def _read(request: web.Request) -> tuple[Any, list[Upload]]:
    if not request.body_exists:
        return None, []
    if request.content_type != "multipart/form-data":
        raw = await request.read()
        try:
            return (decoded(raw) if raw else None), []
        except ValueError as error:
            raise ApiError(400, 50109, "The request body contains invalid JSON.") from error
    try:
        return await _read_parts(request)
    except ValueError as error:
        raise ApiError(400, 50109, "The request body contains invalid JSON.") from error


async def _read_parts(request: web.Request) -> tuple[Any, list[Upload]]:
    body: dict[str, Any] = {}
    files: dict[int, Upload] = {}
    async for part in await request.multipart():
        if not isinstance(part, BodyPartReader):
            continue
        data = bytes(await part.read())
        name = part.name or ""
        if name == "payload_json":
            body.update(decoded(data))
        elif part.filename is None:
            body[name] = data.decode()
        else:
            numbered = _FILE_PART.fullmatch(name)
            files[int(numbered[1]) if numbered else len(files)] = Upload(part.filename, data)
    return body, [files[index] for index in sorted(files)]
