"""What servers' settings need from outside."""

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from bot.rounds.api import Settings
from bot.servers.rules import Away, Hosting, ServerSettings


class ServerStore(Protocol):
    """What organisers set for their servers."""

    async def of(self, guild_id: int) -> ServerSettings:
        """A server's settings; those of one that never set any are the usual ones."""

    def set_quiz(self, guild_id: int, quiz: Settings, *, thread: bool) -> Awaitable[None]:
        """Queue what a quiz is like there, in the call itself; done when committed. Raises `StorageError`."""

    def set_hosting(self, guild_id: int, hosting: Hosting, role: int | None) -> Awaitable[None]:
        """Queue who may start quizzes there, in the call itself; done when committed. Raises `StorageError`."""

    async def welcome(self, guild_id: int, at: datetime) -> bool:
        """Note that it is greeted; False where it was before. Raises `StorageError`."""


class DepartureStore(Protocol):
    """What is stored of servers, and which of them the bot has left."""

    async def known(self) -> set[int]:
        """Every server of which something is stored."""

    async def departed(self) -> Mapping[int, Away]:
        """Servers that the bot is in no more, and since when that is known."""

    def note(self, away: Mapping[int, Away]) -> Awaitable[None]:
        """Note that the bot is in these no more; done when committed."""

    def cancel(self, guild_ids: Iterable[int]) -> Awaitable[None]:
        """The bot is in these again."""

    async def erase(self, guild_id: int, at: datetime, gone: Callable[[Sequence[int]], None]) -> None:
        """Erase everything that is a server's, end what runs there; done when committed. `gone`: the games so far.

        It begins by marking it as departed since `BEGUN`, so that whoever stops on the way goes on.
        """
