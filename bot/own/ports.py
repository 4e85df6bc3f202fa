"""What a server's own questions need from outside."""

from collections.abc import Awaitable, Sequence
from typing import Protocol

from bot.own.rules import Choices, Item, Pack, Suggestion, Version


class OwnStore(Protocol):
    """The rows. What is queued raises `StorageError` where it cannot be written."""

    async def packs(self, guild_id: int) -> list[Pack]:
        """A server's packs, by title."""

    async def every_pack(self) -> list[Pack]:
        """The packs of all servers."""

    async def items(self, guild_id: int) -> list[Item]:
        """A server's questions in the order in which they came, those that were deleted too."""

    async def versions(self, guild_id: int, item: str) -> list[Version]:
        """An item's states, the latest first."""

    async def suggestions(self, guild_id: int) -> list[Suggestion]:
        """A server's suggestions, oldest first."""

    async def choices(self, guild_id: int) -> Choices:
        """What a server has chosen."""

    async def every_choice(self) -> list[Choices]:
        """What all servers have chosen."""

    def put_pack(self, pack: Pack) -> Awaitable[None]:
        """Queue a pack as it now is."""

    def drop_pack(self, guild_id: int, name: str) -> Awaitable[None]:
        """Queue that a pack goes with all that belongs to it."""

    def put_items(self, items: Sequence[tuple[Item, Version]], settled: Suggestion | None = None) -> Awaitable[None]:
        """Queue items as they now are, with their newest state, and the suggestion from which they came."""

    def put_suggestion(self, suggestion: Suggestion) -> Awaitable[None]:
        """Queue a suggestion as it now is."""

    def put_choices(self, choices: Choices) -> Awaitable[None]:
        """Queue what a server has chosen."""
