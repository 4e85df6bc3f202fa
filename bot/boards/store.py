"""The boards as rows: sums that move when a question closes, and pages read from them."""

from collections.abc import Container, Iterable, Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    FromClause,
    Row,
    Select,
    and_,
    bindparam,
    func,
    select,
    union_all,
    update,
)
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.boards.rules.boards import ALL_TOPICS, Board, Line, Metric, Own, Page, Score, periods_of, placed, rank_value
from bot.boards.tables import boards
from bot.kernel.asked import Asked, Locked
from bot.kernel.people import is_erased
from bot.kernel.ports import QuestionCodec
from bot.kernel.ranking import PAGE
from bot.learners.api import off_boards
from bot.storage.changes import Add, Change
from bot.storage.games import question_rows
from bot.storage.tables import names
from bot.storage.writer import Writer


def counted(guild_id: int, topic: str, answers: Mapping[int, Locked], before: Container[int] = ()) -> Iterable[Add]:
    """What a closed question's answers add to the boards, without those of players that counted before."""
    for player_id, locked in answers.items():
        if player_id in before or is_erased(player_id):
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

    async def page(self, board: Board, number: int) -> Page:
        """A page of a board (from 0; the last one where there are fewer)."""
        rows = await self._rows(_page(board.metric), board, offset=number * PAGE)
        if not rows and number:
            [total] = await self._rows(_total(board.metric), board)
            number = max(0, -(-total.ranked // PAGE) - 1)
            rows = await self._rows(_page(board.metric), board, offset=number * PAGE)
        pages = -(-rows[0].ranked // PAGE) if rows else 1
        first = 1 + number * PAGE - rows[0].tied_before if rows else 1
        return Page(board, number, pages, placed(board.metric, [_score(row) for row in rows], first, number * PAGE))

    async def own(self, board: Board, player_id: int) -> Own | None:
        """A player's own place, and whom they can overtake next; None where they are not ranked."""
        rows = await self._rows(_place(board.metric), board, player_id=player_id)
        if not rows:
            return None
        mine = Line(1 + rows[0].better, _score(rows[0]))
        ahead = await self._rows(_ahead(board.metric), board, figure=rank_value(board.metric, mine.score))
        return Own(mine, _score(ahead[0]) if ahead else None, rows[0].sharing)

    async def periods(self, guild_id: int, topic: str, among: Sequence[str]) -> list[str]:
        """Those of the periods in which anybody on a server answered anything (in the topic), a look-up each."""
        looks = [_first_of(period) for period in among]
        rows = await self._rows(union_all(*looks), Board(guild_id, topic=topic)) if looks else []
        found = {row.period for row in rows}
        return [period for period in among if period in found]

    async def answered(self, guild_id: int, player_id: int) -> int:
        """How many answers of a player count on a server."""
        query = select(boards.c.answered).where(_of(boards), boards.c.player_id == bindparam("player_id"))
        rows = await self._rows(query, Board(guild_id), player_id=player_id)
        return int(rows[0].answered) if rows else 0

    async def has_left(self, guild_id: int, player_id: int) -> bool:
        """Whether somebody is known to have left a server."""
        query = select(names.c.left_at).where(names.c.guild_id == guild_id, names.c.player_id == player_id)
        async with self._reading.connect() as connection:
            return (await connection.execute(query)).scalar_one_or_none() is not None

    async def _rows(self, query: Select[Any] | CompoundSelect[Any], board: Board, **more: float) -> Sequence[Row[Any]]:
        which = {"guild_id": board.guild_id, "period": board.period, "topic": board.topic}
        async with self._reading.connect() as connection:
            rows: Sequence[Row[Any]] = (await connection.execute(query, which | more)).all()
        return rows


class SqlMembership:
    """Who left, and came back, as it is noted beside their names. Nobody gets a name by it."""

    def __init__(self, writer: Writer) -> None:
        self._writer = writer

    async def note(self, guild_id: int, player_id: int, left_at: datetime | None) -> None:
        """Since when somebody is no member of a server; None: they are one. Raises `StorageError`."""
        theirs = (names.c.guild_id == guild_id) & (names.c.player_id == player_id)
        await self._writer.execute(("left", guild_id, player_id), update(names).where(theirs).values(left_at=left_at))


_OFF = off_boards(bindparam("guild_id"))
_theirs = boards.alias("theirs")
"""The boards once more, for counting beside a row of them."""


def _of(table: FromClause) -> ColumnElement[bool]:
    return and_(*(table.c[name] == bindparam(name) for name in ("guild_id", "period", "topic")))


def _figure(table: FromClause, metric: Metric) -> ColumnElement[Any]:
    return table.c.points if metric is Metric.POINTS else table.c.floor


def _ranked(table: FromClause, metric: Metric) -> ColumnElement[bool]:
    return _of(table) & _figure(table, metric).is_not(None)


def _count(those: ColumnElement[bool]) -> ColumnElement[int]:
    """How many rows of `_theirs`; who is off the boards is subtracted, since that is quicker than looking each up."""
    everybody = select(func.count()).select_from(_theirs).where(those)
    hidden = everybody.where(_theirs.c.player_id.in_(_OFF))
    return everybody.scalar_subquery() - hidden.scalar_subquery()


def _shown(metric: Metric, *more: ColumnElement[Any]) -> Select[Any]:
    """The rows that a board shows, with names and what else is asked for."""
    named = (names.c.guild_id == boards.c.guild_id) & (names.c.player_id == boards.c.player_id)
    query = select(boards, names.c.name, *more).join(names, named)
    return query.where(_ranked(boards, metric), boards.c.player_id.not_in(_OFF))


def _first_of(period: str) -> Select[Any]:
    place = and_(boards.c.guild_id == bindparam("guild_id"), boards.c.topic == bindparam("topic"))
    one = select(boards.c.period).where(place, boards.c.period == period).limit(1).subquery()
    return select(one.c.period)


@cache
def _total(metric: Metric) -> Select[Any]:
    return select(_count(_ranked(_theirs, metric)).label("ranked"))


@cache
def _page(metric: Metric) -> Select[Any]:
    """The rows of a page, from the index alone until they are found; how many are ranked, and tied with the first."""
    figure = _figure(boards, metric)
    offset: ColumnElement[int] = bindparam("offset")
    found = (
        select(boards.c.player_id, figure.label("figure"))
        .where(_ranked(boards, metric), boards.c.player_id.not_in(_OFF))
        .order_by(figure.desc(), boards.c.player_id.desc())
        .limit(PAGE)
        .offset(offset)
        .cte("found")
        .prefix_with("MATERIALIZED")
    )
    first = select(func.max(found.c.figure)).scalar_subquery()
    first_id = select(func.max(found.c.player_id)).where(found.c.figure == first).scalar_subquery()
    tied = _ranked(_theirs, metric) & (_figure(_theirs, metric) == first) & (_theirs.c.player_id > first_id)
    extras = (_count(_ranked(_theirs, metric)).label("ranked"), _count(tied).label("tied_before"))
    query = _shown(metric, *extras).join(found, found.c.player_id == boards.c.player_id)
    return query.order_by(figure.desc(), boards.c.player_id.desc())


@cache
def _place(metric: Metric) -> Select[Any]:
    me = boards.c.player_id == bindparam("player_id")
    mine = select(_figure(boards, metric)).where(_of(boards), me).scalar_subquery()
    ranked, theirs = _ranked(_theirs, metric), _figure(_theirs, metric)
    better, sharing = _count(ranked & (theirs > mine)), _count(ranked & (theirs == mine))
    return _shown(metric, better.label("better"), sharing.label("sharing")).where(me)


@cache
def _ahead(metric: Metric) -> Select[Any]:
    figure = _figure(boards, metric)
    return _shown(metric).where(figure > bindparam("figure")).order_by(figure, boards.c.player_id).limit(1)


def _score(row: Row[Any]) -> Score:
    return Score(row.player_id, row.name, row.points, row.answered, row.correct, row.floor)


def asked_rows(
    game_id: int,
    guild_id: int,
    position: int,
    earlier: Asked | None,
    asked: Asked,
    codec: QuestionCodec,
    *,
    counts: bool = True,
) -> Iterable[Change]:
    """The rows in which two states of a question that was asked differ, and what its answers add to the boards.

    An answer counts on the boards once its question is closed: before, a board would tell who is right. A warm-up,
    which does not count (`counts`), is on none.
    """
    yield from question_rows(game_id, position, earlier, asked, codec, counts=counts)
    if counts and asked.closed_at is not None:
        before = earlier.answers if earlier is not None and earlier.closed_at is not None else {}
        yield from counted(guild_id, asked.question.topic, asked.answers, before)
