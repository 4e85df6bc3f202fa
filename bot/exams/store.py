"""Papers as rows: which rows a change touches, and a paper read back from its rows."""

import asyncio
import json
from collections.abc import AsyncIterator, Collection, Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, bindparam, delete, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.exams.rules.model import BLANK, Cause, End, Mark, Sitting
from bot.exams.rules.sitting import GRACE
from bot.exams.rules.stages import Trial
from bot.exams.tables import exam_marks, exam_sittings
from bot.kernel.ports import Message, MessageKey, QuestionCodec
from bot.kernel.questions import Exam, Question
from bot.rounds.api import READ_AT_ONCE
from bot.storage import tables
from bot.storage.changes import Put
from bot.storage.games import GameStore, due_in, game_row, question_rows
from bot.storage.share import of_our_games
from bot.storage.stores import message_put

MOST_TRIED = 500
"""So many of the latest askings of an item on trial are looked at, however many there are: a trial needs far fewer."""

PAPERS_AT_ONCE = 10
"""So many papers are read with all their questions before others have their turn."""

GAME = [tables.games.c[name] for name in ("guild_id", "channel_id", "created_at", "ended_at")]
_DUE = due_in(exam_sittings)
_PAPERS = select(exam_sittings, *GAME).join(tables.games, tables.games.c.id == exam_sittings.c.game_id)


def _tried() -> Select[Any]:
    """The answers to an item of its latest askings, the latest first."""
    asked, answers = tables.asked.c, tables.answers.c
    latest = (
        select(asked.game_id, asked.position, asked.content_hash)
        .where(asked.question_id == bindparam("item"), asked.closed_at.is_not(None))
        .order_by(asked.game_id.desc(), asked.position.desc())
        .limit(MOST_TRIED)
        .subquery()
    )
    same = (answers.game_id == latest.c.game_id) & (answers.position == latest.c.position)
    return (
        select(answers.player_id, answers.correct, tables.contents.c.body)
        .select_from(latest)
        .join(tables.answers, same)
        .join(tables.contents, tables.contents.c.hash == latest.c.content_hash)
        .order_by(answers.game_id.desc(), answers.position.desc())
    )


TRIED = _tried()


