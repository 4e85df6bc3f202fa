"""Groups as rows: which rows a change touches, and a group read back from its rows."""

import asyncio
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, bindparam, delete, literal_column, select

from bot.exams.rules.model import Sitting
from bot.exams.rules.room import Phase, Room, hosted
from bot.exams.store import GAME, paper_rows
from bot.exams.tables import exam_rooms, exam_sittings
from bot.kernel.ports import QuestionCodec
from bot.kernel.questions import Exam, Question
from bot.storage import tables
from bot.storage.changes import Put
from bot.storage.games import GameStore, card_rows, game_row, player_rows, players_of
from bot.storage.share import of_our_games

ROOM_KIND = "exam_room"

_RUNNING = exam_rooms.c.phase.in_([literal_column("'gathering'"), literal_column("'sitting'")])
"""The condition of the index `exam_rooms_running`, which is only recognized when it is spelled out alike."""

_ROOMS = select(exam_rooms, *GAME).join(tables.games, tables.games.c.id == exam_rooms.c.game_id)


class SqlRooms(GameStore):
    """The groups' rows."""

    def save(
        self, before: Room | None, after: Room, cards: Iterable[str], papers: Sequence[Sitting] = ()
    ) -> asyncio.Future[None]:
        """Queue the rows in which the two differ, a message for each new card, and the papers that are handed out.

        The end of a group frees the keys of all its papers. Done when committed.
        """
        rows = [*_room_rows(before, after), *card_rows(after.id, after.channel_id, after.active_at, cards)]
        codec = _EachOnce(self._codec)
        for paper in papers:
            rows += paper_rows(None, paper, codec)
        ends = after.ended_at is not None and (before is None or before.ended_at is None)
        of_room = select(exam_sittings.c.game_id).where(exam_sittings.c.room_id == after.id)
        withheld = tables.keys_withheld
        freed = [delete(withheld).where(withheld.c.game_id.in_(of_room))] if ends else []
        return self._writer.queue(after.id, rows, *freed)

    async def load(self, game_id: int) -> Room | None:
        """The group as its rows say, None where there is none."""
        async with self._reading.connect() as connection:
            row = (await connection.execute(_ROOMS.where(exam_rooms.c.game_id == game_id))).one_or_none()
            if row is None:
                return None
            people = (await players_of(connection, [game_id])).get(game_id, {})
        room = _room(row, {player_id: player for player_id, player in people.items() if player.active})
        return hosted(room)  # its host may have been erased meanwhile

    async def due(self, at: datetime) -> list[int]:
        """Groups that have gathered for too long, and those of which all papers are in."""
        return [row.game_id for row in await self._rows(of_our_games(_DUE, self._reading, exam_rooms.c.game_id), at=at)]

    async def gathering(self) -> dict[int, int]:
        """Groups that have not begun, and their servers."""
        return await self._servers(exam_rooms, and_(_RUNNING, exam_rooms.c.phase == Phase.GATHERING))

    async def left_off(self, card: str, before: datetime, most: int) -> list[int]:
        """Groups with such a card, not settled, with which nothing has happened since then; the longest ago first."""
        shown = tables.messages.c
        query = select(shown.game_id).join(exam_rooms, exam_rooms.c.game_id == shown.game_id)
        query = query.where(shown.settled == 0, shown.card == card, exam_rooms.c.active_at < before)
        query = query.order_by(exam_rooms.c.active_at, shown.game_id).limit(most)
        return [row.game_id for row in await self._rows(of_our_games(query, self._reading, shown.game_id))]

    async def all_in(self, room_id: int) -> bool:
        """Whether a group has begun and all of its papers are in: both as the same reading of the rows has it."""
        return bool(await self._rows(select(exam_rooms.c.game_id).where(exam_rooms.c.game_id == room_id, _all_in())))


class _EachOnce:
    """Makes the text of each question once for all papers, which ask the same."""

    def __init__(self, codec: QuestionCodec) -> None:
        self._codec = codec
        self._made: dict[int, str] = {}
        self.from_json = codec.from_json

    def to_json(self, question: Question) -> str:
        """The whole question. All of them are there for as long as this is, so each has a number of its own."""
        if id(question) not in self._made:
            self._made[id(question)] = self._codec.to_json(question)
        return self._made[id(question)]


def _all_in() -> ColumnElement[bool]:
    papers = exam_sittings.alias()
    writes = select(papers.c.game_id).where(papers.c.room_id == exam_rooms.c.game_id, papers.c.end_reason.is_(None))
    return (exam_rooms.c.phase == Phase.SITTING) & ~writes.exists()


def _due() -> Select[Any]:
    rooms = exam_rooms.c
    running = select(rooms.game_id).where(_RUNNING)
    return running.where(((rooms.phase == Phase.GATHERING) & (rooms.due_at <= bindparam("at"))) | _all_in())


_DUE = _due()
"""Asked every second, and so put together once."""


def _room_rows(before: Room | None, after: Room) -> Iterable[Put]:
    if before is None or before.ended_at != after.ended_at:
        yield Put(tables.games, game_row(after, ROOM_KIND))
    yield Put(exam_rooms, _room_row(after))
    known: Mapping[int, object] = before.members if before else {}
    for player in after.members.values():
        if player.id not in known:
            yield from player_rows(after.id, after.guild_id, player)
    for player_id in known.keys() - after.members.keys():
        if before is not None:
            yield from player_rows(after.id, after.guild_id, replace(before.members[player_id], active=False))


def _room_row(room: Room) -> dict[str, object]:
    return {
        "game_id": room.id,
        "host_id": room.host_id,
        "exam": room.exam,
        "seed": room.seed,
        "phase": room.phase,
        "due_at": room.due_at,
        "active_at": room.active_at,
        "extra_time": json.dumps(sorted(room.extra_time)),
        "walk": json.dumps(room.walk),
        "step": room.step,
    }


def _room(row: Row[Any], members: Mapping[int, Any]) -> Room:
    return Room(
        id=row.game_id,
        guild_id=row.guild_id,
        channel_id=row.channel_id,
        host_id=row.host_id,
        exam=Exam(row.exam),
        seed=row.seed,
        created_at=row.created_at,
        active_at=row.active_at,
        members=members,
        extra_time=frozenset(json.loads(row.extra_time)),
        phase=Phase(row.phase),
        due_at=row.due_at,
        walk=tuple(json.loads(row.walk)),
        step=row.step,
        ended_at=row.ended_at,
    )
