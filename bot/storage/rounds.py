"""Rounds as rows: which rows a change touches, and a round read back from its rows."""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from functools import lru_cache
from hashlib import sha256
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, Table, func, select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.domain.grading import Answer
from bot.domain.pace import Pace
from bot.domain.questions import Exam, Question
from bot.domain.rounds.model import (
    Asked,
    EndReason,
    Locked,
    Pause,
    PauseReason,
    Phase,
    Player,
    Round,
    Settings,
)
from bot.domain.scoring import Scoring
from bot.kernel.keys import Viewer
from bot.service.ports import QuestionCodec
from bot.storage import tables
from bot.storage.boards import counted
from bot.storage.changes import Change, Put
from bot.storage.keys import being_asked
from bot.storage.study_tables import PRACTICE, mutes

READ_AT_ONCE = 500
"""So many games are read with one statement a table."""

_MILLISECOND = timedelta(milliseconds=1)


def changed_rows(before: Round | None, after: Round, codec: QuestionCodec) -> Iterable[Change]:
    """The rows in which two states of one round differ; all of them where there was none before."""
    if before is None or before.ended_at != after.ended_at:
        yield Put(tables.games, _game_row(after))
    yield Put(tables.rounds, _round_row(after))
    for player in after.players.values():
        if before is None or before.players.get(player.id) is not player:
            yield from player_rows(after.id, after.guild_id, player)
    for position, asked in enumerate(after.asked):
        earlier = before.asked[position] if before and position < len(before.asked) else None
        if earlier is not asked:
            yield from asked_rows(after.id, after.guild_id, position, earlier, asked, codec)


def asked_rows(
    game_id: int, guild_id: int, position: int, earlier: Asked | None, asked: Asked, codec: QuestionCodec
) -> Iterable[Change]:
    """The rows in which two states of a question that was asked differ, and what its answers add to the boards.

    An answer counts on the boards once its question is closed: before, a board would tell who is right.
    """
    yield from question_rows(game_id, position, earlier, asked, codec)
    if asked.closed_at is not None:
        before = earlier.answers if earlier is not None and earlier.closed_at is not None else {}
        yield from counted(guild_id, asked.question.topic, asked.answers, before)


def question_rows(
    game_id: int, position: int, earlier: Asked | None, asked: Asked, codec: QuestionCodec
) -> Iterable[Put]:
    """The rows in which two states of a question that was asked differ, its answers among them."""
    if earlier is None or _course(earlier) != _course(asked):
        body = codec.to_json(asked.question)
        digest = sha256(body.encode()).hexdigest()
        yield Put(tables.contents, {"hash": digest, "body": body})
        yield Put(tables.asked, _asked_row(game_id, position, asked, digest))
    known = earlier.answers if earlier else {}
    for player_id, locked in asked.answers.items():
        if known.get(player_id) is not locked:
            yield Put(tables.answers, _answer_row(game_id, position, player_id, locked))


def _course(asked: Asked) -> tuple[object, ...]:
    """What can change of a question that was asked, but for its answers."""
    return asked.opened_at, asked.deadline, asked.closed_at, asked.skipped


def _game_row(game: Round) -> dict[str, object]:
    return {
        "id": game.id,
        "kind": "round",
        "guild_id": game.guild_id,
        "channel_id": game.channel_id,
        "created_at": game.created_at,
        "ended_at": game.ended_at,
    }


def _round_row(game: Round) -> dict[str, object]:
    pause = game.pause
    remaining = pause.remaining if pause else None
    return {
        "game_id": game.id,
        "channel_id": game.channel_id,
        "host_id": game.host_id,
        "topic": game.settings.topic,
        "exam": game.settings.exam,
        "questions": game.settings.questions,
        "pace": game.settings.pace,
        "scoring": game.settings.scoring,
        "seed": game.seed,
        "phase": game.phase,
        "due_at": game.due_at,
        "active_at": game.active_at,
        "position": game.position,
        "ready": json.dumps(sorted(game.ready)),
        "silent": game.silent,
        "pause_reason": pause.reason if pause else None,
        "pause_since": pause.since if pause else None,
        "pause_resume_to": pause.resume_to if pause else None,
        "pause_remaining_ms": None if remaining is None else remaining // _MILLISECOND,
        "end_reason": game.end,
        "repeats": game.repeats,
    }


