"""What servers want, as rows."""

import asyncio
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.kernel.pace import Pace
from bot.kernel.questions import Exam
from bot.kernel.scoring import Scoring
from bot.rounds.api import Settings
from bot.servers.rules import Hosting, ServerSettings
from bot.servers.tables import servers as table
from bot.storage.inserting import insert as new_row
from bot.storage.writer import Writer


class SqlServers:
    """A row for every server that was greeted or where something was set."""

    def __init__(self, writer: Writer, reading: AsyncEngine) -> None:
        self._writer = writer
        self._reading = reading

    async def of(self, guild_id: int) -> ServerSettings:
        """A server's settings."""
        async with self._reading.connect() as connection:
            row = (await connection.execute(select(table).where(table.c.guild_id == guild_id))).one_or_none()
        if row is None:
            return ServerSettings()
        exam = Exam(row.exam) if row.exam else None
        quiz = Settings(row.topic, exam, row.questions, Pace(row.pace), Scoring(row.scoring))
        return ServerSettings(quiz, bool(row.thread), row.welcomed_at, Hosting(row.hosting), row.host_role)

    def set_quiz(self, guild_id: int, quiz: Settings, *, thread: bool) -> asyncio.Future[None]:
        """Queue what a quiz is like there; when it was greeted stays."""
        return self._set(guild_id, _quiz_row(quiz, thread=thread))

    def set_hosting(self, guild_id: int, hosting: Hosting, role: int | None) -> asyncio.Future[None]:
        """Queue who may start quizzes there; what a quiz is like stays."""
        return self._set(guild_id, {"hosting": hosting, "host_role": role})

    def _set(self, guild_id: int, values: dict[str, object]) -> asyncio.Future[None]:
        usual = ServerSettings()
        row = {"guild_id": guild_id} | _quiz_row(usual.quiz, thread=usual.thread) | values
        insert = new_row(table).values(row)
        return self._writer.queue(
            _scope(guild_id), [], insert.on_conflict_do_update(index_elements=["guild_id"], set_=values)
        )

    async def welcome(self, guild_id: int, at: datetime) -> bool:
        """Note that it is greeted, once, whatever else is set there."""
        usual = ServerSettings()
        row = {"guild_id": guild_id, "welcomed_at": at} | _quiz_row(usual.quiz, thread=usual.thread)
        insert = new_row(table).values(row)
        noted = insert.on_conflict_do_update(
            index_elements=["guild_id"], set_={"welcomed_at": at}, where=table.c.welcomed_at.is_(None)
        ).returning(table.c.guild_id)
        return bool(await self._writer.execute(_scope(guild_id), noted))


def _scope(guild_id: int) -> tuple[str, int]:
    return "server", guild_id


def _quiz_row(quiz: Settings, *, thread: bool) -> dict[str, object]:
    return {
        "topic": quiz.topic,
        "exam": quiz.exam,
        "questions": quiz.questions,
        "pace": quiz.pace,
        "scoring": quiz.scoring,
        "thread": int(thread),
    }
