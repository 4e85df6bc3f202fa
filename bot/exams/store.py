"""Mocks as rows: papers and groups, which rows a change touches, and both read back from their rows."""

import asyncio
import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Row, delete, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.exams.rules.model import BLANK, Cause, End, Mark, Sitting
from bot.exams.rules.room import Phase, Room
from bot.exams.rules.sitting import GRACE
from bot.exams.tables import exam_marks, exam_rooms, exam_sittings
from bot.kernel.ports import Message, MessageKey, QuestionCodec
from bot.kernel.questions import Exam
from bot.storage import tables
from bot.storage.changes import Put
from bot.storage.games import GameStore, card_rows, player_rows, players_of, question_rows
from bot.storage.stores import message_put

ROOM_KIND = "exam_room"

_GAME = [tables.games.c[name] for name in ("guild_id", "channel_id", "created_at", "ended_at")]
_PAPERS = select(exam_sittings, *_GAME).join(tables.games, tables.games.c.id == exam_sittings.c.game_id)
_ROOMS = select(exam_rooms, *_GAME).join(tables.games, tables.games.c.id == exam_rooms.c.game_id)


class SqlSittings(GameStore):
    """The papers' rows."""

    def save(self, before: Sitting | None, after: Sitting) -> asyncio.Future[None]:
        """Queue the rows in which the two differ. Alone, the end of a paper frees its keys; done when committed."""
        free = after.end is not None and (before is None or before.end is None) and after.room_id is None
        freed = [delete(tables.keys_withheld).where(tables.keys_withheld.c.game_id == after.id)] if free else []
        return self._writer.queue(after.id, list(paper_rows(before, after, self._codec)), *freed)

    def lay(self, sitting: Sitting, card: str, channel_id: int, at: datetime) -> asyncio.Future[None]:
        """Queue that a paper is to appear in a channel; done when committed."""
        message = Message(MessageKey(sitting.id, card), channel_id, created_at=at)
        return self._writer.queue(message.key, [message_put(message)])

    def take_up(self, key: MessageKey) -> asyncio.Future[None]:
        """Queue that a paper appears nowhere by itself: its person's direct messages are shut; done when committed."""
        messages = tables.messages
        theirs = messages.c.game_id == key.game_id, messages.c.card == key.card, messages.c.message_id.is_(None)
        return self._writer.queue(key, [], delete(messages).where(*theirs))

    async def load(self, game_id: int) -> Sitting | None:
        """The paper as its rows say, None where there is none."""
        return (await self._papers(exam_sittings.c.game_id == game_id)).get(game_id)

    async def of_room(self, room_id: int) -> list[Sitting]:
        """All papers of a group."""
        return list((await self._papers(exam_sittings.c.room_id == room_id)).values())

    async def over(self, player_id: int) -> list[Sitting]:
        """A person's mocks that are over, the newest first."""
        theirs = exam_sittings.c.player_id == player_id, exam_sittings.c.end_reason.is_not(None)
        return sorted((await self._papers(*theirs)).values(), key=lambda paper: paper.created_at, reverse=True)

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
        return {row.player_id: row.game_id for row in await self._rows(query)}

    async def due(self, at: datetime) -> list[int]:
        """Papers whose time is up, the longest due first."""
        query = select(exam_sittings.c.game_id).where(exam_sittings.c.due_at <= at).order_by(exam_sittings.c.due_at)
        return [row.game_id for row in await self._rows(query)]

    async def latest(self, player_id: int) -> int | None:
        """A person's newest mock, over or not; None before the first."""
        query = select(func.max(exam_sittings.c.game_id).label("game_id"))
        [row] = await self._rows(query.where(exam_sittings.c.player_id == player_id))
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


class SqlRooms(GameStore):
    """The groups' rows."""

    def save(
        self, before: Room | None, after: Room, cards: Iterable[str], papers: Sequence[Sitting] = ()
    ) -> asyncio.Future[None]:
        """Queue the rows in which the two differ, a message for each new card, and the papers that are handed out.

        The end of a group frees the keys of all its papers. Done when committed.
        """
        rows = [*_room_rows(before, after), *card_rows(after.id, after.channel_id, after.active_at, cards)]
        for paper in papers:
            rows += paper_rows(None, paper, self._codec)
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
        return _room(row, {player_id: player for player_id, player in people.items() if player.active})

    async def due(self, at: datetime) -> list[int]:
        """Groups that have gathered for too long, and those of which all papers are in."""
        rooms, papers = exam_rooms.c, exam_sittings.alias()
        writes = select(papers.c.game_id).where(papers.c.room_id == rooms.game_id, papers.c.end_reason.is_(None))
        running = select(rooms.game_id).where(rooms.phase.in_((Phase.GATHERING, Phase.SITTING)))
        due = ((rooms.phase == Phase.GATHERING) & (rooms.due_at <= at)) | (
            (rooms.phase == Phase.SITTING) & ~writes.exists()
        )
        return [row.game_id for row in await self._rows(running.where(due))]

    async def gathering(self) -> list[int]:
        """Groups that have not begun."""
        query = select(exam_rooms.c.game_id).where(exam_rooms.c.phase == Phase.GATHERING)
        return [row.game_id for row in await self._rows(query)]

    async def writing(self, room_id: int) -> set[int]:
        """Who of a group has not handed in yet."""
        papers = exam_sittings.c
        query = select(papers.player_id).where(papers.room_id == room_id, papers.end_reason.is_(None))
        return {row.player_id for row in await self._rows(query)}


def paper_rows(before: Sitting | None, after: Sitting, codec: QuestionCodec) -> Iterable[Put]:
    """The rows in which two states of a paper differ."""
    if before is None or before.ended_at != after.ended_at:
        yield Put(tables.games, _game_row(after, tables.EXAM))
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


def _game_row(game: Sitting | Room, kind: str) -> dict[str, object]:
    return {
        "id": game.id,
        "kind": kind,
        "guild_id": game.guild_id,
        "channel_id": game.channel_id,
        "created_at": game.created_at,
        "ended_at": game.ended_at,
    }


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


def _room_rows(before: Room | None, after: Room) -> Iterable[Put]:
    if before is None or before.ended_at != after.ended_at:
        yield Put(tables.games, _game_row(after, ROOM_KIND))
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
