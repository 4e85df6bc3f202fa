"""What the bot did, counted, and its latest requests; all of bounded size."""

from __future__ import annotations

import json
from collections import Counter, deque
from pathlib import Path
from typing import Any, TextIO

UNLIMITED = frozenset({"/interactions/{interaction_id}/{token}/callback"})
"""Routes without any limit."""


def counts(route: str) -> bool:
    """Whether Discord's limit of requests a second counts a route: not what answers an interaction by its token."""
    return not route.startswith(("/interactions/", "/webhooks/"))


class Stats:
    """Counters of REST requests, the last 200 of them, and on demand every one in a file."""

    def __init__(self, capture: Path | None = None) -> None:
        self.requests: Counter[str] = Counter()
        self.statuses: Counter[str] = Counter()
        self.invalid = 0
        self.latest: deque[dict[str, Any]] = deque(maxlen=200)
        self.most_a_second = 0
        """The most requests in any one second, wherever it begins, without those that have no limit."""
        self._second: deque[float] = deque()
        self._file: TextIO | None = capture.open("a", encoding="utf-8") if capture else None

    def arrived(self, route: str, at: float) -> None:
        """A request begins to arrive, at a time of the loop's; Discord counts it then, whatever becomes of it."""
        if counts(route):
            self._second.append(at)
            while at - self._second[0] >= 1:
                self._second.popleft()
            self.most_a_second = max(self.most_a_second, len(self._second))

    def note(self, route: str, request: dict[str, Any]) -> None:
        """Count one request that was answered: ``{method, path, query, body, status}``."""
        status = request["status"]
        self.requests[f"{request['method']} {route}"] += 1
        self.statuses[str(status)] += 1
        # Discord bans an address after 10,000 of these in ten minutes.
        self.invalid += status in {401, 403, 429}
        self.latest.append(request)
        if self._file is not None:
            self._file.write(json.dumps({**request, "route": route}) + "\n")
            self._file.flush()

    def reset(self) -> None:
        """Set every counter to zero."""
        self.requests.clear()
        self.statuses.clear()
        self.invalid = self.most_a_second = 0
        self.latest.clear()

    def close(self) -> None:
        """Close the capture file."""
        if self._file is not None:
            self._file.close()
