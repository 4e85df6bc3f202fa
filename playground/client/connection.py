"""How the client talks: one HTTP session, JSON, and refusals in the playground's own words."""

from __future__ import annotations

from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Literal, Self

import aiohttp

Json = dict[str, Any]
Wait = Literal["none", "ack", "answered"]
Kind = Literal["message", "deferred", "deferred_update", "update", "modal", "autocomplete", "pong"]


class RefusedError(Exception):
    """The playground refused a request; ``code`` is its slug, ``status`` the HTTP status."""

    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(f"{status} {code}: {message}")
        self.status = status
        self.code = code


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of an interaction so far; fields as in ``docs/playground-api.md``."""

    id: str
    type: int
    state: Literal["pending", "acknowledged", "failed"]
    kind: Kind | None = None
    ephemeral: bool = False
    message: Json | None = None
    modal: Json | None = None
    choices: list[Json] | None = None
    followups: list[Json] = field(default_factory=list)
    answered: bool = False
    reason: str | None = None
    latency_ms: float | None = None

    @property
    def failed(self) -> bool:
        """Whether the member was told that the interaction failed."""
        return self.state == "failed"


class Connection:
    """An HTTP session with the playground; use inside ``async with``."""

    def __init__(self, url: str) -> None:
        self.url = url.rstrip("/")
        self._session: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> Self:
        self._session = aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0))
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.session.close()

    @property
    def session(self) -> aiohttp.ClientSession:
        """The open HTTP session; raises RuntimeError outside ``async with``."""
        if self._session is None:
            raise RuntimeError("Use the playground's client inside `async with`.")
        return self._session

    @property
    def api(self) -> str:
        """The base URL of the Discord API for the bot."""
        return f"{self.url}/api/v10"

    async def call(self, method: str, path: str, body: Any = None, **query: str | int | float | None) -> Any:
        """One request; raises :class:`RefusedError` with the playground's own words."""
        params = {key: str(value) for key, value in query.items() if value is not None}
        async with self.session.request(method, self.url + path, json=body, params=params) as response:
            data = await response.json(content_type=None)
            if response.status >= 400:
                told = data if isinstance(data, dict) else {}
                raise RefusedError(response.status, told.get("code", "error"), told.get("error", str(data)))
            return data


def as_object(value: Any) -> Json:
    """What must be a JSON object; raises TypeError."""
    if not isinstance(value, dict):
        raise TypeError(f"The playground answered {type(value).__name__} where an object was due.")
    return value


def as_objects(value: Any) -> list[Json]:
    """What must be a JSON list of objects; raises TypeError."""
    if not isinstance(value, list):
        raise TypeError(f"The playground answered {type(value).__name__} where a list was due.")
    return value
