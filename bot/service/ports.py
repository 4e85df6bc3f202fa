"""What the services need from outside, as Protocols; `bot/app.py` puts the real things in."""

from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.custom_ids import base36
from bot.domain.questions import Question
from bot.domain.rounds.model import Round


class StorageError(Exception):
    """What was decided could not be written: it did not happen, and the game stands as its rows say."""


@dataclass(frozen=True, slots=True)
class MessageKey:
    """A message that must appear: its game, and which of the game's cards it shows."""

    game_id: int
    card: str

    @property
    def code(self) -> str:
        """The card in a custom id: a question's place in base 36, else the first letter of its name."""
        return base36(int(self.card[1:])) if self.card[1:].isdigit() else self.card[0]


@dataclass(frozen=True, slots=True)
class Message:
    """A row of the outbox. `message_id` None: not posted yet. `settled`: shows its last state."""

    key: MessageKey
    channel_id: int
    created_at: datetime
    message_id: int | None = None
    posted_at: datetime | None = None
    settled: bool = False


class RoundStore(Protocol):
    """The rounds' rows."""

    def next_id(self) -> int:
        """An id that no game has had."""

    def save(self, before: Round | None, after: Round, cards: Iterable[str]) -> Awaitable[None]:
        """Queue the rows in which the two differ, and a message for each new card; done when committed.

        Queueing happens in the call itself, before anything is awaited. Raises `StorageError`.
        """

    async def load(self, game_id: int) -> Round | None:
        """The round as its rows say, None where there is none."""

    async def running(self) -> Mapping[int, int]:
        """Channel → game of every round that is not over."""

    async def due(self, at: datetime) -> list[int]:
        """Games whose `due_at` has come."""

    async def recent_questions(self, guild_id: int, since: datetime) -> set[str]:
        """Ids of the questions asked in a guild since then."""


class MessageStore(Protocol):
    """The outbox's rows."""

    async def unsettled(self) -> list[Message]:
        """Every message that is not posted or not in its last state yet, oldest first."""

    async def find(self, key: MessageKey) -> Message | None:
        """One message's row."""

    def put(self, message: Message) -> Awaitable[None]:
        """Queue the row as it now is; done when committed. Raises `StorageError`."""


class Heartbeat(Protocol):
    """When the bot was last up."""

    async def last(self) -> datetime | None:
        """The last beat, None before the first."""

    def beat(self, at: datetime) -> Awaitable[None]:
        """Note that the bot is up at `at`."""


class Outbox(Protocol):
    """Messages on their way out. Calls return at once; nobody waits for Discord."""

    def redraw(self, key: MessageKey, *, urgent: bool) -> None:
        """What a message shows has changed, or it is to appear at all. Not urgent: it may be merged with others."""

    def repost(self, key: MessageKey, at: datetime) -> None:
        """Bring a message back to the bottom of its channel."""


class Audience(Protocol):
    """The players' private side. Calls return at once."""

    def revealed(self, game: Round) -> None:
        """The current question's key is shown: each may learn how it went for them."""

    def ended(self, game_id: int) -> None:
        """Nothing more will come of this game."""


Catalogue = Callable[[], Mapping[str, Question]]
"""The questions as the packs stand now, by id."""


class QuestionCodec(Protocol):
    """Questions as text, so that a game can keep its own copies (`bot.packs.content` is one)."""

    def to_json(self, question: Question) -> str:
        """The whole question."""

    def from_json(self, text: str) -> Question:
        """The question again."""
