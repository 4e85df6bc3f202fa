"""What games of every kind have as rows: people, questions, answers, messages; written, and read back."""

import asyncio
import json
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from hashlib import sha256
from typing import Any, Protocol

from sqlalchemy import ColumnElement, Row, Select, Table, bindparam, select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.kernel.asked import Asked, Locked, Player
from bot.kernel.grading import Answer
from bot.kernel.keys import Viewer
from bot.kernel.people import is_erased
from bot.kernel.ports import Message, MessageKey, QuestionCodec
from bot.kernel.questions import Question
from bot.storage import tables
from bot.storage.changes import Put
from bot.storage.engines import one_by_one
from bot.storage.keys import being_asked
from bot.storage.share import of_our_servers
from bot.storage.stores import SqlGameIds, message_put
from bot.storage.tables import mutes
from bot.storage.writer import Writer


class OneGame(Protocol):
    """What a game of every kind knows of itself."""

    @property
    def id(self) -> int:
        """Its number, which no other game has."""

    @property
    def guild_id(self) -> int:
        """Its server; 0 in direct messages."""

    @property
    def channel_id(self) -> int:
        """Where it is played."""

    @property
    def created_at(self) -> datetime:
        """When it came to be."""

    @property
    def ended_at(self) -> datetime | None:
        """When it was over; None until then."""


def game_row(game: OneGame, kind: str) -> dict[str, object]:
    """The row that a game has among all games."""
    return {
        "id": game.id,
        "kind": kind,
        "guild_id": game.guild_id,
        "channel_id": game.channel_id,
        "created_at": game.created_at,
        "ended_at": game.ended_at,
    }


def question_rows(
    game_id: int, position: int, earlier: Asked | None, asked: Asked, codec: QuestionCodec, *, counts: bool = True
) -> Iterable[Put]:
    """The rows in which two states of a question that was asked differ, its answers among them."""
    if earlier is None or _course(earlier) != _course(asked):
        body = codec.to_json(asked.question)
        digest = sha256(body.encode()).hexdigest()
        yield Put(tables.contents, {"hash": digest, "body": body})
        yield Put(tables.asked, _asked_row(game_id, position, asked, digest, counts=counts))
    known = earlier.answers if earlier else {}
    for player_id, locked in asked.answers.items():
        if known.get(player_id) is not locked:
            yield Put(tables.answers, _answer_row(game_id, position, player_id, locked))


def _course(asked: Asked) -> tuple[object, ...]:
    """What can change of a question that was asked, but for its answers."""
    return asked.opened_at, asked.deadline, asked.closed_at, asked.skipped


def due_in(table: Table) -> Select[Any]:
    """The games of a table whose `due_at` has come by `at`, the longest due first.

    It is asked every second, so it is put together once.
    """
    return select(table.c.game_id).where(table.c.due_at <= bindparam("at")).order_by(table.c.due_at)


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


def _asked_row(game_id: int, position: int, asked: Asked, digest: str, *, counts: bool) -> dict[str, object]:
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
        "counts": int(counts),
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


GAMES = "games"


def of_games(table: Table) -> Select[tuple[object, ...]]:
    """The rows of the `GAMES` given. Made once: to make a statement takes as long as to run it."""
    return select(table).where(table.c.game_id.in_(bindparam(GAMES, expanding=True)))


_PLAYERS = of_games(tables.players).order_by(tables.players.c.joined_at, tables.players.c.player_id)
_ANSWERS = of_games(tables.answers).order_by(tables.answers.c.at)
_ASKED = (
    of_games(tables.asked).add_columns(tables.contents.c.body).join(tables.contents).order_by(tables.asked.c.position)
)
_MUTED = select(mutes.c.question_id).where(mutes.c.guild_id == bindparam("guild_id"))
PAGE = 250
"""Rows taken and decoded at once: some milliseconds of the event loop, however many a large game has."""


async def paged(connection: AsyncConnection, query: Select[Any], games: Sequence[int]) -> AsyncIterator[Row[Any]]:
    """The rows of these games, of which there may be many. Others have their turn after each page of them."""
    for page in (await connection.execute(query, {GAMES: games})).partitions(PAGE):
        for row in page:
            yield row
        await asyncio.sleep(0)


