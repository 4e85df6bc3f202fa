"""What ratings need from outside."""

from datetime import datetime
from typing import Protocol

from bot.ratings.rules.rating import Change, Ledger
from bot.ratings.rules.rating_board import Rated


class RatingStore(Protocol):
    """The ratings' rows."""

    async def ledger(self, guild_id: int) -> Ledger:
        """A server's ratings as they stand, ready to be carried on."""

    async def moved(self, game_id: int) -> list[Change]:
        """How a game moved ratings; nothing where it moved none."""

    async def active(self, guild_id: int, since: datetime) -> list[Rated]:
        """Everybody on a server who played a rated game since then, but for who is hidden."""
