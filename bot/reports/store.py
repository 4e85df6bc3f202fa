"""Reports and muted questions as rows."""

import asyncio
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Exists,
    Insert,
    Row,
    exists,
    func,
    literal,
    or_,
    select,
    update,
)
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.exams.api import tables as exam_tables
from bot.kernel.ports import QuestionCodec
from bot.kernel.questions import Question
from bot.practice.api import tables as practice_tables
from bot.reports.rules import Complaint, Outcome, Report, Waiting
from bot.reports.tables import reports
from bot.storage import tables
from bot.storage.changes import Put
from bot.storage.inserting import insert as new_row
from bot.storage.tables import mutes
from bot.storage.writer import Writer

_OPEN = reports.c.outcome == Outcome.OPEN


class SqlReports:
    """What was reported, and what is not asked any more."""

    def __init__(self, writer: Writer, reading: AsyncEngine, codec: QuestionCodec) -> None:
        self._writer = writer
        self._reading = reading
        self._codec = codec

    async def asked(self, game_id: int, position: int, player_id: int) -> Question | None:
        """The question at a place of a game, once it is open; None where none is, or where it is not theirs to see."""
        asked = tables.asked.c
        seen = or_(asked.opened_at.is_not(None), asked.closed_at.is_not(None), _given(player_id))
        query = select(tables.contents.c.body).join_from(tables.asked, tables.contents).join(tables.games)
        query = query.where(asked.game_id == game_id, asked.position == position, seen, _may_know(player_id))
        async with self._reading.connect() as connection:
            body = (await connection.execute(query)).scalar_one_or_none()
        return None if body is None else self._codec.from_json(body)

    async def met(self, game_id: int, player_id: int) -> dict[int, Question]:
        """Place → question of a game, of those that are closed or that a player has answered."""
        asked, closed = tables.asked.c, tables.asked.c.closed_at.is_not(None)
        query = select(asked.position, tables.contents.c.body).join_from(tables.asked, tables.contents)
        query = query.join(tables.games).where(asked.game_id == game_id, _may_know(player_id))
        query = query.where(or_(closed, _given(player_id)))
        async with self._reading.connect() as connection:
            return {row.position: self._codec.from_json(row.body) for row in await connection.execute(query)}

    async def server(self, game_id: int) -> int:
        """The server on which a game was begun; 0 where that was in direct messages, or where there is no game."""
        async with self._reading.connect() as connection:
            found = await connection.execute(select(tables.games.c.guild_id).where(tables.games.c.id == game_id))
            return found.scalar_one_or_none() or 0

    def put(self, report: Report) -> asyncio.Future[None]:
        """Queue the report."""
        return self._writer.queue(("report", report.guild_id, report.question_id), [Put(reports, _row(report))])

    async def settle(
        self, guild_id: int, question_id: str, outcome: Outcome, at: datetime, muted_by: int | None = None
    ) -> int:
        """Note what became of a question's open reports, and with `muted_by` that it is muted; how many they were.

        It touches those that are there in that moment, so that it brings back none that was erased.
        """
        columns = reports.c
        waiting = columns.guild_id == guild_id, columns.question_id == question_id, columns.outcome == Outcome.OPEN
        settled = update(reports).where(*waiting).values(outcome=outcome, decided_at=at).returning(columns.at)
        muted = [] if muted_by is None else [_muted(guild_id, question_id, muted_by, at, exists().where(*waiting))]
        return len(await self._writer.execute(("report", guild_id, question_id), *muted, settled))

    def unmute(self, guild_id: int, question_id: str, at: datetime) -> asyncio.Future[None]:
        """Queue that a question may be asked again, and that this is what became of its reports."""
        those, columns = (mutes.c.guild_id == guild_id) & (mutes.c.question_id == question_id), reports.c
        settled = columns.guild_id == guild_id, columns.question_id == question_id, columns.outcome == Outcome.MUTED
        kept = update(reports).where(*settled).values(outcome=Outcome.KEPT, decided_at=at)
        return self._writer.queue(("report", guild_id, question_id), [], mutes.delete().where(those), kept)

    async def waiting(self, guild_id: int) -> list[Waiting]:
        """A server's questions with open reports, the most reported first."""
        columns = reports.c
        people, since = func.count(columns.reporter_id.distinct()), func.min(columns.at)
        query = select(columns.question_id, people.label("people"), since.label("since"))
        query = query.where(columns.guild_id == guild_id, _OPEN).group_by(columns.question_id)
        async with self._reading.connect() as connection:
            rows = await connection.execute(query.order_by(people.desc(), since, columns.question_id))
            return [Waiting(row.question_id, row.people, row.since) for row in rows]

    async def about(self, guild_id: int, question_id: str, most: int) -> list[Report]:
        """The first open reports of a question in a server, oldest first."""
        return await self._read(reports.c.guild_id == guild_id, reports.c.question_id == question_id, _OPEN, most=most)

    async def open_of(self, guild_id: int, reporter_id: int) -> int:
        """How many of somebody's reports wait in a server."""
        those = reports.c.reporter_id == reporter_id, reports.c.guild_id == guild_id, _OPEN
        async with self._reading.connect() as connection:
            return int((await connection.execute(select(func.count()).select_from(reports).where(*those))).scalar_one())

    async def of_reporter(self, reporter_id: int) -> list[Report]:
        """One person's reports, oldest first."""
        return await self._read(reports.c.reporter_id == reporter_id)

    async def muted(self, guild_id: int) -> set[str]:
        """The questions not to be asked in a server."""
        async with self._reading.connect() as connection:
            rows = await connection.execute(select(mutes.c.question_id).where(mutes.c.guild_id == guild_id))
            return {row.question_id for row in rows}

    async def _read(self, *conditions: ColumnElement[bool], most: int | None = None) -> list[Report]:
        query = select(reports).where(*conditions).order_by(reports.c.at).limit(most)
        async with self._reading.connect() as connection:
            return [_report(row) for row in await connection.execute(query)]


