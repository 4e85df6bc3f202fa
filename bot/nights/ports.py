"""What quiz nights need from outside."""

from collections.abc import Awaitable, Iterable, Mapping
from datetime import datetime
from enum import Enum, auto
from typing import Protocol

from bot.nights.rules.model import Night
from bot.reminders.api import Delivered, Later


class NightStore(Protocol):
    """The nights' rows."""

    def next_id(self) -> int:
        """An id that no game has had. Raises `ClosedError` where nothing may begin."""

    def save(self, before: Night | None, after: Night, cards: Iterable[str]) -> Awaitable[None]:
        """Queue the rows in which the two differ, and a message for each new card. Raises `StorageError`."""

    def discard(self, night_id: int) -> Awaitable[None]:
        """Queue that a night that nobody has seen never was. Raises `StorageError`."""

    async def load(self, night_id: int) -> Night | None:
        """The night as its rows say, None where there is none."""

    async def due(self, at: datetime) -> list[int]:
        """Nights whose `due_at` has come."""

    async def open_in(self, guild_id: int) -> list[int]:
        """The nights of a server that are not over, the next one first."""

    async def running(self) -> list[int]:
        """Every night that has begun and is not over."""

    async def timed(self) -> Mapping[int, int]:
        """Night → its server, of those for which time counts: it has begun and is not over, or waits to begin."""

    async def untold(self, guild_id: int, host_id: int) -> list[int]:
        """Nights of a host who is yet to hear what is in the way."""

    async def to_remind(self, at: datetime, most: int) -> list[tuple[int, int]]:
        """Night and person of reminders that are to be sent by now, the longest due first."""

    async def with_event(self, at: datetime, most: int) -> list[int]:
        """Nights with something to do about Discord's own event, the longest due first."""


class Letters(Protocol):
    """The way to one person's direct messages."""

    async def remind(self, player_id: int, night: Night, *, again: bool) -> Delivered | Later:
        """Tell somebody that a night is about to begin, once; `again`: it may be on the screen already."""


class Wanted(Protocol):
    """Whether somebody wants to be reminded of nights at all."""

    async def __call__(self, player_id: int) -> bool:
        """False once they have turned such reminders off."""


class Refused(Enum):
    """Why there is no event in Discord. `FORBIDDEN`: Recall may not make one, or Discord takes no such event."""

    FORBIDDEN = auto()
    GONE = auto()
    UNREACHABLE = auto()


class Events(Protocol):
    """Discord's own scheduled events."""

    def may_make(self, guild_id: int) -> bool:
        """Whether Recall has the permission."""

    async def make(self, night: Night, ends_at: datetime) -> int | Refused:
        """Make the event of a night; its id."""

    async def change(self, night: Night, ends_at: datetime) -> Refused | None:
        """Have it say what the night now is."""

    async def find(self, night: Night) -> int | Refused | None:
        """The event of a night, None where there is none."""

    async def delete(self, guild_id: int, event_id: int) -> Refused | None:
        """Take it away."""
