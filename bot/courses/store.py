"""Courses as rows. How a sitting went is counted from its answers, so that it cannot disagree with them."""

import asyncio
from datetime import datetime

from sqlalchemy import Select, func, select
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.courses.rules import Part, Sat
from bot.courses.tables import course_sittings, lessons_read
from bot.storage.changes import Put
from bot.storage.tables import answers, asked, games
from bot.storage.writer import Writer


class SqlCourses:
    """A row for each lesson that somebody opened, and one for each sitting of a module."""

    def __init__(self, writer: Writer, reading: AsyncEngine) -> None:
        self._writer = writer
        self._reading = reading

    async def read(self, player_id: int) -> set[tuple[str, str, str]]:
        """The lessons that somebody has opened."""
        query = select(lessons_read).where(lessons_read.c.player_id == player_id)
        async with self._reading.connect() as connection:
            return {(row.course, row.module, row.lesson) for row in await connection.execute(query)}

    async def sat(self, player_id: int) -> list[Sat]:
        """All sittings that belong to a module, oldest first."""
        async with self._reading.connect() as connection:
            rows = await connection.execute(_sat(player_id))
            return [
                Sat(
                    game_id=row.game_id,
                    course=row.course,
                    module=row.module,
                    part=Part(row.part),
                    lesson=row.lesson,
                    needed=row.needed,
                    at=row.at,
                    right=row.right,
                    ended_at=row.ended_at,
                    attempt=row.attempt,
                )
                for row in rows
            ]

    async def questions(self, game_id: int) -> set[str]:
        """The questions that a sitting asked."""
        query = select(asked.c.question_id).where(asked.c.game_id == game_id)
        async with self._reading.connect() as connection:
            return set((await connection.execute(query)).scalars())

    def put_lesson(self, player_id: int, course: str, module: str, lesson: str, at: datetime) -> asyncio.Future[None]:
        """Queue the row."""
        row = {"player_id": player_id, "course": course, "module": module, "lesson": lesson, "at": at}
        return self._writer.queue(("course", player_id), [Put(lessons_read, row)])

    def sitting_rows(
        self,
        game_id: int,
        player_id: int,
        course: str,
        module: str,
        part: Part,
        lesson: str,
        needed: int,
        at: datetime,
        attempt: int | None,
    ) -> list[Put]:
        """The row that says of what module a sitting is."""
        row = {
            "game_id": game_id,
            "player_id": player_id,
            "course": course,
            "module": module,
            "part": part.value,
            "lesson": lesson,
            "needed": needed,
            "at": at,
            "attempt": attempt,
        }
        return [Put(course_sittings, row)]


def _sat(player_id: int) -> Select[tuple[object, ...]]:
    right = (
        select(func.count())
        .where(answers.c.game_id == course_sittings.c.game_id, answers.c.correct == 1)
        .scalar_subquery()
    )
    return (
        select(course_sittings, games.c.ended_at, right.label("right"))
        .join(games, games.c.id == course_sittings.c.game_id)
        .where(course_sittings.c.player_id == player_id)
        .order_by(course_sittings.c.at, course_sittings.c.game_id)
    )
