"""What is counted and timed as it happens; the vitals are read when they are asked for.

Nothing that names a person, a server or a message becomes a label.
"""

import logging
import re
from time import perf_counter
from types import SimpleNamespace
from typing import Any

import aiohttp
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

from bot import __version__

_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.0, 3.0, 5.0)
"""Upper bounds in seconds: Discord gives up waiting for a reply after three."""

_ID = re.compile(r"\d{15,20}")
_TOKEN = re.compile(r"(/webhooks/\{id\}|/interactions/\{id\})/[\w.~%-]+")
_EMOJI = re.compile(r"(/reactions)/[^/]+")
_API = re.compile(r"^.*?/api(/v\d+)?(?=/)")
_WORDS = frozenset({
    "@me", "@original", "active", "applications", "archived", "bot", "bulk-delete", "callback", "channels", "commands",
    "crosspost", "emojis", "entitlements", "gateway", "guilds", "integrations", "interactions", "invites", "member",
    "members", "messages", "oauth2", "permissions", "pins", "private", "public", "reactions", "roles",
    "scheduled-events", "search", "skus", "thread-members", "threads", "typing", "users", "webhooks", "{emoji}", "{id}",
    "{token}",
})  # fmt: skip
"""What a route is made of. A segment that is none of these is something that people chose, such as an invite's code."""

_CALLBACK = re.compile(r"/interactions/(\d+)/[^/]+/callback$")
REPLYING = "POST /interactions/{id}/{token}/callback"
"""Every press ends with this request, so its route is not worked out anew each time."""

MOST_OPEN = 10_000
"""So many interactions wait for their reply at most; the oldest are no longer timed."""


class Counts:
    """All of them, for one run of the bot."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        Gauge("recall_build_info", "The version that runs", ["version"], registry=self.registry).labels(
            __version__
        ).set(1)
        self.requests = Counter(
            "recall_discord_requests", "Requests to Discord", ["route", "status"], registry=self.registry
        )
        self.replies = Histogram(
            "recall_reply_seconds", "From an interaction to Discord's receipt of the reply",
            buckets=_SECONDS, registry=self.registry,
        )  # fmt: skip
        self.commits = Histogram(
            "recall_commit_seconds", "How long a transaction took", buckets=_SECONDS, registry=self.registry
        )
        self.told = Counter(
            "recall_log_events", "Warnings and errors in the log", ["level", "event"], registry=self.registry
        )
        self.backups = Counter("recall_backups", "Daily backups", ["outcome"], registry=self.registry)
        for outcome in ("made", "failed"):
            self.backups.labels(outcome)
        self.reminders = Counter("recall_reminders", "Daily reminders", ["outcome"], registry=self.registry)
        for outcome in ("shown", "refused", "unreachable", "later"):
            self.reminders.labels(outcome)
        self.imports = Counter("recall_imports", "Files brought into packs", ["outcome"], registry=self.registry)
        for outcome in ("done", "unreadable", "refused"):
            self.imports.labels(outcome)
        self._came: dict[int, float] = {}

    def came(self, interaction_id: int) -> None:
        """An interaction arrived."""
        if len(self._came) >= MOST_OPEN:
            del self._came[next(iter(self._came))]
        self._came[interaction_id] = perf_counter()

    def answered(self, method: str, path: str, status: int) -> None:
        """Discord answered a request."""
        found = _CALLBACK.search(path)
        self.requests.labels(REPLYING if found else route_of(method, path), str(status)).inc()
        since = self._came.pop(int(found[1]), None) if found else None
        if since is not None and status < 400:
            self.replies.observe(perf_counter() - since)

    def backed_up(self, made: bool) -> None:  # noqa: FBT001 - as a callback hears it
        """A daily backup was made, or was not."""
        self.backups.labels("made" if made else "failed").inc()

    def reminded(self, outcome: str) -> None:
        """A reminder was shown, refused by whom it was for, could not be sent, or waits for Discord's limit."""
        self.reminders.labels(outcome).inc()

    def imported(self, outcome: str) -> None:
        """A file was brought into a pack, could not be read, or was refused by a limit."""
        self.imports.labels(outcome).inc()


def route_of(method: str, path: str) -> str:
    """A request's route as Discord documents it, without ids and tokens: `GET /channels/{id}/messages/{id}`.

    All that is not of its API, such as a file that somebody sent along, is one route.
    """
    if not _API.match(path):
        return f"{method} cdn"
    plain = _TOKEN.sub(r"\1/{token}", _ID.sub("{id}", _API.sub("", path)))
    _, *named = _EMOJI.sub(r"\1/{emoji}", plain).split("/")
    return f"{method} /{'/'.join(one if one in _WORDS else '{other}' for one in named)}"


def tracing(counts: Counts) -> aiohttp.TraceConfig:
    """Has the library's own requests counted; one that got no answer counts with the status 0."""
    trace = aiohttp.TraceConfig()

    async def ended(_: aiohttp.ClientSession, __: SimpleNamespace, told: aiohttp.TraceRequestEndParams) -> None:
        counts.answered(told.method, told.url.path, told.response.status)

    async def failed(_: aiohttp.ClientSession, __: SimpleNamespace, told: aiohttp.TraceRequestExceptionParams) -> None:
        counts.answered(told.method, told.url.path, 0)

    trace.on_request_end.append(ended)
    trace.on_request_exception.append(failed)
    return trace


class Counting(logging.Handler):
    """Counts the log's warnings and errors by kind: our events are fixed sentences, others go by their logger."""

    def __init__(self, counts: Counts) -> None:
        super().__init__(logging.WARNING)
        self._counts = counts

    def emit(self, record: logging.LogRecord) -> None:
        """One line of the log."""
        said: Any = record.msg
        event = str(said.get("event", "")) if isinstance(said, dict) else record.name
        self._counts.told.labels(record.levelname.lower(), event).inc()
