"""What is to be made up for: since when servers were away, and what of it single games have, or are still owed."""

from collections.abc import Awaitable, Callable, Hashable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from bot.kernel.background import each, may_pass
from bot.kernel.chunks import in_parts

AT_ONCE = 50
"""So many games are read and written at once when all of them need it; in between, presses have their turn."""

MadeUp = dict[tuple[int, Hashable], datetime]
"""(server, what of it) → up to when it was made up for, while others of the server, or of other servers, were not."""


@dataclass(frozen=True, slots=True)
class Owed:
    """Something on a server has not been given back what it lost since then, because that could not be done."""

    guild_id: int
    since: datetime


class Absences:
    """Since when servers have been away, up to now.

    By a clock that was ahead that may be later than now: then the clock was set back by so much, less what was lost
    besides, and what was decided by it moves back instead of on.

    `until`: up to when single things were made up for already. `owed`: since when single things are owed something,
    though their servers were made up for.
    """

    def __init__(
        self,
        since: Callable[[int], datetime | None],
        until: MadeUp | None = None,
        owed: Mapping[Hashable, Owed] | None = None,
    ) -> None:
        self._since = since
        self._until = {} if until is None else until
        self._owed = owed or {}
        self.owing: dict[Hashable, Owed] = {}
        """What could not be given its time back, and is to be tried again."""

    def of(self, guild_id: int, what: Hashable = None) -> datetime | None:
        """From when on there is something to make up for, None where there is nothing; later than now, see above."""
        owed, until = self._owed.get(what), self._until.get((guild_id, what))
        since = self._since(guild_id) if owed is None else owed.since
        return since if since is None or until is None else until

    async def make_up(
        self, games: Mapping[int, int], at: datetime, give_back: Callable[[int, datetime], Awaitable[object]]
    ) -> None:
        """Have each of these games, game → its server, given back what it lost since then; one alone may have to wait.

        A game that cannot be read just now is owed its time like one that cannot be written.
        """

        owed = {game_id: since for game_id, home in games.items() if (since := self.of(home, game_id)) is not None}

        async def one(game_id: int) -> None:
            with self.giving_back(games[game_id], game_id, at):
                await give_back(game_id, owed[game_id])

        for some in in_parts(owed, AT_ONCE):
            await each(some, one)

    @contextmanager
    def giving_back(self, guild_id: int, what: Hashable, at: datetime) -> Iterator[None]:
        """Write it in here: what can be written has its time up to now, and what cannot is still owed all of it."""
        with self.or_owed(guild_id, what):
            yield
        self.note(guild_id, what, at)

    @contextmanager
    def or_owed(self, guild_id: int, what: Hashable) -> Iterator[None]:
        """Where this cannot be written, or what it takes cannot be read, it is still owed all of its time."""
        try:
            yield
        except Exception as error:
            if may_pass(error):
                self.owe(guild_id, what)
            raise

    def owe(self, guild_id: int, what: Hashable) -> None:
        """This stays without what it lost, for now."""
        if (since := self.of(guild_id, what)) is not None:
            self.owing[what] = Owed(guild_id, since)

    def note(self, guild_id: int, what: Hashable, at: datetime) -> None:
        """This has been made up for: should the others have to be tried again, it is not given the same time twice."""
        self._until[guild_id, what] = at
