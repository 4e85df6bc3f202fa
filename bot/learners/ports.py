"""What people's wishes need from outside."""

from collections.abc import Awaitable
from typing import Protocol

from bot.learners.rules import Preferences


class PreferenceStore(Protocol):
    """What players want everywhere."""

    async def of(self, player_id: int) -> Preferences:
        """A player's wishes; those of somebody who never said any are all off."""

    def put(self, player_id: int, preferences: Preferences) -> Awaitable[None]:
        """Queue them; done when committed. Raises `StorageError`."""