class RowReader:
    """Reads rows, each time as they are then."""

    def __init__(self, reading: AsyncEngine) -> None:
        self._reading = reading
        self._one_by_one = one_by_one(reading)

    async def _rows(self, query: Select[Any], **parameters: object) -> list[Row[Any]]:
        async with self._one_by_one.connect() as connection:
            return list((await connection.execute(query, parameters)).all())

    async def _servers(self, table: Table, condition: ColumnElement[bool]) -> dict[int, int]:
        """Game → its server, of those games of a kind for which this holds."""
        home = tables.games.c
        query = select(home.id, home.guild_id).select_from(table).join(tables.games).where(condition)
        return {row.id: row.guild_id for row in await self._rows(of_our_servers(query, self._reading, home.guild_id))}


class GatheringStore(RowReader):
    """What is needed to write games in which nothing is asked: people gather in them for rounds, duels or writing."""

    def __init__(self, writer: Writer, reading: AsyncEngine, ids: SqlGameIds) -> None:
        super().__init__(reading)
        self._writer = writer
        self._ids = ids

    def next_id(self) -> int:
        """An id that no game has had. Raises `ClosedError`."""
        return self._ids.next_id()


class GameReader(RowReader):
    """Reads back what games of every kind have. Questions that many games share are decoded once."""

    def __init__(self, reading: AsyncEngine, codec: QuestionCodec) -> None:
        super().__init__(reading)
        self._decode = lru_cache(maxsize=2_000)(codec.from_json)

    async def _asked(self, connection: AsyncConnection, game_id: int) -> tuple[Asked, ...]:
        return (await self._asked_in(connection, [game_id])).get(game_id, ())

    async def _asked_in(self, connection: AsyncConnection, games: Sequence[int]) -> dict[int, tuple[Asked, ...]]:
        """The questions of each of these games, in order."""
        answers = await _answers(connection, games)
        found: dict[int, list[Asked]] = {}
        async for row in paged(connection, _ASKED, games):
            given = answers.get((row.game_id, row.position), {})
            found.setdefault(row.game_id, []).append(_asked_of(row, self._decode(row.body), given))
        return {game_id: tuple(asked) for game_id, asked in found.items()}

    async def muted_questions(self, guild_id: int) -> set[str]:
        """Ids of the questions that a guild's organisers do not want asked."""
        return {row.question_id for row in await self._rows(_MUTED, guild_id=guild_id)}

    async def being_asked(self, viewer: Viewer) -> set[str]:
        """The questions whose keys a viewer may not see now, by id."""
        return await being_asked(self._one_by_one, viewer)


class GameStore(GameReader):
    """Reads games of one kind back, and has what every kind needs to write them."""

    at_any_time = False
    """Whether games of this kind also begin while the operator wants nothing to begin that has to be played out."""

    def __init__(self, writer: Writer, reading: AsyncEngine, codec: QuestionCodec, ids: SqlGameIds) -> None:
        super().__init__(reading, codec)
        self._writer = writer
        self._codec = codec
        self._ids = ids

    def next_id(self, *, at_any_time: bool = False) -> int:
        """An id that no game has had. Raises `ClosedError`, unless this one, or its kind, may begin at any time."""
        return self._ids.next_id(at_any_time=at_any_time or self.at_any_time)


def card_rows(game_id: int, channel_id: int, at: datetime, cards: Iterable[str]) -> list[Put]:
    """A message of the outbox for each new card of a game, as old as what brought it."""
    return [message_put(Message(MessageKey(game_id, card), channel_id, created_at=at)) for card in cards]


async def read_players(connection: AsyncConnection, game_id: int) -> list[Player]:
    """Who is in a game, in the order of joining."""
    return list((await players_of(connection, [game_id])).get(game_id, {}).values())


async def players_of(connection: AsyncConnection, games: Sequence[int]) -> dict[int, dict[int, Player]]:
    """Game → player → who is in it, in the order of joining. A number that stands in for somebody waits for nothing."""
    found: dict[int, dict[int, Player]] = {}
    async for row in paged(connection, _PLAYERS, games):
        player = Player(row.player_id, row.name, row.joined_at, bool(row.active) and not is_erased(row.player_id))
        found.setdefault(row.game_id, {})[player.id] = player
    return found


async def _answers(connection: AsyncConnection, games: Sequence[int]) -> dict[tuple[int, int], dict[int, Locked]]:
    """(game, position) → player → answer, in the order given."""
    found: dict[tuple[int, int], dict[int, Locked]] = {}
    async for row in paged(connection, _ANSWERS, games):
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