class SqlSittings(GameStore):
    """The papers' rows."""

    def save(self, before: Sitting | None, after: Sitting) -> asyncio.Future[None]:
        """Queue the rows in which the two differ; done when committed.

        Alone, the end of a paper frees its keys. Of one that is thrown away neither answers nor notes stay.
        """
        ends = after.end is not None and (before is None or before.end is None)
        gone = [tables.keys_withheld] if ends and after.room_id is None else []
        gone += [tables.answers, exam_marks] if ends and after.is_discarded else []
        statements = [delete(table).where(table.c.game_id == after.id) for table in gone]
        return self._writer.queue(after.id, list(paper_rows(before, after, self._codec)), *statements)

    def lay(self, sitting: Sitting, card: str, channel_id: int, at: datetime) -> asyncio.Future[None]:
        """Queue that a paper is to appear in a channel; done when committed."""
        message = Message(MessageKey(sitting.id, card), channel_id, created_at=at)
        return self._writer.queue(message.key, [message_put(message)])

    def take_up(self, key: MessageKey) -> asyncio.Future[None]:
        """Queue that a paper appears nowhere by itself: its person's direct messages are shut; done when committed."""
        messages = tables.messages
        theirs = messages.c.game_id == key.game_id, messages.c.card == key.card, messages.c.message_id.is_(None)
        return self._writer.queue(key, [], delete(messages).where(*theirs))

    async def in_direct(self, card: str, sitting_ids: Collection[int]) -> set[int]:
        """Which of these papers are on the screen in their person's direct messages, by this card."""
        messages, ids, found = tables.messages.c, list(sitting_ids), set[int]()
        for first in range(0, len(ids), READ_AT_ONCE):
            some = messages.game_id.in_(ids[first : first + READ_AT_ONCE])
            lying = select(messages.game_id).where(some, messages.card == card, messages.message_id.is_not(None))
            found |= {row.game_id for row in await self._rows(lying)}
        return found

    async def load(self, game_id: int) -> Sitting | None:
        """The paper as its rows say, None where there is none."""
        return (await self._papers(exam_sittings.c.game_id == game_id)).get(game_id)

    async def of_room(self, room_id: int) -> list[Sitting]:
        """All papers of a group."""
        return list((await self._papers(exam_sittings.c.room_id == room_id)).values())

    async def over(self, player_id: int, exam: Exam | None = None) -> AsyncIterator[Sitting]:
        """A person's mocks that are in, of all exams or one, the newest first. A few are read at once."""
        papers = exam_sittings.c
        query = select(papers.game_id).join(tables.games, tables.games.c.id == papers.game_id)
        query = query.where(papers.player_id == player_id, papers.end_reason.in_((End.HANDED_IN, End.TIME)))
        query = query.order_by(tables.games.c.created_at.desc(), papers.game_id.desc())
        found = await self._rows(query.where(papers.exam == exam.value) if exam else query)
        ids = [row.game_id for row in found]
        for first in range(0, len(ids), PAPERS_AT_ONCE):
            some = ids[first : first + PAPERS_AT_ONCE]
            read = await self._papers(papers.game_id.in_(some))
            for game_id in some:
                if game_id in read:
                    yield read[game_id]

    async def _papers(self, *which: Any) -> dict[int, Sitting]:
        async with self._reading.connect() as connection:
            rows = (await connection.execute(_PAPERS.where(*which))).all()
            games = [row.game_id for row in rows]
            asked = await self._asked_in(connection, games)
            marks = await _marks(connection, games)
        found = {row.game_id: _sitting(row) for row in rows}
        return {
            game_id: replace(paper, asked=asked.get(game_id, ()), marks=marks.get(game_id, {}))
            for game_id, paper in found.items()
        }

    async def running(self) -> dict[int, int]:
        """Person → their mock that is not over."""
        query = select(exam_sittings.c.player_id, exam_sittings.c.game_id).where(exam_sittings.c.end_reason.is_(None))
        ours = of_our_games(query, self._reading, exam_sittings.c.game_id)
        return {row.player_id: row.game_id for row in await self._rows(ours)}

    async def sitting(self, player_ids: Collection[int]) -> set[int]:
        """Which of them sit a mock just now, on whichever server that is."""
        papers = exam_sittings.c
        query = select(papers.player_id).where(papers.player_id.in_(list(player_ids)), papers.end_reason.is_(None))
        return {row.player_id for row in await self._rows(query)}

    async def due(self, at: datetime) -> list[int]:
        """Papers whose time is up, the longest due first."""
        return [
            row.game_id for row in await self._rows(of_our_games(_DUE, self._reading, exam_sittings.c.game_id), at=at)
        ]

    async def latest(self, player_id: int) -> int | None:
        """A person's newest mock, in or not, but none that they threw away; None before the first."""
        query = select(func.max(exam_sittings.c.game_id).label("game_id"))
        thrown_away = func.coalesce(exam_sittings.c.end_reason, "") == End.DISCARDED
        [row] = await self._rows(query.where(exam_sittings.c.player_id == player_id, ~thrown_away))
        return None if row.game_id is None else int(row.game_id)

    async def had(self, player_ids: Collection[int]) -> dict[str, datetime]:
        """The questions that any of them had in a mock, and when last."""
        asked = tables.asked.c
        query = (
            select(asked.question_id, func.max(asked.opened_at).label("last"))
            .join(exam_sittings, exam_sittings.c.game_id == asked.game_id)
            .where(exam_sittings.c.player_id.in_(list(player_ids)))
            .group_by(asked.question_id)
        )
        return {row.question_id: row.last for row in await self._rows(query)}

    async def met(self, player_ids: Collection[int]) -> set[str]:
        """The questions that any of them has answered anywhere."""
        answers, asked = tables.answers.c, tables.asked
        same = (asked.c.game_id == answers.game_id) & (asked.c.position == answers.position)
        query = select(asked.c.question_id).join(tables.answers, same).where(answers.player_id.in_(list(player_ids)))
        return {row.question_id for row in await self._rows(query.distinct())}

    async def trials(self, items: Collection[Question]) -> dict[str, Trial]:
        """How these items did in their present version, by id: each person's first attempt among the latest ones."""
        counted = [(item.id, await self._tries(item)) for item in items]
        return {name: Trial(len(tries), sum(tries)) for name, tries in counted if tries}

    async def _tries(self, item: Question) -> list[bool]:
        first: dict[int, bool] = {}
        for row in reversed(await self._rows(TRIED, item=item.id)):
            if self._decode(row.body).version == item.version:
                first.setdefault(row.player_id, bool(row.correct))
        return list(first.values())


