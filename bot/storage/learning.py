"""What people answered, in every mode, as the estimates need it."""

import asyncio
from collections.abc import Mapping, Sequence
from functools import lru_cache

from sqlalchemy import Row, Select, select
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.domain.practice.model import Reason
from bot.service.learning import Given
from bot.service.ports import QuestionCodec
from bot.storage import study_tables, tables
from bot.storage.practice import KIND
from bot.storage.rounds import read_answer
from bot.study.difficulty import Difficulty

PAGE = 500
"""Rows fetched at once: a few milliseconds of the event loop."""

_HISTORY = (
    select(
        tables.answers,
        tables.games.c.kind,
        tables.asked.c.content_hash,
        tables.contents.c.body,
        study_tables.sittings.c.reasons,
    )
    .join(
        tables.asked,
        (tables.asked.c.game_id == tables.answers.c.game_id) & (tables.asked.c.position == tables.answers.c.position),
    )
    .join(tables.contents, tables.contents.c.hash == tables.asked.c.content_hash)
    .join(tables.games, tables.games.c.id == tables.answers.c.game_id)
    .join(study_tables.sittings, study_tables.sittings.c.game_id == tables.games.c.id, isouter=True)
    .where(tables.asked.c.closed_at.is_not(None))
)


class SqlHistory:
    """Reads answers back. A question that was asked often is decoded once."""

    def __init__(self, reading: AsyncEngine, codec: QuestionCodec) -> None:
        self._reading = reading
        self._decode = lru_cache(maxsize=5_000)(codec.from_json)

    async def history(self, player_id: int) -> list[Given]:
        """Everything that a player answered in questions that are closed, oldest first."""
        query = _HISTORY.where(tables.answers.c.player_id == player_id).order_by(
            tables.answers.c.at, tables.answers.c.game_id, tables.answers.c.position
        )
        return await self._read(query)

    async def _read(self, query: Select[tuple[object, ...]]) -> list[Given]:
        found: list[Given] = []
        async with self._reading.connect() as connection, connection.stream(query) as rows:
            async for page in rows.partitions(PAGE):
                found += await asyncio.to_thread(self._given, page)
        return found

    def _given(self, rows: Sequence[Row[tuple[object, ...]]]) -> list[Given]:
        return [
            Given(
                game_id=row.game_id,
                mode=row.kind,
                question=self._decode(row.body),
                answer=read_answer(row.answer),
                correct=bool(row.correct),
                unsure=bool(row.unsure),
                seconds=row.elapsed_ms / 1000,
                at=row.at,
                steered=row.reasons is not None and row.reasons[row.position] != Reason.ANYWHERE,
            )
            for row in rows
        ]

    async def being_asked(self) -> set[str]:
        """The questions that a shared game asks just now: their keys must not be shown elsewhere."""
        query = (
            select(tables.asked.c.question_id)
            .join(tables.games)
            .where(tables.games.c.ended_at.is_(None), tables.games.c.kind != KIND, tables.asked.c.closed_at.is_(None))
        )
        async with self._reading.connect() as connection:
            return {row.question_id for row in await connection.execute(query)}

    async def difficulties(self) -> Mapping[str, Difficulty]:
        """What was learnt of questions' difficulties, by id."""
        async with self._reading.connect() as connection:
            rows = await connection.execute(select(study_tables.learnt_difficulties))
            return {row.question_id: Difficulty(row.difficulty, row.attempts) for row in rows}
