"""The boards as rows: sums that move when a question closes, and pages read from them."""

from collections.abc import Container, Iterable, Mapping
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, func, select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.domain.boards import ALL_TOPICS, PAGE, Board, Line, Metric, Own, Page, Score, periods_of, placed, rank_value
from bot.domain.rounds.model import Locked
from bot.storage.changes import Add
from bot.storage.tables import boards, names, preferences


def counted(guild_id: int, topic: str, answers: Mapping[int, Locked], before: Container[int] = ()) -> Iterable[Add]:
    """What a closed question's answers add to the boards, without those of players that counted before."""
    for player_id, locked in answers.items():
        if player_id in before:
            continue
        amounts = {"points": locked.points, "answered": 1, "correct": int(locked.correct)}
        for period in periods_of(locked.at):
            for of_topic in (ALL_TOPICS, topic):
                key = {"guild_id": guild_id, "period": period, "topic": of_topic, "player_id": player_id}
                yield Add(boards, key, amounts)


class BoardReader:
    """Reads boards. Places come from counting who is better, never from ranking everybody."""

    def __init__(self, reading: AsyncEngine) -> None:
        self._reading = reading

    async def page(self, board: Board, number: int, player_id: int) -> Page:
        """A page of a board (from 0; the last one where there are fewer), with the caller's own place."""
        async with self._reading.connect() as connection:
            own = await _own(connection, board, player_id)
            ranked = await _count(connection, board)
            pages = max(1, -(-ranked // PAGE))
            number = min(max(number, 0), pages - 1)
            scores = await _scores(connection, board, number)
            first = await _place(connection, board, scores[0]) if scores else 1
        return Page(board, number, pages, placed(board.metric, scores, first, number * PAGE), own)

    async def answered(self, guild_id: int, player_id: int) -> int:
        """How many answers of a player count on a server."""
        board = Board(guild_id)
        query = select(boards.c.answered).where(_of(board), boards.c.player_id == player_id)
        async with self._reading.connect() as connection:
            return (await connection.execute(query)).scalar_one_or_none() or 0


def _of(board: Board) -> ColumnElement[bool]:
    return (boards.c.guild_id == board.guild_id) & (boards.c.period == board.period) & (boards.c.topic == board.topic)


def _figure(metric: Metric) -> ColumnElement[Any]:
    return boards.c.points if metric is Metric.POINTS else boards.c.floor


def _ranked(board: Board) -> ColumnElement[bool]:
    return _of(board) & _figure(board.metric).is_not(None)


def _hidden() -> Select[tuple[int]]:
    return select(preferences.c.player_id).where(preferences.c.hidden == 1)


async def _count(connection: AsyncConnection, board: Board, better_than: float | None = None) -> int:
    """How many are ranked, or are better than a figure; who is hidden is subtracted, since they are few."""
    those = _ranked(board)
    if better_than is not None:
        those &= _figure(board.metric) > better_than
    everybody = select(func.count()).select_from(boards).where(those)
    hidden = everybody.where(boards.c.player_id.in_(_hidden()))
    return int((await connection.execute(select(everybody.scalar_subquery() - hidden.scalar_subquery()))).scalar_one())


async def _place(connection: AsyncConnection, board: Board, score: Score) -> int:
    return 1 + await _count(connection, board, rank_value(board.metric, score))


async def _scores(connection: AsyncConnection, board: Board, number: int) -> list[Score]:
    figure = _figure(board.metric)
    query = (
        _select(_ranked(board) & boards.c.player_id.not_in(_hidden()))
        .order_by(figure.desc(), boards.c.player_id.desc())
        .limit(PAGE)
        .offset(number * PAGE)
    )
    return [_score(row) for row in await connection.execute(query)]


async def _own(connection: AsyncConnection, board: Board, player_id: int) -> Own | None:
    mine = _ranked(board) & (boards.c.player_id == player_id) & boards.c.player_id.not_in(_hidden())
    row = (await connection.execute(_select(mine))).one_or_none()
    if row is None:
        return None
    score, figure = _score(row), _figure(board.metric)
    better = _ranked(board) & (figure > rank_value(board.metric, score)) & boards.c.player_id.not_in(_hidden())
    query = _select(better).order_by(figure, boards.c.player_id).limit(1)
    ahead = (await connection.execute(query)).one_or_none()
    return Own(Line(await _place(connection, board, score), score), _score(ahead) if ahead else None)


def _select(those: ColumnElement[bool]) -> Select[Any]:
    named = (names.c.guild_id == boards.c.guild_id) & (names.c.player_id == boards.c.player_id)
    return select(boards, names.c.name).join(names, named).where(those)


def _score(row: Row[Any]) -> Score:
    return Score(row.player_id, row.name, row.points, row.answered, row.correct, row.floor)
