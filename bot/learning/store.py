"""What people answered, in every mode, as the estimates need it."""

import asyncio
from collections import OrderedDict, deque
from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, bindparam, select
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.boards.api import ALL_TIME, ALL_TOPICS, boards
from bot.exams.api import LOOKED_AT_MS, End
from bot.exams.api import tables as exam_tables
from bot.kernel.chunks import in_parts
from bot.kernel.keys import Viewer
from bot.kernel.ports import QuestionCodec
from bot.kernel.questions import Kind, Question
from bot.kernel.sources import may_meet
from bot.learning import spreads_store
from bot.learning.learnt import Learnt
from bot.learning.service import Blank, Given
from bot.practice.api import Focus, Reason
from bot.practice.api import tables as practice_tables
from bot.storage import tables
from bot.storage.games import read_answer
from bot.storage.keys import being_asked
from bot.storage.lane import lane
from bot.study.difficulty import Difficulty
from bot.study.items import Totals
from bot.study.rasch import Priors

PAGE = 250
"""Rows fetched at once: a few milliseconds of the event loop."""

MOST_KNOWN = 5_000
"""Questions kept decoded."""

MOST_JUDGED = 2_000
"""By so many of the latest answers an organizer sees how a question works: enough for every figure, and soon read."""

MOST_OF_GUILD = 20_000
"""From so many of its latest answers one is told how a server stands: older ones have faded."""

_ANSWER = tables.answers.c
_GIVEN = (
    select(
        _ANSWER.game_id,
        _ANSWER.position,
        _ANSWER.answer,
        _ANSWER.correct,
        _ANSWER.unsure,
        _ANSWER.elapsed_ms,
        _ANSWER.at,
        tables.games.c.kind,
        tables.asked.c.content_hash,
        tables.asked.c.deadline,
        practice_tables.sittings.c.reasons,
        practice_tables.sittings.c.focus,
    )
    .join(tables.asked, (tables.asked.c.game_id == _ANSWER.game_id) & (tables.asked.c.position == _ANSWER.position))
    .join(tables.games, tables.games.c.id == _ANSWER.game_id)
    .join(practice_tables.sittings, practice_tables.sittings.c.game_id == _ANSWER.game_id, isouter=True)
)
_HISTORY = _GIVEN.where(tables.asked.c.closed_at.is_not(None))
_BY_TIME = (_ANSWER.at, _ANSWER.game_id, _ANSWER.position)


def _attempts() -> Select[Any]:
    """The answers to a question, from its latest asking back, with what the players did on that server in all."""
    whole = (boards.c.guild_id == tables.games.c.guild_id) & (boards.c.player_id == _ANSWER.player_id)
    whole &= (boards.c.period == ALL_TIME) & (boards.c.topic == ALL_TOPICS)
    return (
        _HISTORY.add_columns(_ANSWER.player_id, boards.c.correct.label("of_which"), boards.c.answered)
        .join(boards, whole, isouter=True)
        .where(tables.asked.c.question_id == bindparam("item"))
        .order_by(tables.asked.c.game_id.desc(), tables.asked.c.position.desc())
    )


ATTEMPTS = _attempts()


def _of_guild() -> Select[Any]:
    """What was answered in a server's shared games, from the latest game back."""
    games = tables.games.c
    return (
        _HISTORY.add_columns(_ANSWER.player_id)
        .where(games.guild_id == bindparam("guild"), games.kind.not_in(tables.ALONE))
        .order_by(games.created_at.desc(), games.id.desc())
    )


OF_GUILD = _of_guild()


def _blanks() -> Select[Any]:
    """The questions of a player's mocks that they had before them and left blank; of none that they threw away."""
    marks, sittings, asked = exam_tables.exam_marks.c, exam_tables.exam_sittings.c, tables.asked.c
    answered = (_ANSWER.game_id == marks.game_id) & (_ANSWER.position == marks.position)
    return (
        select(asked.content_hash, asked.closed_at)
        .select_from(exam_tables.exam_marks)
        .join(tables.asked, (asked.game_id == marks.game_id) & (asked.position == marks.position))
        .join(exam_tables.exam_sittings, sittings.game_id == marks.game_id)
        .join(tables.answers, answered, isouter=True)
        .where(marks.player_id == bindparam("player"), marks.spent_ms >= LOOKED_AT_MS, _ANSWER.game_id.is_(None))
        .where(sittings.end_reason.in_((End.HANDED_IN, End.TIME)))
        .order_by(asked.closed_at, marks.game_id, marks.position)
    )


BLANKS = _blanks()