def player_rows(game_id: int, guild_id: int, player: Player) -> Iterable[Put]:
    """Somebody in a game, and what the server calls them."""
    yield Put(
        tables.players,
        {
            "game_id": game_id,
            "player_id": player.id,
            "name": player.name,
            "joined_at": player.joined_at,
            "active": int(player.active),
        },
    )
    yield Put(tables.names, {"guild_id": guild_id, "player_id": player.id, "name": player.name})


def _asked_row(game_id: int, position: int, asked: Asked, digest: str) -> dict[str, object]:
    return {
        "game_id": game_id,
        "position": position,
        "question_id": asked.question.id,
        "content_hash": digest,
        "seed": asked.seed,
        "opened_at": asked.opened_at,
        "deadline": asked.deadline,
        "closed_at": asked.closed_at,
        "skipped": int(asked.skipped),
    }


def _answer_row(game_id: int, position: int, player_id: int, locked: Locked) -> dict[str, object]:
    return {
        "game_id": game_id,
        "position": position,
        "player_id": player_id,
        "answer": json.dumps(locked.answer),
        "correct": int(locked.correct),
        "credit": locked.credit,
        "points": locked.points,
        "elapsed_ms": locked.elapsed_ms,
        "at": locked.at,
        "unsure": int(locked.unsure),
    }


class GameReader:
    """Reads back what games of every kind have. Questions that many games share are decoded once."""

    def __init__(self, reading: AsyncEngine, codec: QuestionCodec) -> None:
        self._reading = reading
        self._decode = lru_cache(maxsize=2_000)(codec.from_json)

    async def _asked(self, connection: AsyncConnection, game_id: int) -> tuple[Asked, ...]:
        return (await self._asked_in(connection, [game_id])).get(game_id, ())

    async def _asked_in(self, connection: AsyncConnection, games: Sequence[int]) -> dict[int, tuple[Asked, ...]]:
        """The questions of each of these games, in order."""
        answers = await _answers(connection, games)
        rows = await connection.execute(
            select(tables.asked, tables.contents.c.body)
            .join(tables.contents)
            .where(tables.asked.c.game_id.in_(games))
            .order_by(tables.asked.c.position)
        )
        found: dict[int, list[Asked]] = {}
        for row in rows:
            given = answers.get((row.game_id, row.position), {})
            found.setdefault(row.game_id, []).append(_asked_of(row, self._decode(row.body), given))
        return {game_id: tuple(asked) for game_id, asked in found.items()}

    async def muted_questions(self, guild_id: int) -> set[str]:
        """Ids of the questions that a guild's organisers do not want asked."""
        query = select(mutes.c.question_id).where(mutes.c.guild_id == guild_id)
        return {row.question_id for row in await self._rows(query)}

    async def being_asked(self, viewer: Viewer) -> set[str]:
        """The questions whose keys a viewer may not see now, by id."""
        return await being_asked(self._reading, viewer)

    async def _rows(self, query: Select[Any], **parameters: object) -> list[Row[Any]]:
        async with self._reading.connect() as connection:
            return list((await connection.execute(query, parameters)).all())


class RoundReader(GameReader):
    """Reads rounds back."""

    async def load(self, game_id: int) -> Round | None:
        """The round as its rows say, None where there is none."""
        return next(iter(await self.load_all([game_id])), None)

    async def load_all(self, games: Sequence[int]) -> list[Round]:
        """Those of these rounds that there are, read together: thousands after a restart as quickly as dozens."""
        found: list[Round] = []
        for first in range(0, len(games), READ_AT_ONCE):
            found += await self._load(games[first : first + READ_AT_ONCE])
        return found

    async def _load(self, games: Sequence[int]) -> list[Round]:
        async with self._reading.connect() as connection:
            rows = (await connection.execute(_ROUND.where(tables.rounds.c.game_id.in_(games)))).all()
            people = await _players(connection, games)
            asked = await self._asked_in(connection, games)
        return [_round(row, people.get(row.game_id, {}), asked.get(row.game_id, ())) for row in rows]

    async def running(self) -> dict[int, int]:
        """Channel → game of every round that is not over."""
        over = tables.rounds.c.phase == Phase.ENDED
        query = select(tables.rounds.c.channel_id, tables.rounds.c.game_id).where(~over)
        return {row.channel_id: row.game_id for row in await self._rows(query)}

    async def due(self, at: datetime) -> list[int]:
        """Games whose `due_at` has come, the longest due first."""
        column = tables.rounds.c.due_at
        query = select(tables.rounds.c.game_id).where(column <= at).order_by(column)
        return [row.game_id for row in await self._rows(query)]

    async def recent_questions(self, guild_id: int, since: datetime) -> dict[str, datetime]:
        """The questions that a guild has seen since then, and when last: of a round that ended early, up to its end."""
        last = func.max(tables.asked.c.opened_at).label("last")
        query = (
            select(tables.asked.c.question_id, last)
            .join(tables.games)
            .where(tables.games.c.guild_id == guild_id, tables.games.c.created_at >= since)
            .where(tables.asked.c.opened_at.is_not(None), tables.games.c.kind != PRACTICE)
            .group_by(tables.asked.c.question_id)
        )
        return {row.question_id: row.last for row in await self._rows(query)}


