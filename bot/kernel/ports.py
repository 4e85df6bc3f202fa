"""What every game needs from outside."""

from collections.abc import Awaitable, Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Protocol

from bot.kernel.availability import LastHeard
from bot.kernel.custom_ids import base36
from bot.kernel.questions import Question


class GoesOn(Protocol):
    """Whether time counts just now, and with it whether anything becomes due."""

    def __call__(self, guild_id: int, game_id: int | None = None, /) -> bool:
        """On a server, and in one of its games: one that is owed time stands still by itself."""


def always_goes_on(guild_id: int, game_id: int | None = None, /) -> bool:  # noqa: ARG001 - wherever it is
    """Where nothing ever stands still."""
    return True


class StorageError(Exception):
    """What was decided could not be written: it did not happen, and the game stands as its rows say."""


class ClosedError(Exception):
    """Whoever runs Recall wants nothing new to begin just now; what is under way goes on."""


Gate = Callable[[], None]
"""Passed by whatever is about to begin: a quiz, a duel, a mock, a trial of a course. Raises `ClosedError`."""


def open_gate() -> None:
    """Where nothing is ever closed."""


@dataclass(frozen=True, slots=True)
class MessageKey:
    """A message that must appear: its game, and which of the game's cards it shows."""

    game_id: int
    card: str

    @property
    def code(self) -> str:
        """The card in a custom id: a question's place in base 36, else its name."""
        return base36(int(self.card[1:])) if self.card[1:].isdigit() else self.card


@dataclass(frozen=True, slots=True)
class Message:
    """A row of the outbox. `message_id` None: not posted yet, or deleted. `settled`: shows its last state.

    `posted_at`: since when it has been on the screen, or when it last came there; None where it never has.

    `marked` so many times as showing something else: what was read before the last of them settles nothing.
    Discord `refused` it so many times in a row, and is to be asked again at `retry_at`.
    """

    key: MessageKey
    channel_id: int
    created_at: datetime
    message_id: int | None = None
    posted_at: datetime | None = None
    settled: bool = False
    marked: int = 0
    refused: int = 0
    retry_at: datetime | None = None


class MessageStore(Protocol):
    """The outbox's rows."""

    async def unsettled(self) -> list[Message]:
        """Every message that is not posted or not in its last state yet, oldest first."""

    async def to_retry(self, at: datetime, most: int, failing: Collection[MessageKey] = ()) -> list[Message]:
        """Messages that were refused and are to be tried again by now, the longest due first.

        Those that are `failing` are tried anyway, and take nobody's place.
        """

    async def find(self, key: MessageKey) -> Message | None:
        """One message's row."""

    def put(self, message: Message) -> Awaitable[None]:
        """Queue the row as it now is, not settled where it was marked since; done when committed.

        Raises `StorageError`.
        """


class Heartbeat(Protocol):
    """When the bot was last heard."""

    async def last(self) -> LastHeard | None:
        """What the run before noted, None before the first."""

    async def beat(self, beats: Mapping[int, datetime], away: Mapping[int, datetime]) -> None:
        """Note when each shard was last heard, and since when servers are away besides; done when committed."""


class Outbox(Protocol):
    """Messages on their way out. Calls return at once; nobody waits for Discord."""

    def redraw(self, key: MessageKey, *, urgent: bool) -> None:
        """What a message shows has changed, or it is to appear at all. Not urgent: it may be merged with others."""

    def refresh(self, key: MessageKey) -> None:
        """A message that was settled shows something else after all; should it get lost, nothing matters."""

    def repost(self, key: MessageKey, at: datetime) -> None:
        """Bring a message back to the bottom of its channel."""


class Zones(Protocol):
    """Time zones by their IANA names."""

    @property
    def version(self) -> str:
        """Which release of their rules this is."""

    def find(self, name: str) -> tzinfo | None:
        """A zone; None where there is none of that name."""

    def read(self, text: str) -> str | tuple[str, ...]:
        """The name of the zone that was typed or picked; else the names that could be meant, the likeliest first."""

    def search(self, text: str, most: int) -> list[str]:
        """Names that fit what was typed, the likeliest first."""


class QuestionCodec(Protocol):
    """Questions as text, so that a game can keep its own copies (`bot.packs.content` is one)."""

    def to_json(self, question: Question) -> str:
        """The whole question."""

    def from_json(self, text: str) -> Question:
        """The question again."""
