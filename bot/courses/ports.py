"""What courses need from outside."""

from collections.abc import Awaitable
from datetime import datetime
from typing import Protocol

from bot.courses.rules import Part, Sat
from bot.practice.api import Refusal, Sitting, Wish


class CourseStore(Protocol):
    """What was read and sat."""

    async def read(self, player_id: int) -> set[tuple[str, str, str]]:
        """The lessons that somebody has opened: course, module, lesson."""

    async def sat(self, player_id: int) -> list[Sat]:
        """All sittings of somebody that belong to a module, with how they went, oldest first."""

    async def questions(self, game_id: int) -> set[str]:
        """The questions that a sitting asked."""

    def put_lesson(self, player_id: int, course: str, module: str, lesson: str, at: datetime) -> Awaitable[None]:
        """Note that a lesson was opened; done when committed. Raises `StorageError`."""

    def put_sitting(
        self, game_id: int, player_id: int, course: str, module: str, part: Part, lesson: str, needed: int, at: datetime
    ) -> Awaitable[None]:
        """Note to which module a sitting belongs; done when committed. Raises `StorageError`."""


class Sittings(Protocol):
    """Practice, which holds the sittings."""

    async def start(
        self, *, player_id: int, guild_id: int, channel_id: int, wish: Wish, seed: int, at: datetime
    ) -> Sitting | Refusal:
        """Begin a sitting with its first question."""

    async def find(self, game_id: int) -> Sitting | None:
        """A sitting as it stands."""
