"""Papers as rows: which rows a change touches, and a paper read back from its rows."""

import asyncio
import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import zip_longest
from typing import Any

from sqlalchemy import Row, Select, Subquery, Text, and_, bindparam, cast, delete, func, select, union_all
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.exams.rules.model import BLANK, Cause, End, Mark, Sitting
from bot.exams.rules.report import Result, Share
from bot.exams.rules.sitting import FASTEST_MS, GRACE, is_evidence
from bot.exams.rules.stages import Trial
from bot.exams.tables import exam_marks, exam_sittings
from bot.kernel.chunks import in_parts
from bot.kernel.ports import Message, MessageKey, QuestionCodec
from bot.kernel.questions import Exam, Question
from bot.kernel.share import DIRECT
from bot.rounds.api import READ_AT_ONCE
from bot.storage import tables
from bot.storage.changes import Put
from bot.storage.games import GameStore, due_in, game_row, question_rows
from bot.storage.lane import lane
from bot.storage.share import of_our_games
from bot.storage.stores import message_put

MOST_TRIED = 500
"""So many of the latest askings of an item on trial are looked at, however many there are: a trial needs far fewer."""

TRIED_AT_ONCE = 25
"""So many items on trial are looked at in one statement."""

ITEMS = [f"item{number}" for number in range(TRIED_AT_ONCE)]

PAPERS_AT_ONCE = 10
"""So many papers are read with all their questions before others have their turn."""

SUMS_AT_ONCE = 250
"""So many papers' sums are taken before others have their turn: a few milliseconds."""

GAME = [tables.games.c[name] for name in ("guild_id", "channel_id", "created_at", "ended_at")]
_DUE = due_in(exam_sittings)
_PAPERS = select(exam_sittings, *GAME).join(tables.games, tables.games.c.id == exam_sittings.c.game_id)


def _sums() -> Select[Any]:
    """Of each paper that is in: how many questions it has, how many were answered in earnest, and which rightly."""
    papers, games, asked, answers = exam_sittings.c, tables.games.c, tables.asked.c, tables.answers.c
    theirs = answers.game_id == papers.game_id  # naming the person, too, has SQLite go through all that they answered
    places = func.aggregate_strings(cast(answers.position, Text), " ")
    questions = select(func.count()).where(asked.game_id == papers.game_id)
    in_earnest = select(func.count()).where(theirs, answers.elapsed_ms >= FASTEST_MS)
    right = select(places).where(theirs, answers.correct == 1)
    sums = [questions.scalar_subquery().label("questions"), in_earnest.scalar_subquery().label("in_earnest")]
    return (
        select(papers.game_id, papers.exam, papers.scored, papers.end_reason, papers.deadline, games.ended_at, *sums)
        .add_columns(right.scalar_subquery().label("right"))
        .join(tables.games, games.id == papers.game_id)
        .where(papers.end_reason.in_((End.HANDED_IN, End.TIME)))
        .order_by(games.created_at.desc(), papers.game_id.desc())
    )


_SUMS = _sums()


def _latest() -> Subquery:
    """The latest askings of so many items at once, their ids in the parameters `item0` and so on."""
    asked = tables.asked.c
    of_each = (
        select(asked.question_id, asked.content_hash, asked.game_id, asked.position)
        .where(asked.question_id == bindparam(name, type_=Text), asked.closed_at.is_not(None))
        .order_by(asked.game_id.desc(), asked.position.desc())
        .limit(MOST_TRIED)
        .subquery()
        for name in ITEMS
    )
    return union_all(*(select(one) for one in of_each)).subquery()


def _versions(latest: Subquery) -> Select[Any]:
    """As what they were asked: the contents, once each."""
    hashes = select(latest.c.content_hash)
    return select(tables.contents).where(tables.contents.c.hash.in_(hashes))


def _tried(latest: Subquery) -> Select[Any]:
    """How often each was tried with these contents for the first time by somebody, and how often rightly."""
    answers = tables.answers.c
    same = (answers.game_id == latest.c.game_id) & (answers.position == latest.c.position)
    theirs = [latest.c.question_id, answers.player_id]
    turn = func.row_number().over(partition_by=theirs, order_by=[answers.at, answers.game_id])
    tries = (
        select(latest.c.question_id, answers.correct, turn.label("turn"))
        .join(tables.answers, same)
        .where(latest.c.content_hash.in_(bindparam("hashes", expanding=True)))
        .subquery()
    )
    sums = func.count().label("attempts"), func.sum(tries.c.correct).label("correct")
    return select(tries.c.question_id, *sums).where(tries.c.turn == 1).group_by(tries.c.question_id)


