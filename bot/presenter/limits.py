"""How often somebody may ask, and how many may watch."""

from collections import Counter, OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager

A_SPAN_S, IN_A_SPAN = 10.0, 600
"""So many requests may come within so many seconds with the links to a game, and so many from an address with none.

All pages of a game can come back at once. Behind a proxy, everybody has one address: whoever guesses shuts nobody out
who has a link.
"""

MOST_ASKING = 2_000
"""So many games and addresses are remembered; the one that began longest ago is forgotten first."""

A_GAME, ALTOGETHER = 30, 300
"""So many pages may follow one game, and all games."""


class Visits:
    """Requests by the game that they lead to, or else by address, counted in spans of time."""

    def __init__(self) -> None:
        self._spans: OrderedDict[int | str, tuple[float, int]] = OrderedDict()

    def allow(self, asking: int | str, at: float) -> bool:
        """Whether a request at this second may be answered. `asking`: the game, or an address that has no link."""
        began, made = self._spans.get(asking, (at, 0))
        if at - began >= A_SPAN_S:
            del self._spans[asking]
            began, made = at, 0
        self._spans[asking] = began, made + 1
        if len(self._spans) > MOST_ASKING:
            self._spans.popitem(last=False)
        return made < IN_A_SPAN


class Streams:
    """The pages that follow games now."""

    def __init__(self) -> None:
        self._of: Counter[int] = Counter()

    def have_room(self, game_id: int) -> bool:
        """Whether one more page may follow a game."""
        return self._of[game_id] < A_GAME and self._of.total() < ALTOGETHER

    @contextmanager
    def one_more(self, game_id: int) -> Iterator[None]:
        """While the body runs, a page follows this game."""
        self._of[game_id] += 1
        try:
            yield
        finally:
            self._of[game_id] -= 1
            if not self._of[game_id]:
                del self._of[game_id]
