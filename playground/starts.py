"""How fast and how often the bot may begin sessions, and the token that it loses when it begins too many.

See https://docs.discord.com/developers/events/gateway, "Identifying" and "Max Concurrency".
"""

from __future__ import annotations

import logging
from typing import Any

from playground.clock import Clock

log = logging.getLogger(__name__)

APART_S = 4.5
"""Discord says five seconds; what the way between two programs takes or saves is not the bot's fault."""

DAY_S = 86_400.0
A_DAY = 1000
RECOMMENDED_AT_ONCE = 16


class Starts:
    """Counts every IDENTIFY. Without `at_once`, it refuses none, so that a bot can be restarted as often as one likes.

    With it, only one shard of each `shard % at_once` may begin a session in five seconds, and whoever identifies
    more than `a_day` times within a day of the playground's clock loses the token.
    """

    def __init__(self, clock: Clock, token: str, *, at_once: int = 0, a_day: int = A_DAY) -> None:
        self.token = token
        self.at_once = at_once
        self.a_day = a_day
        self._clock = clock
        self._used = 0
        self._since = 0.0
        self._latest: dict[int, float] = {}

    def count(self) -> bool:
        """Count one IDENTIFY; False where it is one too many, and the token is another from now on."""
        if self._resets_in() <= 0:
            self._used, self._since = 0, self._now()
        self._used += 1
        if self.at_once and self._used > self.a_day:
            self.token += "-reset"
            self._used = 0
            log.warning("The bot began more than %d sessions in a day. Its token is now %s.", self.a_day, self.token)
            return False
        return True

    def in_turn(self, shard: int, at: float) -> bool:
        """Whether a shard may begin a session at `at` (loop time, seconds); if so, this is its group's turn."""
        if not self.at_once:
            return True
        group = shard % self.at_once
        if at - self._latest.get(group, -APART_S) < APART_S:
            return False
        self._latest[group] = at
        return True

    def describe(self) -> dict[str, Any]:
        """Discord's `session_start_limit`."""
        resets_in = self._resets_in()
        used = self._used if resets_in > 0 else 0
        return {
            "total": self.a_day,
            "remaining": max(0, self.a_day - used),
            "reset_after": int(resets_in * 1000) if used else 0,
            "max_concurrency": self.at_once or RECOMMENDED_AT_ONCE,
        }

    def _now(self) -> float:
        return self._clock.now().timestamp()

    def _resets_in(self) -> float:
        return max(0.0, self._since + DAY_S - self._now())
