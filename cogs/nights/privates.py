"""The private page of whoever planned a night or signed up: it says by itself that it was moved, has begun, or is over.

Only a convenience, held in memory: after a restart, its buttons say so when they are pressed.
"""

from collections.abc import Callable
from datetime import datetime

from bot.kernel.background import Background
from bot.nights.rules.model import Night, Phase
from cogs.nights.rendering import gone_card
from cogs.shared.passing import Passing
from cogs.shared.privates import Privates


class NightPrivates(Privates[Night]):
    """Each person's last page about each night that is planned."""

    def __init__(self, background: Background, passing: Passing, now: Callable[[], datetime]) -> None:
        super().__init__(background, passing)
        self._now = now

    def moved_on(self, night: Night) -> None:
        """It begins at another time, has begun, or is over."""
        if night.phase is Phase.PLANNED:
            self.put_off(night.id, night, self._now())
            return
        for player_id in self.reached_in(night.id):
            self.update(night.id, player_id, gone_card(night), self._now())
        self.ended(night.id)
