"""What people's wishes need from outside."""

from collections.abc import Awaitable, Mapping
from typing import Protocol

from bot.learners.rules import Preferences


class PreferenceStore(Protocol):
    """What players want everywhere."""

    async def of(self, player_id: int) -> Preferences:
        """A player's wishes; those of somebody who never said any are all off."""

    def change(self, player_id: int, wishes: Mapping[str, bool]) -> Awaitable[None]:
        """Queue these, by name, in the call itself; the others stay. Done when committed. Raises `StorageError`."""
