"""Sittings as rows, and a sitting read back from its rows."""

import asyncio
import json
from collections.abc import Iterable

from sqlalchemy import Row, select

from bot.kernel.asked import Asked
from bot.kernel.ports import QuestionCodec
from bot.kernel.questions import Exam
from bot.practice import tables as practice_tables
from bot.practice.rules.model import Focus, Reason, Sitting, Wish
from bot.storage import tables
from bot.storage.changes import Put
from bot.storage.games import GameStore, game_row, question_rows


class SqlPracticeStore(GameStore):
    """The sittings' rows: a game of their own kind, with questions and answers like any other's."""

    at_any_time = True  # a sitting waits for its person

    def save(self, before: Sitting | None, after: Sitting, beside: Iterable[Put] = ()) -> asyncio.Future[None]:
        """Queue the rows in which the two differ, and another feature's beside them; done when committed."""
        return self._writer.queue(after.id, [*_changed_rows(before, after, self._codec), *beside])

    async def load(self, game_id: int) -> Sitting | None:
        """The sitting as its rows say, None where there is none."""
        query = (
            select(practice_tables.sittings, tables.games)
            .join(tables.games)
            .where(practice_tables.sittings.c.game_id == game_id)
        )
        async with self._reading.connect() as connection:
            row = (await connection.execute(query)).one_or_none()
            return None if row is None else _sitting(row, await self._asked(connection, game_id))


def _changed_rows(before: Sitting | None, after: Sitting, codec: QuestionCodec) -> Iterable[Put]:
    if before is None or before.ended_at != after.ended_at:
        yield Put(tables.games, game_row(after, tables.PRACTICE))
    yield Put(practice_tables.sittings, _sitting_row(after))
    for position, asked in enumerate(after.asked):
        earlier = before.asked[position] if before and position < len(before.asked) else None
        if earlier is not asked:
            yield from question_rows(after.id, position, earlier, asked, codec)


def _sitting_row(sitting: Sitting) -> dict[str, object]:
    wish = sitting.wish
    return {
        "game_id": sitting.id,
        "player_id": sitting.player_id,
        "focus": wish.focus,
        "topics": json.dumps(wish.topics),
        "exam": wish.exam,
        "most": wish.most,
        "concepts": json.dumps(wish.concepts),
        "chosen": json.dumps(wish.items),
        "seed": sitting.seed,
        "reasons": "".join(sitting.reasons),
        "active_at": sitting.active_at,
    }


def _sitting(row: Row[tuple[object, ...]], asked: tuple[Asked, ...]) -> Sitting:
    exam = Exam(row.exam) if row.exam else None
    return Sitting(
        id=row.game_id,
        player_id=row.player_id,
        guild_id=row.guild_id,
        channel_id=row.channel_id,
        wish=Wish(
            Focus(row.focus),
            tuple(json.loads(row.topics)),
            exam,
            row.most,
            tuple(json.loads(row.concepts)),
            tuple(json.loads(row.chosen)),
        ),
        seed=row.seed,
        created_at=row.created_at,
        active_at=row.active_at,
        asked=asked,
        reasons=tuple(Reason(letter) for letter in row.reasons),
        ended_at=row.ended_at,
    )