def _given(player_id: int) -> Exists:
    asked, given = tables.asked.c, tables.answers.c
    return exists().where(
        given.game_id == asked.game_id, given.position == asked.position, given.player_id == player_id
    )


def _may_know(player_id: int) -> ColumnElement[bool]:
    """Whether somebody may hear what a game asks: what one person plays alone is for that person only.

    The router binds presses for shared games to their place; for the others it lets them come from anywhere.
    """
    theirs = [
        exists().where(own.c.game_id == tables.games.c.id, own.c.player_id == player_id)
        for own in (practice_tables.sittings, exam_tables.exam_sittings)
    ]
    return or_(tables.games.c.kind.not_in(tables.ALONE), *theirs)


def _muted(guild_id: int, question_id: str, by: int, at: datetime, where: Exists) -> Insert:
    values = {"guild_id": guild_id, "question_id": question_id, "organiser_id": by, "at": at}
    those = select(*(literal(value, mutes.c[name].type) for name, value in values.items())).where(where)
    insert = new_row(mutes).from_select(list(values), those)
    anew = {name: insert.excluded[name] for name in ("organiser_id", "at")}
    return insert.on_conflict_do_update(index_elements=["guild_id", "question_id"], set_=anew)


def _row(report: Report) -> dict[str, object]:
    return {
        "guild_id": report.guild_id,
        "question_id": report.question_id,
        "reporter_id": report.reporter_id,
        "complaint": report.complaint,
        "text": report.text,
        "at": report.at,
        "outcome": report.outcome,
        "decided_at": report.decided_at,
    }


def _report(row: Row[Any]) -> Report:
    return Report(
        guild_id=row.guild_id,
        question_id=row.question_id,
        reporter_id=row.reporter_id,
        complaint=Complaint(row.complaint),
        text=row.text,
        at=row.at,
        outcome=Outcome(row.outcome),
        decided_at=row.decided_at,
    )
