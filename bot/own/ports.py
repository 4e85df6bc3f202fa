"""What a server's own questions need from outside."""

from collections.abc import Awaitable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from bot.kernel.keys import Viewer
from bot.kernel.questions import Question
from bot.own.rules import Choices, Item, Mark, Pack, Suggestion, Version, Waiting


class OwnStore(Protocol):
    """The rows. What is queued raises `StorageError` where it cannot be written."""

    async def packs(self, guild_id: int) -> list[Pack]:
        """A server's packs, by title."""

    async def every_pack(self) -> list[Pack]:
        """The packs of all servers."""

    async def items(self, guild_id: int) -> list[Item]:
        """All of a server's questions, those that were deleted too; for what offers them all."""

    async def page(self, guild_id: int, pack: str, first: int = 0, most: int | None = None) -> list[Item]:
        """So many of a pack's questions that are not deleted, by name, from a place on."""

    async def item(self, guild_id: int, name: str) -> Item | None:
        """One question."""

    async def marks(self, guild_id: int) -> dict[str, Mark]:
        """Name → where each of a server's questions stands; one that was asked and went with its pack is there, too."""

    async def same(self, guild_id: int, pack: str, questions: Mapping[str, Question]) -> set[str]:
        """Of questions by name, those that a pack has just so, whatever their version."""

    async def stems(self, guild_id: int, pack: str) -> Mapping[str, str]:
        """Name → what is asked, of a pack's questions that are not deleted."""

    async def stems_of(self, pack: str, ids: Iterable[str]) -> Mapping[str, str]:
        """Name → what is asked, of those questions of a pack that these ids mean, deleted ones too."""

    async def sizes(self, guild_id: int) -> Mapping[str, int]:
        """Pack → how many questions it has that are not deleted."""

    async def versions(self, guild_id: int, item: str) -> list[Version]:
        """An item's states, the latest first."""

    async def waiting(self, guild_id: int) -> list[Waiting]:
        """A server's suggestions that wait, oldest first."""

    async def suggestion(self, guild_id: int, number: int) -> Suggestion | None:
        """One suggestion."""

    async def suggestions_of(self, guild_id: int, by: int, most: int) -> list[Suggestion]:
        """What somebody suggested, the latest first."""

    async def last_number(self, guild_id: int) -> int:
        """The number of a server's latest suggestion; 0 where there is none."""

    async def being_asked(self, viewer: Viewer) -> set[str]:
        """The questions whose keys a viewer may not see now, by id."""

    async def written_by(self, guild_id: int, person: int, ids: Iterable[str]) -> list[tuple[Question, Question]]:
        """Of those of a server's questions that these ids mean, each state that somebody wrote, if it is kept.

        Beside each stands the question as it is now.
        """

    async def choices(self, guild_id: int) -> Choices:
        """What a server has chosen."""

    async def every_choice(self) -> list[Choices]:
        """What all servers have chosen."""

    def put_pack(self, pack: Pack) -> Awaitable[None]:
        """Queue a pack as it now is."""

    def drop_pack(self, guild_id: int, name: str, choices: Choices, declined: Sequence[Suggestion]) -> Awaitable[None]:
        """Queue that a pack goes with its questions, what was declined by that, and what the server has chosen then."""

    async def servers(self) -> list[int]:
        """Those of our servers that have questions of their own, or suggestions."""

    async def drop_deleted(self, guild_id: int, before: datetime, most: int) -> bool:
        """Drop for good what was deleted before that, and more deleted ones than so many, the earliest first.

        Whether there was anything to drop.
        """

    async def drop_decided(self, guild_id: int, before: datetime) -> None:
        """Drop the suggestions that were decided on before that."""

    async def put_items(self, items: Sequence[tuple[Item, Version]], settled: Suggestion | None = None) -> None:
        """Write items as they now are, with their newest state, and a suggestion as it now is.

        Of each item's states no more than `MOST_VERSIONS` stay.
        """

    def put_suggestion(self, suggestion: Suggestion) -> Awaitable[None]:
        """Queue a suggestion as it now is."""

    def put_choices(self, choices: Choices) -> Awaitable[None]:
        """Queue what a server has chosen."""