_ROUND = select(tables.rounds, tables.games.c.guild_id, tables.games.c.created_at, tables.games.c.ended_at).join(
    tables.games
)


async def read_players(connection: AsyncConnection, game_id: int) -> list[Player]:
    """Who is in a game, in the order of joining."""
    return list((await _players(connection, [game_id])).get(game_id, {}).values())


async def _players(connection: AsyncConnection, games: Sequence[int]) -> dict[int, dict[int, Player]]:
    order: list[ColumnElement[object]] = [tables.players.c.joined_at, tables.players.c.player_id]
    found: dict[int, dict[int, Player]] = {}
    for row in await connection.execute(_of_games(tables.players, games).order_by(*order)):
        player = Player(row.player_id, row.name, row.joined_at, bool(row.active))
        found.setdefault(row.game_id, {})[player.id] = player
    return found


async def _answers(connection: AsyncConnection, games: Sequence[int]) -> dict[tuple[int, int], dict[int, Locked]]:
    """(game, position) → player → answer, in the order given."""
    found: dict[tuple[int, int], dict[int, Locked]] = {}
    for row in await connection.execute(_of_games(tables.answers, games).order_by(tables.answers.c.at)):
        found.setdefault((row.game_id, row.position), {})[row.player_id] = Locked(
            answer=read_answer(row.answer),
            correct=bool(row.correct),
            credit=row.credit,
            points=row.points,
            elapsed_ms=row.elapsed_ms,
            at=row.at,
            unsure=bool(row.unsure),
        )
    return found


def read_answer(text: str) -> Answer:
    """An answer from its column: a list of indices, or a text."""
    value = json.loads(text)
    return value if isinstance(value, str) else tuple(value)


def _of_games(table: Table, games: Sequence[int]) -> Select[tuple[object, ...]]:
    return select(table).where(table.c.game_id.in_(games))


def _asked_of(row: Row[tuple[object, ...]], question: Question, answers: Mapping[int, Locked]) -> Asked:
    return Asked(
        question=question,
        seed=row.seed,
        opened_at=row.opened_at,
        deadline=row.deadline,
        closed_at=row.closed_at,
        skipped=bool(row.skipped),
        answers=answers,
    )


def _round(row: Row[tuple[object, ...]], players: Mapping[int, Player], asked: tuple[Asked, ...]) -> Round:
    return Round(
        id=row.game_id,
        guild_id=row.guild_id,
        channel_id=row.channel_id,
        host_id=row.host_id,
        settings=Settings(
            row.topic, Exam(row.exam) if row.exam else None, row.questions, Pace(row.pace), Scoring(row.scoring)
        ),
        seed=row.seed,
        created_at=row.created_at,
        active_at=row.active_at,
        phase=Phase(row.phase),
        due_at=row.due_at,
        position=row.position,
        players=players,
        asked=asked,
        ready=frozenset(json.loads(row.ready)),
        silent=row.silent,
        pause=_pause(row),
        end=EndReason(row.end_reason) if row.end_reason else None,
        ended_at=row.ended_at,
        repeats=row.repeats,
    )


def _pause(row: Row[tuple[object, ...]]) -> Pause | None:
    if row.pause_reason is None:
        return None
    remaining = row.pause_remaining_ms
    return Pause(
        reason=PauseReason(row.pause_reason),
        since=row.pause_since,
        resume_to=Phase(row.pause_resume_to),
        remaining=None if remaining is None else remaining * _MILLISECOND,
    )
