"""What the boards need from outside."""

from collections.abc import Sequence
from typing import Protocol

from bot.boards.rules.boards import Board, Own, Page


class BoardStore(Protocol):
    """The boards' rows."""

    async def page(self, board: Board, number: int) -> Page:
        """A page (from 0; the last one where there are fewer)."""

    async def own(self, board: Board, player_id: int) -> Own | None:
        """A player's own place, and whom they can overtake next; None where they are not ranked."""

    async def has_left(self, guild_id: int, player_id: int) -> bool:
        """Whether somebody is known to have left a server."""

    async def periods(self, guild_id: int, topic: str, among: Sequence[str]) -> list[str]:
        """Those of the periods in which anybody on a server answered anything (in the topic)."""
