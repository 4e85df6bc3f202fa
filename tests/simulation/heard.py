"""For how long a question could be answered, as far as that can be known from outside of the bot.

Discord and the rows say when a server was heard and when a question stood still. When the bot learned of either is
known only to some seconds, which matter where the clock leaps within them: such a leap may have been lost for the bot,
or not. That a server is away is known soon, and what passes until it is back is surely lost. So there are two sums, of
what surely was time for an answer and of all that may have been.
"""

from __future__ import annotations

from dataclasses import dataclass, field

AROUND = 15.0
"""So many seconds before and after a change the bot may not know of it: heartbeats, retries, commits that fail."""

KNOWN = 3.0
"""After so many seconds the bot knows that a server is away: connections that break are noticed at once."""

Running = object | None
"""By what a question can be answered just now, None where it cannot: another connection is another one."""


@dataclass
class Heard:
    """Two sums in milliseconds: surely at least, and at most. `running`: as it was when last told."""

    least: int
    most: int
    running: Running
    changes: int = 0
    """So often it was by something else, or by nothing, from then on."""
    _changed_at: float = float("-inf")
    _lately: list[tuple[float, int]] = field(default_factory=list)
    """What was taken for time, and may turn out to be unsure: when it was, and how long."""

    def change(self, running: Running, at: float) -> None:
        """From `at` on, in the loop's seconds, it can be answered by this; nothing happens where that is as before."""
        if running is self.running:
            return
        self.running, self._changed_at = running, at
        self.changes += 1
        for _, passed in self._recent(at):
            self.least -= passed
        self._lately.clear()

    def pass_by(self, passed: int, at: float, *, fragile: bool) -> None:
        """So many milliseconds have passed, in which nothing changed; `fragile`: a leap, or the disk is in trouble."""
        counted = self.running is not None
        if fragile and at - self._changed_at < (AROUND if counted else KNOWN):
            self.most += passed
        elif counted:
            self.least += passed
            self.most += passed
            if fragile:
                self._lately = [*self._recent(at), (at, passed)]

    def has_run(self, seconds: float, at: float) -> bool:
        """Whether it could be answered all the while, up to `at`."""
        return self.running is not None and at - self._changed_at > seconds

    def _recent(self, at: float) -> list[tuple[float, int]]:
        return [one for one in self._lately if at - one[0] < AROUND]
