"""What servers want, as rows."""

import asyncio

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.kernel.pace import Pace
from bot.kernel.questions import Exam
from bot.kernel.scoring import Scoring
from bot.rounds.api import Settings
from bot.servers.rules import ServerSettings
from bot.servers.tables import servers as table
from bot.storage.changes import Put
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
        return ServerSettings(quiz, bool(row.thread), row.welcomed_at)

    def put(self, guild_id: int, settings: ServerSettings) -> asyncio.Future[None]:
        """Queue them."""
        quiz = settings.quiz
        values = {
            "guild_id": guild_id,
            "topic": quiz.topic,
            "exam": quiz.exam,
            "questions": quiz.questions,
            "pace": quiz.pace,
            "scoring": quiz.scoring,
            "thread": int(settings.thread),
            "welcomed_at": settings.welcomed_at,
        }
        return self._writer.queue(("server", guild_id), [Put(table, values)])