class SqlHistory:
    """Reads answers back. A question is read and decoded once, however often it was asked."""

    def __init__(self, reading: AsyncEngine, codec: QuestionCodec) -> None:
        self._reading = reading
        self._codec = codec
        self._known: OrderedDict[str, Question] = OrderedDict()
        self._learnt = Learnt(reading)

    async def history(self, player_id: int, guild_id: int = 0) -> list[Given]:
        """What a player answered in questions that are closed and may be met in a server, oldest first."""
        return [given for given in await self.everywhere(player_id) if may_meet(given.question.id, guild_id)]

    async def everywhere(self, player_id: int) -> list[Given]:
        """Everything that a player answered in questions that are closed, oldest first."""
        return await self._read(_HISTORY.where(_ANSWER.player_id == player_id).order_by(*_BY_TIME))

    async def unclosed(self, player_id: int) -> list[Given]:
        """Of everything, what a player answered in questions that are open, or were never closed; oldest first."""
        still_open = tables.asked.c.closed_at.is_(None)
        return await self._read(_GIVEN.where(_ANSWER.player_id == player_id, still_open).order_by(*_BY_TIME))

    async def blanks(self, player_id: int, guild_id: int = 0) -> list[Blank]:
        """What a player left blank in mocks that are in, of what may be met in a server, oldest first."""
        async with self._reading.connect() as connection:
            rows = (await connection.execute(BLANKS, {"player": player_id})).all()
        questions = await self._questions({row.content_hash for row in rows})
        found = [Blank(questions[row.content_hash], row.closed_at) for row in rows]
        return [blank for blank in found if may_meet(blank.question.id, guild_id)]

    async def of_guild(self, guild_id: int) -> list[tuple[int, Given]]:
        """The latest that was answered in a server's shared games, with the players; oldest first."""
        latest = self._rows(OF_GUILD.limit(MOST_OF_GUILD), guild=guild_id)
        return sorted([(row.player_id, given) async for row, given in latest], key=lambda pair: pair[1].at)

    async def first_attempts(self) -> list[tuple[int, Given]]:
        """Each player's first answer to each question that is closed, with the player."""
        first: dict[tuple[int, str], Given] = {}
        players = select(_ANSWER.player_id).distinct()
        async with self._reading.connect() as connection:
            everybody = [row.player_id for row in await connection.execute(players)]
        for player_id in everybody:
            for given in await self.everywhere(player_id):
                first.setdefault((player_id, given.question.id), given)
        return [(player_id, given) for (player_id, _), given in first.items()]

    async def attempts_at(self, item: str) -> tuple[list[tuple[int, Given]], Totals]:
        """Each player's first answer among the latest to a question, and what they did in that server's games in all.

        By the index of questions, from the latest asking back, and the boards' sums: it takes no longer for what was
        answered besides, nor for how long and how often the question has been asked.
        """
        first: dict[int, Given] = {}
        totals: dict[int, tuple[int, int]] = {}
        latest = [pair async for pair in self._rows(ATTEMPTS.limit(MOST_JUDGED), item=item)]
        for row, given in sorted(latest, key=lambda pair: (pair[0].at, pair[0].game_id)):
            first.setdefault(row.player_id, given)
            if row.answered is not None or row.player_id not in totals:
                totals[row.player_id] = (row.of_which or 0, row.answered or 1)
        return list(first.items()), totals

    async def _read(self, query: Select[Any]) -> list[Given]:
        return [given async for _, given in self._rows(query)]

    async def _rows(self, query: Select[Any], **parameters: object) -> AsyncIterator[tuple[Row[Any], Given]]:
        """Nothing is decoded while a connection is held: threads may be long in coming."""
        pages = await self._pages(query, parameters)
        while pages:
            page = pages.popleft()
            questions = await self._questions({row.content_hash for row in page})
            for pair in zip(page, await asyncio.to_thread(_given, page, questions), strict=True):
                yield pair

    async def _pages(self, query: Select[Any], parameters: Mapping[str, object]) -> deque[Sequence[Row[Any]]]:
        async with lane(), self._reading.connect() as connection:
            rows = await connection.stream(query, parameters)
            return deque([page async for page in rows.partitions(PAGE)])

    async def _questions(self, hashes: set[str]) -> dict[str, Question]:
        """These questions; what was not known is read and decoded, and of the others those used longest ago go."""
        questions = {name: self._known[name] for name in hashes & self._known.keys()}
        if missing := hashes - questions.keys():
            bodies = await self._bodies(missing)
            questions |= await asyncio.to_thread(lambda: {name: self._codec.from_json(bodies[name]) for name in bodies})
        for name, question in questions.items():
            self._known[name] = question
            self._known.move_to_end(name)
        while len(self._known) > MOST_KNOWN:
            self._known.popitem(last=False)
        return questions

    async def _bodies(self, hashes: set[str]) -> dict[str, str]:
        found = dict[str, str]()
        async with self._reading.connect() as connection:
            for some in in_parts(hashes):
                query = select(tables.contents).where(tables.contents.c.hash.in_(some))
                found.update((row.hash, row.body) for row in await connection.execute(query))
        return found

    async def being_asked(self, viewer: Viewer) -> set[str]:
        """The questions whose keys a viewer may not see now, by id."""
        return await being_asked(self._reading, viewer)

    async def difficulties(self) -> Mapping[str, Difficulty]:
        """What was learnt of questions' difficulties, by id; one object for all, that follows what is learnt."""
        return await self._learnt.all()

    def moved(self, some: Mapping[str, Difficulty], after: datetime | None, until: datetime) -> None:
        """These difficulties were learnt from what closed between the two, and are on disk."""
        self._learnt.moved(some, after, until)

    async def spreads(self, kind: str = "") -> Priors:
        """How people's abilities spread over topics, or over the domains of an exam by its code."""
        async with self._reading.connect() as connection:
            learnt = await spreads_store.read(connection)
        return learnt.spreads.get(kind, Priors()) if learnt else Priors()


def _given(rows: Sequence[Row[Any]], questions: Mapping[str, Question]) -> list[Given]:
    return [
        Given(
            game_id=row.game_id,
            position=row.position,
            mode=row.kind,
            question=questions[row.content_hash],
            answer=read_answer(row.answer),
            correct=bool(row.correct),
            unsure=bool(row.unsure),
            seconds=row.elapsed_ms / 1000,
            at=row.at,
            steered=row.reasons is not None and row.reasons[row.position] != Reason.ANYWHERE,
            rehearsed=row.focus in (Focus.MISSES, Focus.LESSON)
            or (row.focus == Focus.FLASHCARDS and questions[row.content_hash].kind is Kind.TYPED),
            timed=row.deadline is not None,
        )
        for row in rows
    ]
