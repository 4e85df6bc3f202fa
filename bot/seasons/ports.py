"""What seasons need from outside."""

from collections.abc import Awaitable, Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from bot.seasons.rules.model import Seasons
from bot.seasons.rules.points import Game
from bot.seasons.rules.roster import Choice, Person


class SeasonStore(Protocol):
    """The rows. What queues does so in the call itself; done when committed. All that writes raises `StorageError`."""

    async def of(self, guild_id: int) -> Seasons | None:
        """A server's seasons; None where there never were any."""

    def put(self, seasons: Seasons) -> Awaitable[None]:
        """Queue a server's seasons as they are now."""

    def stop(self, guild_id: int, at: datetime) -> Awaitable[None]:
        """Queue that they end."""

    def choose(self, guild_id: int, choice: Choice) -> Awaitable[None]:
        """Queue what somebody wishes from a week on."""

    async def choices(self, guild_id: int) -> Sequence[Choice]:
        """What a server's people wished, the earliest first."""

    async def people(self, guild_id: int, wanted: Collection[int]) -> Mapping[int, Person]:
        """Those of these people whom a server has a name for."""

    async def games(self, guild_id: int, since: datetime, before: datetime) -> Sequence[Game]:
        """The games that were open in a stretch of time, and the dailies that were finished in it after they closed."""


class Membership(Protocol):
    """Whether those whom a table shows are still there."""

    def look_after(self, guild_id: int, people: Iterable[int], at: datetime) -> None:
        """Ask after them on the side, at times."""

    async def is_back(self, guild_id: int, player_id: int) -> None:
        """Somebody who was noted as gone acts on the server. Raises `StorageError`."""
