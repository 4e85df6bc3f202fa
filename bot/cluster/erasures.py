"""Who was erased by one shard and still has to be by others, as rows: a letter can be missed, a row cannot."""

import json
from collections.abc import Collection
from dataclasses import dataclass, field

from sqlalchemy import Text, and_, delete, exists, literal, literal_column, or_, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.cluster.tables import erasures_due, leases
from bot.kernel.background import reason
from bot.kernel.ports import StorageError

LEFTOVER_WITH = 0
"""The shard that also does what was due for shards that there are no more."""

_KEY = ["part", "player_id", "stand_in"]
_PUT = literal_column("erasures_due.xmin::text", Text).label("put")
"""The transaction that wrote a row."""


@dataclass(frozen=True, slots=True)
class Due:
    """Somebody whom a shard still has to erase, who stands in for them, and the games that named them.

    `put`: which of the times it was put; one that is put again meanwhile has not been done.
    """

    part: int
    player_id: int
    stand_in: int
    games: Collection[int]
    put: str = field(default="", compare=False)


class ErasureStore:
    """What is due, on a session that commits each statement."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def put(self, part: int, player_id: int, stand_in: int, games: Collection[int]) -> None:
        """Have all shards but this one erase somebody, also those that have done so before. Raises `StorageError`."""
        text = json.dumps(sorted(games), separators=(",", ":"))
        others = select(leases.c.part, literal(player_id), literal(stand_in), literal(text)).where(
            leases.c.part != part
        )
        put = insert(erasures_due).from_select([column.name for column in erasures_due.columns], others)
        put = put.on_conflict_do_update(index_elements=_KEY, set_={"games": put.excluded.games})
        try:
            async with self._engine.connect() as connection:
                await connection.execute(put)
        except (SQLAlchemyError, OSError) as error:
            raise StorageError(f"The other processes cannot be told: {reason(error)}") from error

    async def due(self, parts: Collection[int], of: int) -> list[Due]:
        """What these shards, of so many, have to do."""
        row = erasures_due.c
        leftover = [row.part >= of] if LEFTOVER_WITH in parts else []
        ours = or_(row.part.in_(parts), *leftover)
        async with self._engine.connect() as connection:
            query = select(erasures_due, _PUT).where(ours).order_by(row.part, row.player_id)
            found = await connection.execute(query)
            return [Due(one.part, one.player_id, one.stand_in, json.loads(one.games), one.put) for one in found]

    async def waits(self, player_id: int, stand_in: int) -> bool:
        """Whether a shard that some process has still has to erase somebody."""
        row = erasures_due.c
        held = exists().where(leases.c.part == row.part, leases.c.owner.is_not(None))
        query = select(row.part).where(row.player_id == player_id, row.stand_in == stand_in, held).limit(1)
        async with self._engine.connect() as connection:
            return (await connection.execute(query)).first() is not None

    async def done(self, due: Due) -> None:
        """A shard has erased somebody: nothing says any more whom."""
        row = erasures_due.c
        whom = row.part == due.part, row.player_id == due.player_id, row.stand_in == due.stand_in
        same = and_(*whom, literal(due.put) == _PUT)
        async with self._engine.connect() as connection:
            await connection.execute(delete(erasures_due).where(same))
