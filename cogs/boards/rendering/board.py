"""A page of a leaderboard, for the one who asked."""

from dataclasses import replace
from datetime import datetime
from functools import partial

from discord.ui import ActionRow, LayoutView
from discord.utils import format_dt

from bot.boards.rules.boards import Board, Line, Metric, Own, Score, end_of
from bot.boards.service import BoardView
from bot.kernel.accuracy import accuracy_interval
from cogs.boards.ids import Verb, on_board, on_pages
from cogs.boards.words import (
    ANOTHER_WEEK_OR_MONTH,
    HIDE_ME_FROM_BOARDS,
    METRICS,
    MORE_POINTS,
    NEXT_WITH_WHAT_COUNTS,
    NOBODY_IS_AHEAD,
    OF_RIGHT,
    OVER_SINCE,
    POINTS,
    RATING_TITLE,
    RUNS,
    SHOW_ME_ON_BOARDS,
    STREAK_TITLE,
    YOU_ARE,
    YOU_NEED_TO_OVERTAKE,
    YOU_WERE,
    nobody,
    not_ranked,
    period_title,
)
from cogs.shared.cards import Card, button, row, select
from cogs.shared.paging import paging
from cogs.shared.words import (
    SHOW_ALL,
    YOU_ARE_HIDDEN,
    between,
    count,
    grouped,
    if_shared,
    medal,
    name,
    ordinal,
    percent,
    topic_text,
    until,
)


def board_card(view: BoardView, at: datetime, *, shared: bool = False) -> Card:
    """Who leads, one's own place whatever the page, and whom one can overtake next; `shared`: for everybody to see."""
    page, board = view.page, view.page.board
    turning = paging(page.number, page.pages, partial(on_board, Verb.SHOW, board))
    texts = (
        f"## {period_title(board.period, at)} · {METRICS[board.metric]}",
        f"-# {topic_text(board.topic or None)}{_runs(board.period, at)}",
        "\n".join(_line(board.metric, line) for line in page.lines) or nobody(board, at),
    )
    if shared:
        return Card(*texts)
    own = YOU_ARE_HIDDEN if view.hidden else _own(board, view.own, at)
    return Card(*texts, own, rows=[*turning, _choices(view), *_periods(view, at)])


def _runs(period: str, at: datetime) -> str:
    """Until when a board runs, in each reader's own time."""
    end = end_of(period)
    if end is None:
        return ""
    return RUNS.format(until=until(end, dated=True)) if at < end else OVER_SINCE.format(end=format_dt(end, "D"))


def _line(metric: Metric, line: Line) -> str:
    got = line.score.points if metric is Metric.POINTS else line.score.correct
    return f"{medal(line.place, got)} **{name(line.score.name)}** · {_figures(metric, line.score)}"


def _figures(metric: Metric, score: Score) -> str:
    right = OF_RIGHT.format(correct=grouped(score.correct), answered=grouped(score.answered))
    if metric is Metric.POINTS:
        return f"{count(score.points, *POINTS)} · {right}"
    low, high = accuracy_interval(score.correct, score.answered)
    return f"{percent(score.correct / score.answered)} ({between(low, high)}) · {right}"


def _own(board: Board, own: Own | None, at: datetime) -> str:
    if own is None:
        return f"-# {not_ranked(board, at)}"
    end = end_of(board.period)
    is_over = end is not None and at >= end
    mine = (YOU_WERE if is_over else YOU_ARE).format(
        ordinal=ordinal(own.line.place),
        shared=if_shared(own.sharing),
        figures=_figures(board.metric, own.line.score),
    )
    return mine if is_over else f"{mine}\n{_next(board.metric, own)}"


def _next(metric: Metric, own: Own) -> str:
    if own.ahead is None:
        return NOBODY_IS_AHEAD
    who = f"**{name(own.ahead.name)}**"
    if metric is Metric.POINTS:
        return YOU_NEED_TO_OVERTAKE.format(
            points=count(own.ahead.points - own.line.score.points + 1, *MORE_POINTS), who=who
        )
    return NEXT_WITH_WHAT_COUNTS.format(who=who, figures=_figures(metric, own.ahead))


def _choices(view: BoardView) -> ActionRow[LayoutView]:
    board = view.page.board
    metrics = [
        button(f"By {words.lower()}", on_board(Verb.SHOW, replace(board, metric=metric)))
        for metric, words in METRICS.items()
        if metric is not board.metric
    ]
    metrics.append(button(f"By {RATING_TITLE.lower()}", on_pages(Verb.RATINGS, 0)))
    metrics.append(button(f"By {STREAK_TITLE.lower()}", on_pages(Verb.STREAKS, 0)))
    metrics.append(button(SHOW_ALL, on_board(Verb.SHARE, board, view.page.number)))
    verb, label = (Verb.UNHIDE, SHOW_ME_ON_BOARDS) if view.hidden else (Verb.HIDE, HIDE_ME_FROM_BOARDS)
    return row(*metrics, button(label, on_board(verb, board)))


def _periods(view: BoardView, at: datetime) -> list[ActionRow[LayoutView]]:
    """The other weeks and months that have anybody on them; nothing where there is none."""
    board = view.page.board
    others = [period for period in view.periods if period != board.period]
    if not others:
        return []
    options = [(period_title(period, at), period) for period in others]
    return [row(select(on_board(Verb.PICK_PERIOD, board), ANOTHER_WEEK_OR_MONTH, options))]
