"""What tournaments need from outside."""

from collections.abc import Awaitable, Callable, Iterable, Mapping
from datetime import datetime
from typing import Protocol

from bot.duels.api import Duel
from bot.tournaments.rules.model import Tournament

StillOn = Callable[[], bool]
"""Whether a game may still begin; it is asked last, since what is read before takes a while."""


class TournamentStore(Protocol):
    """The tournaments' rows."""

    def next_id(self) -> int:
        """An id that no game has had."""

    def save(self, before: Tournament | None, after: Tournament, cards: Iterable[str]) -> Awaitable[None]:
        """Queue the rows in which the two differ, and a message for each new card. Raises `StorageError`."""

    async def load(self, game_id: int) -> Tournament | None:
        """The tournament as its rows say, None where there is none."""

    async def due(self, at: datetime) -> list[int]:
        """Tournaments whose `due_at` has come."""

    async def running(self) -> Mapping[int, int]:
        """Every tournament that is not over, also one that can still be signed up for, and its server."""

    async def in_channel(self, channel_id: int) -> int | None:
        """The latest tournament whose cards are posted in a channel, None where there was none."""

    async def channel_of(self, game_id: int, card: str) -> int | None:
        """Where one of its cards is posted; None where there is no such card."""

    async def left_cards(self, game_id: int) -> list[str]:
        """Its cards in the channels that it has left."""

    async def paused_of(self, guild_id: int, organizer_id: int | None) -> list[int]:
        """The paused tournaments of somebody's, or all of a server, the latest first."""

    async def untold(self, guild_id: int, organizer_id: int) -> list[int]:
        """The tournaments of somebody's who is yet to hear what is in their way, the longest first."""


class TournamentAudience(Protocol):
    """The private side of the entrants. Calls return at once."""

    def begun(self, tournament: Tournament, duel: Duel, at: datetime) -> None:
        """A game can be played."""

    def moved_on(self, tournament: Tournament, player_ids: Iterable[int], at: datetime) -> None:
        """These see something else now."""

    def given_back(self, tournament: Tournament, at: datetime) -> None:
        """Lost time was given back, after that of the games."""

    def left_behind(self, tournament: Tournament, at: datetime) -> None:
        """An outage was noticed: whoever has a private message that cannot be redrawn from now on may not know."""

    def misses(self, tournament_id: int, player_id: int, at: datetime) -> bool:
        """Whether somebody may look at a private message that says it follows along, and does not since an outage."""

    def ended(self, tournament_id: int) -> None:
        """Nothing more will come of this tournament."""
