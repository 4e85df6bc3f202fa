"""What rounds need from outside."""

from collections.abc import Awaitable, Callable, Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from bot.kernel.choosing import Recent
from bot.kernel.keys import KeyStore
from bot.rounds.rules.model import Round


class RoundStore(KeyStore, Protocol):
    """The rounds' rows."""

    def next_id(self, *, at_any_time: bool = False) -> int:
        """An id that no game has had. Raises `ClosedError`, unless this one may begin at any time."""

    def save(self, before: Round | None, after: Round, cards: Iterable[str]) -> Awaitable[None]:
        """Queue the rows in which the two differ, and a message for each new card; done when committed.

        Queueing happens in the call itself, before anything is awaited. Raises `StorageError`.
        """

    def discard(self, game_id: int) -> Awaitable[None]:
        """Queue that a lobby never was; done when committed. Raises `StorageError`."""

    async def parts(self, night_id: int) -> Mapping[int, int]:
        """Number → round, of the rounds that are a part of a night."""

    async def of_night(self, night_id: int) -> Mapping[int, Round]:
        """Number → round, of the rounds that are a part of a night, in order and read together."""

    async def load(self, game_id: int) -> Round | None:
        """The round as its rows say, None where there is none."""

    async def load_all(self, games: Sequence[int]) -> list[Round]:
        """Those of these rounds that there are, read together."""

    async def running(self) -> Mapping[int, tuple[int, int]]:
        """Channel → its round that is not over, and the round's server."""

    async def due(self, at: datetime) -> list[int]:
        """Games whose `due_at` has come."""

    async def recent_questions(self, guild_id: int, since: datetime) -> Recent:
        """The questions asked in a guild since then."""

    async def muted_questions(self, guild_id: int) -> set[str]:
        """Ids of the questions that a guild's organisers do not want asked."""


Keeping = Callable[[int], Awaitable[Mapping[str, datetime]]]
"""The questions that a server's dailies keep the keys of, each with until when."""


async def no_daily(_guild_id: int) -> Mapping[str, datetime]:
    """Where there are no dailies."""
    return {}


class Strength(Protocol):
    """How strong players are."""

    async def standing(self, guild_id: int, players: Collection[int]) -> Mapping[int, float]:
        """Player → rating, of those among these who have one on a server."""


class Audience(Protocol):
    """The players' private side. Calls return at once."""

    def revealed(self, game: Round) -> None:
        """The current question's key is shown: each may learn how it went for them."""

    def given_back(self, game: Round, at: datetime) -> None:
        """The open question's clock runs again after it stood still, with another deadline."""

    def never_begun(self, game: Round) -> None:
        """The lobby is over, and no question came of it."""

    def ended(self, game_id: int) -> None:
        """Nothing more will come of this game."""
