"""The turns to ask something of Discord, evenly spaced over all processes: one row says when the next one is free."""

from sqlalchemy import Float, case, cast, extract, func, or_, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.cluster.tables import turns
from bot.delivery.shared import Booked

REQUESTS = "requests"

FURTHEST_S = 1.5
"""No turn that was ever taken is further ahead."""

SET_BACK_S = 2 * FURTHEST_S
"""If the next turn is further ahead than that, the server's clock was set back."""

_NOW = cast(extract("epoch", func.clock_timestamp()), Float(53))


class TurnStore:
    """Takes turns for one process, on a session of its own that commits each statement."""

    def __init__(self, engine: AsyncEngine, apart_s: float) -> None:
        self._engine = engine
        self._apart_s = apart_s

    async def take(self, wanted: int, ahead_s: float, lead_s: float = 0.0) -> Booked:
        """Take so many turns, the first at most so many seconds ahead, and at least `lead_s`.

        Where none is so soon, or none is wanted, none is taken. Where there is no row, as after a crash of the server,
        the first turn is after all that may have been taken before.
        """
        took, free_at = wanted * self._apart_s, turns.c.free_at
        set_back = free_at > _NOW + SET_BACK_S
        free = case((set_back, _NOW + FURTHEST_S), else_=func.greatest(free_at, _NOW + lead_s))
        put = insert(turns).values(name=REQUESTS, free_at=_NOW + FURTHEST_S + took)
        soon_enough = or_(free_at <= _NOW + ahead_s, set_back)
        put = put.on_conflict_do_update(index_elements=["name"], set_={"free_at": free + took}, where=soon_enough)
        async with self._engine.connect() as connection:
            found = (await connection.execute(put.returning(_NOW, free_at - took))).one_or_none() if wanted else None
            if found is not None:
                return Booked(float(found[0]), float(found[1]), wanted)
            now, then = (await connection.execute(select(_NOW, select(free_at).scalar_subquery()))).one()
        return Booked(float(now), float(now if then is None else then))

    async def close(self) -> None:
        """End the session."""
        await self._engine.dispose()
