"""What was asked and answered in games that are over, read by the keys and indexes that games have anyway."""

from collections.abc import Sequence

from sqlalchemy import Select, select

from bot.duels.api import tables as duel_tables
from bot.exams.api import End
from bot.exams.api import tables as exam_tables
from bot.kernel.asked import Asked
from bot.kernel.chunks import in_parts
from bot.storage import tables
from bot.storage.games import GameReader
from bot.summaries.ports import Gone

AT_ONCE = 500
"""Of so many games the questions are read in one statement."""


class SqlSummaries(GameReader):
    """Reads games that are over."""

    async def game(self, game_id: int) -> Gone | None:
        """A game; None where there is none."""
        found = await self._rows(select(tables.games).where(tables.games.c.id == game_id))
        return Gone(found[0].kind, found[0].guild_id, found[0].ended_at is not None) if found else None

    async def played_in(self, tournament_id: int) -> list[Sequence[Asked]]:
        """The questions and answers of each game of a tournament that is over; some are played on after its end."""
        parts, games = duel_tables.duel_parts.c, tables.games.c
        over = select(parts.game_id).join(tables.games, games.id == parts.game_id).where(games.ended_at.is_not(None))
        return await self._asked_of(over.where(parts.part_of == tournament_id))

    async def host_of_group(self, room_id: int) -> int | None:
        """Who called a group together to sit a mock."""
        rooms = exam_tables.exam_rooms.c
        found = await self._rows(select(rooms.host_id).where(rooms.game_id == room_id))
        return found[0].host_id if found else None

    async def papers_of(self, room_id: int) -> list[Sequence[Asked]]:
        """Every paper of a group that was handed in."""
        papers = exam_tables.exam_sittings.c
        in_by_now = papers.end_reason.is_not(None) & (papers.end_reason != End.DISCARDED)
        return await self._asked_of(select(papers.game_id).where(papers.room_id == room_id, in_by_now))

    async def _asked_of(self, query: Select[tuple[int]]) -> list[Sequence[Asked]]:
        games = sorted(row.game_id for row in await self._rows(query))
        found: list[Sequence[Asked]] = []
        async with self._reading.connect() as connection:
            for some in in_parts(games, AT_ONCE):
                read = await self._asked_in(connection, some)
                found += [asked for _, asked in sorted(read.items())]
        return found