def paper_rows(before: Sitting | None, after: Sitting, codec: QuestionCodec) -> Iterable[Put]:
    """The rows in which two states of a paper differ."""
    if before is None or before.ended_at != after.ended_at:
        yield Put(tables.games, game_row(after, tables.EXAM))
    yield Put(exam_sittings, _sitting_row(after))
    if before is None:
        yield Put(tables.keys_withheld, {"game_id": after.id, "player_id": after.player_id})
    for place, asked in enumerate(after.asked):
        earlier = before.asked[place] if before else None
        if earlier is not asked:
            yield from question_rows(after.id, place, earlier, asked, codec)
    for place, mark in after.marks.items():
        if (before.mark(place) if before else BLANK) != mark:
            yield Put(exam_marks, _mark_row(after, place, mark))


def _sitting_row(sitting: Sitting) -> dict[str, object]:
    return {
        "game_id": sitting.id,
        "player_id": sitting.player_id,
        "exam": sitting.exam,
        "form": sitting.form,
        "seed": sitting.seed,
        "extra_time": int(sitting.extra_time),
        "scored": json.dumps(sorted(sitting.scored)),
        "place": sitting.place,
        "deadline": sitting.deadline,
        "looked_at": sitting.looked_at,
        "due_at": sitting.deadline + GRACE if sitting.is_open else None,
        "room_id": sitting.room_id,
        "end_reason": sitting.end,
    }


def _mark_row(sitting: Sitting, place: int, mark: Mark) -> dict[str, object]:
    return {
        "game_id": sitting.id,
        "position": place,
        "player_id": sitting.player_id,
        "flagged": int(mark.flagged),
        "unsure": int(mark.unsure),
        "struck": json.dumps(sorted(mark.struck)),
        "spent_ms": mark.spent_ms,
        "cause": mark.cause,
    }


async def _marks(connection: AsyncConnection, games: Sequence[int]) -> dict[int, dict[int, Mark]]:
    found: dict[int, dict[int, Mark]] = {}
    for row in await connection.execute(select(exam_marks).where(exam_marks.c.game_id.in_(games))):
        mark = Mark(
            flagged=bool(row.flagged),
            unsure=bool(row.unsure),
            struck=frozenset(json.loads(row.struck)),
            spent_ms=row.spent_ms,
            cause=Cause(row.cause) if row.cause else None,
        )
        found.setdefault(row.game_id, {})[row.position] = mark
    return found


def _sitting(row: Row[Any]) -> Sitting:
    return Sitting(
        id=row.game_id,
        player_id=row.player_id,
        guild_id=row.guild_id,
        channel_id=row.channel_id,
        exam=Exam(row.exam),
        form=row.form,
        seed=row.seed,
        extra_time=bool(row.extra_time),
        created_at=row.created_at,
        deadline=row.deadline,
        looked_at=row.looked_at,
        asked=(),
        scored=frozenset(json.loads(row.scored)),
        place=row.place,
        room_id=row.room_id,
        end=End(row.end_reason) if row.end_reason else None,
        ended_at=row.ended_at,
    )
