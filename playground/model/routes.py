"""The table of REST routes: SimCord's, with ours before them."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import simcord.http.routes  # noqa: F401 (importing it fills the table)
from simcord.http import router
from simcord.http.router import RequestContext

from playground.limits.problems import Json, Problems
from playground.model.commands import Quota
from playground.model.errors import ApiError, refuse_problems
from playground.model.messages import Upload
from playground.model.world import World


@dataclass(slots=True)
class Call:
    """One request of the bot, and what it did to an interaction."""

    world: World
    quota: Quota
    method: str
    path: str
    args: dict[str, str]
    json: Any = None
    params: Mapping[str, str] = field(default_factory=dict)
    files: Sequence[Upload] = ()
    reason: str | None = None
    acknowledged: int | None = None
    touched: int | None = None

    @property
    def body(self) -> Json:
        """The JSON body, which must be an object; raises ApiError 50109."""
        if self.json is None:
            return {}
        if not isinstance(self.json, dict):
            raise ApiError(400, 50109, "The request body contains invalid JSON.")
        return self.json

    def id(self, name: str) -> int:
        """An id in the path; raises ApiError 50035 when it is none."""
        value = self.args[name]
        if not value.isdigit():
            problems = Problems()
            problems.add((name,), "NUMBER_TYPE_COERCE", f'Value "{value}" is not snowflake.')
            refuse_problems(problems)
        return int(value)


Handler = Callable[[Call], Any]
OURS: list[tuple[str, str, Handler]] = []


@dataclass(frozen=True, slots=True)
class Route:
    """A path template and who handles it."""

    template: str
    handler: Handler
    segments: tuple[str, ...]

    def match(self, segments: Sequence[str]) -> dict[str, str] | None:
        """The values in the path, or None when it is another route."""
        args: dict[str, str] = {}
        for own, given in zip(self.segments, segments, strict=True):
            if own[0] == "{":
                args[own[1:-1]] = given
            elif own != given:
                return None
        return args


def route(method: str, template: str) -> Callable[[Handler], Handler]:
    """Register a handler of ours."""

    def register(handler: Handler) -> Handler:
        OURS.append((method, template, handler))
        return handler

    return register


class Routes:
    """Finds the handler of a request; the most literal template wins, ours before SimCord's."""

    def __init__(self) -> None:
        self._table: dict[tuple[str, str, int], list[Route]] = {}
        theirs = [
            (method, "/" + "/".join(template), _theirs(handler))
            for method, entries in router._ROUTES.items()  # noqa: SLF001 (SimCord offers no other way in)
            for template, handler in entries
        ]
        for method, template, handler in [*OURS, *theirs]:
            segments = tuple(template.strip("/").split("/"))
            key = (method, segments[0], len(segments))
            self._table.setdefault(key, []).append(Route(template, handler, segments))
        for entries in self._table.values():
            entries.sort(key=lambda item: sum(step[0] == "{" for step in item.segments))

    def find(self, method: str, path: str) -> tuple[Route, dict[str, str]] | None:
        """The route of a request and the values in its path."""
        segments = path.strip("/").split("/")
        for found in self._table.get((method, segments[0], len(segments)), ()):
            args = found.match(segments)
            if args is not None:
                return found, args
        return None


@dataclass(frozen=True, slots=True)
class _File:
    filename: str
    fp: io.BytesIO
    description: str | None


def _theirs(handler: Callable[[RequestContext], Any]) -> Handler:
    def handle(call: Call) -> Any:
        files = [_File(item.filename, io.BytesIO(item.data), item.description) for item in call.files]
        context = RequestContext(
            call.world,
            call.args,
            json=call.json,
            params=dict(call.params),
            files=files,
            reason=call.reason,
            method=call.method,
            path=call.path,
        )
        return handler(context)

    return handle


def theirs(method: str, template: str) -> Handler:
    """SimCord's handler of a route that ours falls back to."""
    wanted = template.strip("/").split("/")
    for segments, handler in router._ROUTES[method]:  # noqa: SLF001 (SimCord offers no other way in)
        if segments == wanted:
            return _theirs(handler)
    raise LookupError(f"SimCord has no route {method} {template}")
