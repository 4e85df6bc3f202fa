"""What mock exams need from outside."""

from collections.abc import Awaitable, Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from bot.exams.rules.model import Sitting
from bot.exams.rules.report import Result
from bot.exams.rules.room import Room
from bot.exams.rules.stages import Trial
from bot.kernel.keys import KeyStore
from bot.kernel.ports import MessageKey
from bot.kernel.questions import Exam, Question


class SittingStore(KeyStore, Protocol):
    """The papers' rows."""

    def next_id(self) -> int:
        """An id that no game has had."""

    def save(self, before: Sitting | None, after: Sitting) -> Awaitable[None]:
        """Queue the rows in which the two differ, in the call itself; done when committed. Raises `StorageError`."""

    def lay(self, sitting: Sitting, card: str, channel_id: int, at: datetime) -> Awaitable[None]:
        """Queue that a paper is to appear in a channel; done when committed. Raises `StorageError`."""

    def take_up(self, key: MessageKey) -> Awaitable[None]:
        """Queue that a paper nobody has seen is to appear nowhere by itself; done when committed."""

    async def places(self, card: str, sitting_ids: Collection[int]) -> Mapping[int, int]:
        """Where each of these papers is sat: 0 where it lies in direct messages, on this card, else where it began."""

    async def load(self, game_id: int) -> Sitting | None:
        """The paper as its rows say, None where there is none."""

    async def of_room(self, room_id: int) -> list[Sitting]:
        """All papers of a group."""

    async def paper_in(self, room_id: int, player_id: int) -> int | None:
        """Somebody's paper in a group, by its number; None where they have none there."""

    async def results(self, player_id: int, exam: Exam | None = None) -> list[Result]:
        """What a person's mocks that are in came to, of all exams or one, the newest first; not those thrown away."""

    async def running(self) -> Mapping[int, int]:
        """Person → their mock that is not over."""

    async def sitting(self, player_ids: Collection[int]) -> set[int]:
        """Which of them sit a mock just now, on whichever server that is."""

    async def due(self, at: datetime) -> list[int]:
        """Papers whose time is up, the longest due first."""

    async def latest(self, player_id: int) -> int | None:
        """A person's newest mock, in or not, but none that they threw away; None before the first."""

    async def had(self, player_ids: Collection[int]) -> Mapping[str, datetime]:
        """The questions that any of them had in a mock, and when last."""

    async def met(self, player_ids: Collection[int]) -> set[str]:
        """The questions that any of them has answered anywhere."""

    async def trials(self, items: Collection[Question]) -> Mapping[str, Trial]:
        """How these items did in their present version, by id."""

    async def muted_questions(self, guild_id: int) -> set[str]:
        """Ids of the questions that a server's organizers do not want asked."""


class RoomStore(Protocol):
    """The groups' rows."""

    def next_id(self) -> int:
        """An id that no game has had."""

    def save(
        self, before: Room | None, after: Room, cards: Iterable[str], papers: Sequence[Sitting] = ()
    ) -> Awaitable[None]:
        """Queue the rows in which the two differ, a message for each new card, and the papers that are handed out.

        Queued in the call itself, done when committed. Raises `StorageError`.
        """

    async def load(self, game_id: int) -> Room | None:
        """The group as its rows say, None where there is none."""

    async def due(self, at: datetime) -> list[int]:
        """Groups that have gathered for too long, and those of which all papers are in."""

    async def gathering(self) -> Mapping[int, int]:
        """Groups that have not begun, and their servers."""

    async def left_off(self, card: str, before: datetime, most: int) -> list[int]:
        """Groups with such a card, not settled, with which nothing has happened since then; the longest ago first."""

    async def all_in(self, room_id: int) -> bool:
        """Whether a group has begun and all of its papers are in, both of the same instant."""


class Desk(Protocol):
    """Where papers are brought to people. Calls return at once."""

    def hand_out(self, papers: Iterable[Sitting]) -> None:
        """Bring each paper to its person's direct messages, where they take any."""
