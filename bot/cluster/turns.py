"""The turns to ask something of Discord, evenly spaced over all processes: one row says when the next one is free."""

from sqlalchemy import Float, cast, extract, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.cluster.tables import turns

REQUESTS = "requests"

_NOW = cast(extract("epoch", func.clock_timestamp()), Float(53))


class TurnStore:
    """Takes turns for one process, on a session of its own that commits each statement."""

    def __init__(self, engine: AsyncEngine, apart_s: float) -> None:
        self._engine = engine
        self._apart_s = apart_s

    async def take(self, wanted: int, ahead_s: float) -> tuple[float, int]:
        """Take so many turns, the first at most so many seconds ahead: in how many seconds it is, and how many.

        Where there are none so soon: in how many seconds it is worth asking again, and 0.
        """
        took = wanted * self._apart_s
        put = insert(turns).values(name=REQUESTS, free_at=_NOW + took)
        later = {"free_at": func.greatest(turns.c.free_at, _NOW) + took}
        taken = put.on_conflict_do_update(
            index_elements=["name"], set_=later, where=turns.c.free_at <= _NOW + ahead_s
        ).returning(turns.c.free_at - took - _NOW)
        async with self._engine.connect() as connection:
            first = (await connection.execute(taken)).scalar_one_or_none()
            if first is not None:
                return max(0.0, float(first)), wanted
            free_in = (await connection.execute(select(turns.c.free_at - _NOW))).scalar_one_or_none()
        return max(0.0, (free_in or 0.0) - ahead_s), 0

    async def close(self) -> None:
        """End the session."""
        await self._engine.dispose()
