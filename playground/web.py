"""Small things that the member and admin APIs share."""

from __future__ import annotations

import json
import logging
from collections.abc import Awaitable, Callable
from pathlib import Path
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
_SLUGS = {404: "not_found", 405: "method", 413: "too_large"}
MAX_UPLOAD = 30 * 1024 * 1024
LISTED = "docs/playground-api.md lists what can be asked."
OUR_FAULT = "Something went wrong in the playground; the terminal that it runs in says what. Try again."
Work = Callable[[web.Request], Awaitable[Any]]


@web.middleware
async def refusals(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Turn refusals into ``{"error", "code"}``, or a line for who looks at a page, and keep other sites' pages out."""
    if request.path.startswith("/api/"):
        return await handler(request)
    if not request.path.startswith(("/member", "/admin")):
        return await _page(request, handler)
    try:
        _check(request)
        return await handler(request)
    except web.HTTPException as error:
        return refusal(error.status, _SLUGS.get(error.status, "refused"), _told(request, error))
    except RefusedError as error:
        return refusal(error.status, error.code, str(error))
    except ApiError as error:
        code = _STATUS_OF_CODE.get(error.code, "not_found" if error.status == 404 else "refused")
        return refusal(error.status, code, error.message)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        log.warning("%s %s: %r", request.method, request.path, error, exc_info=True)
        return refusal(400, "malformed", _unfit(error))
    except Exception:
        log.exception("%s %s", request.method, request.path)
        return refusal(500, "failed", OUR_FAULT)


async def _page(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Files and the page itself: what is not there is told in a line."""
    try:
        return await handler(request) if _is_there(request) else _missing(request)
    except web.HTTPException as error:
        if error.status < 400:
            raise
        return web.Response(status=error.status, text=_told(request, error))
    except Exception:
        log.exception("%s %s", request.method, request.path)
        return web.Response(status=500, text=OUR_FAULT)


def _missing(request: web.Request) -> web.Response:
    return web.Response(status=404, text=_told(request, web.HTTPNotFound()))


def _is_there(request: web.Request) -> bool:
    """Whether the page has such a file: the library answers with an empty download where it has none."""
    resource = request.match_info.route.resource
    if not isinstance(resource, web.StaticResource):
        return True
    return (Path(resource.get_info()["directory"]) / request.match_info["filename"]).is_file()


def _told(request: web.Request, error: web.HTTPException) -> str:
    """What is wrong with a request that no handler took, and what to do."""
    if isinstance(error, web.HTTPMethodNotAllowed):
        allowed = ", ".join(sorted(error.allowed_methods))
        return f"{request.path} does not take {request.method}. Use {allowed}; {LISTED}"
    if error.status == 404:
        return f"There is no {request.method} {request.path} here. The page is at /; {LISTED}"
    if error.status == 413:
        return f"That is too large: {MAX_UPLOAD // 2**20} MiB is the most in one request. Send less at a time."
    return f"{request.method} {request.path} was refused: {error.reason}. {LISTED[:1].upper()}{LISTED[1:]}"


def _unfit(error: Exception) -> str:
    """What a body lacks, or which value in it does not fit."""
    what = f"It lacks {error}" if isinstance(error, KeyError) else f"A value in it does not fit: {error}"
    return f"This request cannot be read. {what}. {LISTED[:1].upper()}{LISTED[1:]}"


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


def decoded(raw: bytes) -> Any:
    """The JSON of a body; raises ValueError, also for half a pair of surrogates, which no text and no file can hold."""
    found = json.loads(raw)
    if b"\\ud" in raw.lower() or b"\xed" in raw:
        json.dumps(found, ensure_ascii=False).encode()
    return found


_SUCH_AS = 'Send an object, such as {"name": "quiz"}, or no body at all.'


async def body_of(request: web.Request) -> Json:
    """The JSON object of a request; an absent body is an empty one. Raises RefusedError."""
    raw = await request.read()
    if not raw:
        return {}
    try:
        found = decoded(raw)
    except ValueError as error:
        raise RefusedError(400, "malformed", f"The body is not JSON ({error}). {_SUCH_AS}") from error
    if not isinstance(found, dict):
        raise RefusedError(400, "malformed", f"The body is JSON, but no object. {_SUCH_AS}")
    return found


def number(value: Any, name: str) -> int:
    """A whole number or id out of a path, query or body; raises RefusedError."""
    text = str(value)
    if not text.isdigit():
        raise RefusedError(400, "malformed", f"{name} must be a whole number, such as 1 or an id, not {text!r}.")
    return int(text)


def seconds(value: Any, name: str, *, high: float) -> float:
    """A length of time between 0 and ``high`` seconds; raises RefusedError."""
    try:
        found = float(value)
    except (TypeError, ValueError) as error:
        raise RefusedError(
            400, "malformed", f"{name} must be a number of seconds, such as 5, not {value!r}."
        ) from error
    if not 0 <= found <= high:
        raise RefusedError(400, "malformed", f"{name} must be between 0 and {high:g} seconds.")
    return found
