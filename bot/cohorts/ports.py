"""What groups' courses need from outside."""

from collections.abc import Awaitable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.cohorts.rules import Cohort


@dataclass(frozen=True, slots=True)
class Post:
    """A card that was made: of which course and step, in which server and channel.

    `run` is the course's; None once the card was refused.
    """

    game_id: int
    guild_id: int
    channel_id: int
    run: int | None
    course: str
    step: int


class CohortStore(Protocol):
    """The rows. What queues does so in the call itself; done when committed. All that writes raises `StorageError`."""

    def next_id(self) -> int:
        """An id that no game has had."""

    async def all(self) -> list[Cohort]:
        """Every server's course."""

    async def due(self, at: datetime) -> list[int]:
        """The servers in which a card is due, the longest due first."""

    def put(self, cohort: Cohort) -> Awaitable[None]:
        """Queue a course as its organizer wants it, with whose it is."""

    def keep(self, cohort: Cohort) -> Awaitable[None]:
        """Queue what became of a course that is there."""

    def put_post(self, after: Cohort, post: Post, at: datetime) -> Awaitable[None]:
        """Queue a card in one piece with the course as it is afterward; it fails where the step has a card already."""

    def put_refused(self, cohort: Cohort, game_id: int) -> Awaitable[None]:
        """Queue that a card was refused: its step is free again."""

    def set_back(self, cohort: Cohort) -> Awaitable[None]:
        """Queue a course as it is by the right clock: the steps that are still to come are free again."""

    async def post(self, game_id: int) -> Post | None:
        """A card that was made."""
