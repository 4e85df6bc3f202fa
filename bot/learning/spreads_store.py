"""Learnt spreads as one fact in `meta`."""

import asyncio
import json
from dataclasses import asdict
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.learning.spreads import Learnt
from bot.storage import tables
from bot.storage.changes import Put
from bot.storage.writer import Writer
from bot.study.rasch import Priors

FACT = "ability_spreads"


class SqlSpreads:
    """What was learnt last."""

    def __init__(self, writer: Writer, reading: AsyncEngine) -> None:
        self._writer = writer
        self._reading = reading

    async def learnt(self) -> Learnt | None:
        """What the last time came to, None before the first."""
        async with self._reading.connect() as connection:
            return await read(connection)

    async def lately(self, most: int) -> list[int]:
        """So many people, those who answered last first."""
        player, when = tables.answers.c.player_id, func.max(tables.answers.c.at)
        query = select(player).group_by(player).order_by(when.desc(), player).limit(most)
        async with self._reading.connect() as connection:
            return list((await connection.execute(query)).scalars())

    def save(self, learnt: Learnt) -> asyncio.Future[None]:
        """Queue it; done when committed."""
        value = {"at": learnt.at.isoformat(), "spreads": {kind: asdict(one) for kind, one in learnt.spreads.items()}}
        return self._writer.queue(FACT, [Put(tables.meta, {"name": FACT, "value": json.dumps(value)})])


async def read(connection: AsyncConnection) -> Learnt | None:
    """What the last time came to."""
    query = select(tables.meta.c.value).where(tables.meta.c.name == FACT)
    text = (await connection.execute(query)).scalar_one_or_none()
    if text is None:
        return None
    value = json.loads(text)
    spreads = {kind: Priors(**one) for kind, one in value["spreads"].items()}
    return Learnt(datetime.fromisoformat(value["at"]), spreads)
