"""What courses need from outside."""

from collections.abc import Awaitable, Callable, Iterable
from datetime import datetime
from typing import Protocol

from bot.courses.rules import Part, Sat
from bot.kernel.library import Library
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

    def sitting_rows(
        self,
        game_id: int,
        player_id: int,
        course: str,
        module: str,
        part: Part,
        lesson: str,
        needed: int,
        at: datetime,
        attempt: int | None,
    ) -> Iterable[object]:
        """What notes to which module a sitting belongs, to be written with the sitting itself.

        Writing fails where the same attempt at a trial is there already.
        """


class Sittings(Protocol):
    """Practice, which holds the sittings."""

    async def start(
        self,
        *,
        player_id: int,
        guild_id: int,
        channel_id: int,
        wish: Wish,
        seed: int,
        at: datetime,
        beside: Callable[[int], Iterable[object]],
    ) -> Sitting | Refusal:
        """Begin a sitting with its first question; `beside`, by its id, is written with it or not at all."""

    async def peek(self, game_id: int) -> Sitting | None:
        """A sitting as it stands, also of another shard."""

    async def end(self, game_id: int, player_id: int, at: datetime) -> Sitting | Refusal:
        """End a sitting."""


class Libraries(Protocol):
    """All questions, by server."""

    async def library(self, guild_id: int) -> Library:
        """What can be asked and learnt in a server, as it has chosen."""

    async def across(self, guild_ids: Iterable[int]) -> Library:
        """The same without its choices: topics that are off there make no checkpoint shorter."""