LATEST = _latest()
VERSIONS, TRIED = _versions(LATEST), _tried(LATEST)


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

    async def places(self, card: str, sitting_ids: Collection[int]) -> dict[int, int]:
        """Where each of these papers is sat: in direct messages if it is on the screen there, else where it began."""
        games, messages, found = tables.games.c, tables.messages.c, dict[int, int]()
        lying = and_(messages.game_id == games.id, messages.card == card, messages.message_id.is_not(None))
        query = select(games.id, games.guild_id, messages.message_id).outerjoin(tables.messages, lying)
        for some in in_parts(list(sitting_ids), READ_AT_ONCE):
            rows = await self._rows(query.where(games.id.in_(some)))
            found |= {row.id: DIRECT if row.message_id else row.guild_id for row in rows}
        return found

    async def load(self, game_id: int) -> Sitting | None:
        """The paper as its rows say, None where there is none."""
        return (await self._papers(exam_sittings.c.game_id == game_id)).get(game_id)

    async def of_room(self, room_id: int) -> list[Sitting]:
        """All papers of a group. A few are read at once."""
        papers, found = exam_sittings.c, list[Sitting]()
        query = select(papers.game_id).where(papers.room_id == room_id).order_by(papers.game_id)
        ids = [row.game_id for row in await self._rows(query)]
        for some in in_parts(ids, PAPERS_AT_ONCE):
            found += (await self._papers(papers.game_id.in_(some))).values()
        return found

    async def paper_in(self, room_id: int, player_id: int) -> int | None:
        """Somebody's paper in a group, by its number; None where they have none there."""
        papers = exam_sittings.c
        mine = await self._rows(select(papers.game_id).where(papers.room_id == room_id, papers.player_id == player_id))
        return mine[0].game_id if mine else None

    async def results(self, player_id: int, exam: Exam | None = None) -> list[Result]:
        """What a person's mocks that are in came to, of all exams or one, the newest first.

        Of each one row of sums is read, and none of its questions.
        """
        papers, found = exam_sittings.c, list[Result]()
        query = _SUMS.where(papers.player_id == player_id)
        async with lane(), self._reading.connect() as connection:
            rows = await connection.stream(query.where(papers.exam == exam.value) if exam else query)
            async for page in rows.partitions(SUMS_AT_ONCE):
                found += [_result(row) for row in page]
                await asyncio.sleep(0)
        return found

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
        papers, games = exam_sittings.c, tables.games.c  # ids tell no order: several processes give some out
        query = select(papers.game_id).join(tables.games, games.id == papers.game_id)
        query = query.where(papers.player_id == player_id, func.coalesce(papers.end_reason, "") != End.DISCARDED)
        order = papers.end_reason.is_not(None), games.created_at.desc(), papers.game_id.desc()  # what is sat is newest
        newest = await self._rows(query.order_by(*order).limit(1))
        return newest[0].game_id if newest else None

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
        found = dict[str, Trial]()
        for some in in_parts(list(items), TRIED_AT_ONCE):
            found |= await self._tries({item.id: item.version for item in some})
        return found

    async def _tries(self, versions: Mapping[str, int]) -> dict[str, Trial]:
        """Of a few items, by id with the version that counts."""
        ids = dict(zip_longest(ITEMS, versions, fillvalue=""))
        async with lane():
            bodies = await self._rows(VERSIONS, **ids)
        hashes = await asyncio.to_thread(self._present, bodies, versions) if bodies else []
        if not hashes:
            return {}
        async with lane():
            tried = await self._rows(TRIED, **ids, hashes=hashes)
        return {row.question_id: Trial(row.attempts, int(row.correct)) for row in tried}

    def _present(self, contents: Iterable[Row[Any]], versions: Mapping[str, int]) -> list[str]:
        """The contents, by hash, that are an item in the version that counts."""
        decoded = [(row.hash, self._codec.from_json(row.body)) for row in contents]
        return [name for name, question in decoded if versions.get(question.id) == question.version]


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


def _result(row: Row[Any]) -> Result:
    scored, right = json.loads(row.scored), (row.right or "").split()
    return Result(
        sitting_id=row.game_id,
        exam=Exam(row.exam),
        ended_at=row.ended_at or row.deadline,
        scored=Share(len(set(scored).intersection(map(int, right))), len(scored)),
        counts=is_evidence(End(row.end_reason), row.questions, row.in_earnest),
    )


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
