"""Ratings carried on from duel to duel."""

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

from bot.duels.rules.model import Duel
from bot.duels.rules.result import rated_game
from bot.kernel.ports import StorageError
from bot.kernel.shared_reading import SharedReading
from bot.ratings.api import Change, Ledger, Rating, RatingStore

IN_MEMORY = 1000
"""So many servers' ledgers are kept, those used last: far more than can be waiting to be written at once."""

_MILLISECOND = timedelta(milliseconds=1)

AHEAD = timedelta(minutes=1)
"""A game that lies further ahead ended while the clock was ahead: nothing else sets dates so far apart."""

Redate = Callable[[int, datetime], Awaitable[None]]
"""Gives a server's games that are dated after an instant a date they can have had. Raises `StorageError`."""


def _no_clock() -> datetime:
    return datetime.max.replace(tzinfo=UTC)


async def _nothing(_guild_id: int, _at: datetime) -> None:
    """Where nothing is ever dated ahead."""


class RatingBook:
    """Each server's ledger, read in when first needed.

    A ledger moves in the instant of a decision, its rows with the commit: it is not read while rows of it are being
    written, since it would come back as it was before.

    A game that ended while the clock was ahead would be within a day of every later one until that day comes, and so
    make each count for less: once the clock is right such games are dated anew before anything else is recorded.
    """

    def __init__(self, store: RatingStore, now: Callable[[], datetime] = _no_clock, redate: Redate = _nothing) -> None:
        self._store = store
        self._now = now
        self._redate = redate
        self._ledgers: OrderedDict[int, Ledger] = OrderedDict()
        self._reading = SharedReading(self._read)
        self._writing: dict[int, set[asyncio.Future[None]]] = {}
        self._forgotten = 0
        self._redated: dict[int, datetime | None] = {}

    async def open(self, guild_id: int) -> None:
        """Have a server's ledger at hand. Raises `StorageError`."""
        if self._is_ahead(guild_id, self._ledgers.get(guild_id)):
            self.forget(guild_id)
        while guild_id not in self._ledgers:
            await self._reading.of(guild_id)
        self._ledgers.move_to_end(guild_id)
        if len(self._ledgers) > IN_MEMORY:
            self._ledgers.popitem(last=False)

    async def _read(self, guild_id: int) -> None:
        while True:
            before = self._forgotten
            if writing := self._writing.get(guild_id):
                await asyncio.wait(writing)
            ledger = await self._store.ledger(guild_id)
            if self._is_ahead(guild_id, ledger):
                await self._redate(guild_id, _whole_ms(self._now()))
                ledger = await self._store.ledger(guild_id)
                self._redated[guild_id] = ledger.last
            if before == self._forgotten:  # else it may have been read before what was to be forgotten
                self._ledgers[guild_id] = ledger
                return

    def _is_ahead(self, guild_id: int, ledger: Ledger | None) -> bool:
        """Whether there may be something to date anew; what was left as it is then is not looked at again."""
        last = ledger.last if ledger is not None else None
        return last is not None and last - self._now() > AHEAD and last != self._redated.get(guild_id)

    async def of(self, guild_id: int, player_id: int) -> float:
        """Somebody's rating as it stands."""
        await self.open(guild_id)
        return self._ledgers[guild_id].ratings.get(player_id, Rating()).rating

    def record(self, duel: Duel) -> tuple[Change, ...]:
        """How a duel that is over moves ratings; nothing where it moves none. The server's ledger is `open`.

        Games of a server follow one another by at least a millisecond, the precision of their rows: read back in
        order of time they give the same ratings, to the last digit. Raises `StorageError` where the ledger was
        forgotten since it was opened.
        """
        ledger = self._ledgers.get(duel.guild_id)
        if ledger is None:
            raise StorageError("The ratings of the server have to be read again first.")
        at = _whole_ms(duel.ended_at or duel.active_at)
        game = rated_game(duel, max(at, ledger.last + _MILLISECOND) if ledger.last else at)
        return ledger.record(game) if game else ()

    def being_written(self, guild_id: int, rows: asyncio.Future[None]) -> None:
        """What was recorded in a server's ledger is on its way to the disk."""
        writing = self._writing.setdefault(guild_id, set())
        writing.add(rows)
        rows.add_done_callback(lambda done: self._written(guild_id, done))

    def _written(self, guild_id: int, rows: asyncio.Future[None]) -> None:
        self._writing[guild_id].discard(rows)
        if not self._writing[guild_id]:
            del self._writing[guild_id]

    def forget(self, guild_id: int) -> None:
        """Something recorded was not written, or is there no more: read the ledger again."""
        self._forgotten += 1
        self._ledgers.pop(guild_id, None)

    def forget_all(self) -> None:
        """Somebody is in the rows no more: read every ledger again."""
        self._forgotten += 1
        self._ledgers.clear()


def _whole_ms(at: datetime) -> datetime:
    return at.replace(microsecond=at.microsecond // 1000 * 1000)
