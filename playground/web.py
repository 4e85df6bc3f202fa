"""Small things that the member and admin APIs share."""

from __future__ import annotations

import json
import logging
from collections.abc import Awaitable, Callable
from typing import Any

from aiohttp import web
from aiohttp.typedefs import Handler

from playground.limits.problems import Json
from playground.model.errors import ApiError
from playground.model.refusal import RefusedError

log = logging.getLogger(__name__)
_STATUS_OF_CODE = {
    50001: "forbidden",
    50013: "forbidden",
    50024: "channel_type",
    40058: "channel_type",
    50008: "channel_type",
    50083: "thread_archived",
    160005: "thread_locked",
}
Work = Callable[[web.Request], Awaitable[Any]]


@web.middleware
async def refusals(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Turn refusals into ``{"error", "code"}``, and keep other sites' pages out."""
    if not request.path.startswith(("/member", "/admin")):
        return await handler(request)
    try:
        _check(request)
        return await handler(request)
    except RefusedError as error:
        return refusal(error.status, error.code, str(error))
    except ApiError as error:
        code = _STATUS_OF_CODE.get(error.code, "not_found" if error.status == 404 else "refused")
        return refusal(error.status, code, error.message)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        log.warning("%s %s: %r", request.method, request.path, error, exc_info=True)
        return refusal(400, "malformed", f"The request makes no sense: {error!r}.")
    except web.HTTPNotFound:
        return refusal(404, "not_found", f"There is no {request.method} {request.path} here.")


def _check(request: web.Request) -> None:
    # The page's files answer every path that no API knows; under /member and /admin there are none.
    if isinstance(request.match_info.route.resource, web.StaticResource):
        raise web.HTTPNotFound
    origin = request.headers.get("Origin")
    if origin is not None and origin.split("://")[-1] != request.host:
        raise RefusedError(403, "other_origin", "Only the playground's own page may ask this.")


def refusal(status: int, code: str, message: str) -> web.Response:
    """A refused request."""
    return web.json_response({"error": message, "code": code}, status=status)


def answering(work: Work) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
    """A handler whose result is sent as JSON."""

    async def handle(request: web.Request) -> web.StreamResponse:
        result = await work(request)
        if isinstance(result, web.StreamResponse):
            return result
        return web.json_response(result, dumps=_dumps)

    return handle


def _dumps(value: Any) -> str:
    return json.dumps(value, separators=(",", ":"))


async def body_of(request: web.Request) -> Json:
    """The JSON object of a request; an absent body is an empty one. Raises RefusedError."""
    raw = await request.read()
    if not raw:
        return {}
    try:
        found = json.loads(raw)
    except ValueError as error:
        raise RefusedError(400, "malformed", "The body is not JSON.") from error
    if not isinstance(found, dict):
        raise RefusedError(400, "malformed", "The body must be a JSON object.")
    return found


def number(value: Any, name: str) -> int:
    """A whole number or id out of a path, query or body; raises RefusedError."""
    text = str(value)
    if not text.isdigit():
        raise RefusedError(400, "malformed", f"{name} must be a number, not {text!r}.")
    return int(text)


def seconds(value: Any, name: str, *, high: float) -> float:
    """A length of time between 0 and ``high`` seconds; raises RefusedError."""
    try:
        found = float(value)
    except (TypeError, ValueError) as error:
        raise RefusedError(400, "malformed", f"{name} must be a number of seconds.") from error
    if not 0 <= found <= high:
        raise RefusedError(400, "malformed", f"{name} must be between 0 and {high:g} seconds.")
    return found
