"""Rate limits with Discord's headers: buckets by route and main id, and 50 requests a second in all."""

from __future__ import annotations

import hashlib
import math
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from playground.clock import DISCORD_EPOCH_MS
from playground.model import errors
from playground.model.errors import by_code
from playground.stats import UNLIMITED, counts

GLOBAL_A_SECOND = 50
#: Requests and seconds of a bucket, by method and route. Discord does not publish them; these are what it is seen
#: to answer for the routes that matter to a bot, and a middling value for the rest.
LIMITS: dict[tuple[str, str], tuple[int, float]] = {
    ("POST", "/channels/{channel_id}/messages"): (5, 5.0),
    ("PATCH", "/channels/{channel_id}/messages/{message_id}"): (5, 5.0),
    ("DELETE", "/channels/{channel_id}/messages/{message_id}"): (5, 1.0),
    ("POST", "/webhooks/{webhook_id}/{token}"): (5, 2.0),
    ("PATCH", "/webhooks/{webhook_id}/{token}/messages/@original"): (5, 2.0),
    ("PATCH", "/webhooks/{webhook_id}/{token}/messages/{message_id}"): (5, 2.0),
}
USUAL = (10, 10.0)
_EDIT = ("PATCH", "/channels/{channel_id}/messages/{message_id}")
#: Messages older than this many seconds have a limit of their own: so many edits a channel in so many seconds.
#: Discord does not publish it either; this is what people report.
OLD_SECONDS = 3600
OLD_EDITS = (3, 20.0)
_MAJOR = ("channel_id", "guild_id", "token")


@dataclass(slots=True)
class Bucket:
    """What is left of one bucket until it is filled again at ``resets_at`` (loop time, seconds)."""

    left: int
    resets_at: float


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a request passes, and the headers that its answer carries."""

    headers: dict[str, str]
    retry_after: float | None = None
    everywhere: bool = False
    refusal: dict[str, Any] = field(default_factory=dict)


class RateLimits:
    """All buckets. ``on`` False lets everything pass, for load runs."""

    def __init__(self, *, on: bool = True) -> None:
        self.on = on
        self.refused: Counter[str] = Counter()
        self._buckets: dict[tuple[str, str, str], Bucket] = {}
        self._second = Bucket(GLOBAL_A_SECOND, 0.0)

    def take(self, method: str, route: str, args: dict[str, str], at: float, wall: float) -> Verdict:
        """Count one request at ``at`` (loop time; ``wall``: the same instant as a Unix time)."""
        if not self.on or route in UNLIMITED:
            return Verdict({})
        if counts(route) and (wait := self._take_global(at)) is not None:
            self.refused["global"] += 1
            return Verdict({"X-RateLimit-Global": "true", "X-RateLimit-Scope": "global"}, wait, everywhere=True)
        limit, seconds = LIMITS.get((method, route), USUAL)
        major = next((args[key] for key in _MAJOR if key in args), "")
        bucket = self._bucket((method, route, major), limit, seconds, at)
        after = bucket.resets_at - at
        headers = {
            "X-RateLimit-Limit": str(limit),
            "X-RateLimit-Remaining": str(max(bucket.left - 1, 0)),
            "X-RateLimit-Reset": f"{wall + after:.3f}",
            "X-RateLimit-Reset-After": f"{after:.3f}",
            "X-RateLimit-Bucket": _name(method, route),
        }
        if bucket.left <= 0:
            self.refused[route] += 1
            return Verdict({**headers, "X-RateLimit-Scope": "user"}, after)
        bucket.left -= 1
        return self._of_old_edit(method, route, args, at, wall, headers) or Verdict(headers)

    def _of_old_edit(
        self, method: str, route: str, args: dict[str, str], at: float, wall: float, headers: dict[str, str]
    ) -> Verdict | None:
        """Refuse the edit of an old message beyond the few that a channel may have in a while."""
        if (method, route) != _EDIT or wall - _sent_at(args["message_id"]) <= OLD_SECONDS:
            return None
        bucket = self._bucket((method, "old", args["channel_id"]), *OLD_EDITS, at)
        bucket.left -= 1
        if bucket.left >= 0:
            return None
        self.refused["old messages"] += 1
        refusal = by_code(errors.OLD_EDITS).to_json()
        return Verdict({**headers, "X-RateLimit-Scope": "shared"}, bucket.resets_at - at, refusal=refusal)

    def _take_global(self, at: float) -> float | None:
        if at >= self._second.resets_at:
            self._second = Bucket(GLOBAL_A_SECOND, at + 1.0)
        self._second.left -= 1
        return self._second.resets_at - at if self._second.left < 0 else None

    def _bucket(self, key: tuple[str, str, str], limit: int, seconds: float, at: float) -> Bucket:
        bucket = self._buckets.get(key)
        if bucket is None or at >= bucket.resets_at:
            if len(self._buckets) > 10_000:
                self._buckets = {name: item for name, item in self._buckets.items() if at < item.resets_at}
            bucket = self._buckets[key] = Bucket(limit, at + seconds)
        return bucket


def _name(method: str, route: str) -> str:
    return hashlib.sha256(f"{method} {route}".encode()).hexdigest()[:32]


def _sent_at(message_id: str) -> float:
    """The Unix time in an id; for what is none, the end of time, so that its own refusal comes."""
    return ((int(message_id) >> 22) + DISCORD_EPOCH_MS) / 1000 if message_id.isdigit() else math.inf
