"""What duels need from outside."""

from collections.abc import Awaitable, Collection, Iterable, Mapping
from datetime import datetime
from typing import Protocol

from bot.duels.rules.model import Duel
from bot.kernel.choosing import Recent
from bot.kernel.keys import KeyStore, Viewer
from bot.ratings.api import Change


class DuelStore(KeyStore, Protocol):
    """The duels' rows."""

    def next_id(self, *, at_any_time: bool = False) -> int:
        """An id that no game has had. Raises `ClosedError`, unless this one may begin at any time."""

    def save(
        self, before: Duel | None, after: Duel, cards: Iterable[str], moved: Iterable[Change] = ()
    ) -> Awaitable[None]:
        """Queue the rows in which the two differ, a message for each new card, and how ratings moved.

        Queueing happens in the call itself, before anything is awaited. Raises `StorageError`, also where it is live
        and seats somebody who is in another live duel.
        """

    def discard(self, game_id: int) -> Awaitable[None]:
        """Queue that a challenge that nobody has seen never was; done when committed. Raises `StorageError`."""

    async def asked_besides_duels(self, viewer: Viewer) -> set[str]:
        """The questions whose keys a viewer may not see now because of other games than duels, by id."""

    async def load(self, game_id: int) -> Duel | None:
        """The duel as its rows say, None where there is none."""

    async def running(self) -> Mapping[int, int]:
        """Every duel that is not over, and its server."""

    async def due(self, at: datetime) -> list[int]:
        """Duels whose `due_at` has come."""

    async def quiz_of(self, player_id: int) -> int | None:
        """The channel of a quiz that has begun and that somebody is in; None where they are in none."""

    async def seated(self, player_ids: Collection[int]) -> Mapping[int, int]:
        """Player → the live duel that they are in or have offered, on whichever server that is."""

    async def parts(self, game_id: int) -> dict[int, int]:
        """Number → duel, of the duels that are a part of a game."""

    async def seen(self, player_ids: Iterable[int]) -> Recent:
        """The questions that any of them has answered."""

    async def muted_questions(self, guild_id: int) -> set[str]:
        """Ids of the questions that a guild's organisers do not want asked."""

    async def answered(self, guild_id: int, player_id: int) -> int:
        """How many answers of a player count on a server."""


class DuelAudience(Protocol):
    """The private side of both players. Calls return at once."""

    def moved_on(self, duel: Duel, by: int | None) -> None:
        """Both see something else now; who caused it (`by`) is answered anyway."""

    def given_back(self, duel: Duel, at: datetime) -> None:
        """Lost time was given back: both see the same, with other times."""

    def follows(self, duel_id: int) -> bool:
        """Whether either of the two sees by themselves what becomes of it: after a restart, neither does."""

    def ended(self, duel_id: int) -> None:
        """Nothing more will come of this duel."""
