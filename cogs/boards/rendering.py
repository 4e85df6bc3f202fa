"""A page of a leaderboard, for the one who asked."""

from dataclasses import replace
from datetime import datetime

from discord.ui import ActionRow, LayoutView, Select

from bot.domain.boards import Board, Line, Metric, Own, Page, Score, accuracy_interval, latest_periods
from bot.service.boards import BoardView
from cogs.boards.ids import Verb, on_board
from cogs.boards.words import HIDDEN, METRICS, NOBODY, NOT_RANKED, ordinal, period_title
from cogs.quiz.words import topic_title
from cogs.shared.cards import Card, button, row, select
from cogs.shared.words import count, name, percent

_MEDALS = {1: "🥇", 2: "🥈", 3: "🥉"}


def board_card(view: BoardView, at: datetime) -> Card:
    """Who leads, one's own place whatever the page, and whom one can overtake next."""
    page, board = view.page, view.page.board
    return Card(
        f"## {period_title(board.period, at)} · {METRICS[board.metric]}",
        f"-# {topic_title(board.topic or None)} · weeks begin on Monday, UTC",
        "\n".join(_line(board.metric, line) for line in page.lines) or NOBODY,
        HIDDEN if view.hidden else _own(board.metric, view.own),
        rows=[*_paging(page), _choices(view), row(_periods(board, at))],
    )


def _line(metric: Metric, line: Line) -> str:
    place = _MEDALS.get(line.place, f"{line.place}.")
    return f"{place} **{name(line.score.name)}** · {_figures(metric, line.score)}"


def _figures(metric: Metric, score: Score) -> str:
    right = f"{score.correct} of {score.answered} right"
    if metric is Metric.POINTS:
        return f"{count(score.points, 'point')} · {right}"
    low, high = accuracy_interval(score.correct, score.answered)
    return f"{percent(score.correct / score.answered)} ({percent(low)} to {percent(high)}) · {right}"


def _own(metric: Metric, own: Own | None) -> str:
    if own is None:
        return f"-# {NOT_RANKED[metric]}"
    mine = f"**You are {ordinal(own.line.place)}** · {_figures(metric, own.line.score)}"
    return f"{mine}\n{_next(metric, own)}"


def _next(metric: Metric, own: Own) -> str:
    if own.ahead is None:
        return "Nobody is ahead of you."
    who = f"**{name(own.ahead.name)}**"
    if metric is Metric.POINTS:
        return f"Next: {who}, whom {count(own.ahead.points - own.line.score.points + 1, 'more point')} would overtake."
    return f"Next: {who}, with {_figures(metric, own.ahead)}. What counts is the lower end of the range."


def _paging(page: Page) -> list[ActionRow[LayoutView]]:
    if page.pages == 1:
        return []
    last = page.pages - 1
    back = on_board(Verb.SHOW, page.board, max(0, page.number - 1))
    on = on_board(Verb.SHOW, page.board, min(last, page.number + 1))
    # Two controls of one message may not have the same id, so the one that leads nowhere says so.
    return [
        row(
            button("◀ Higher", back if page.number else f"{back}:x", disabled=not page.number),
            button("Lower ▶", on if page.number < last else f"{on}:x", disabled=page.number == last),
            button(f"Page {page.number + 1} of {page.pages}", f"{on}:n", disabled=True),
        )
    ]


def _choices(view: BoardView) -> ActionRow[LayoutView]:
    board = view.page.board
    metrics = [
        button(f"By {words.lower()}", on_board(Verb.SHOW, replace(board, metric=metric)))
        for metric, words in METRICS.items()
        if metric is not board.metric
    ]
    verb, label = (Verb.UNHIDE, "Show me on boards") if view.hidden else (Verb.HIDE, "Hide me from boards")
    return row(*metrics, button(label, on_board(verb, board)))


def _periods(board: Board, at: datetime) -> Select[LayoutView]:
    options = [(period_title(period, at), period) for period in latest_periods(at)]
    return select(on_board(Verb.PICK_PERIOD, board), "Another week or month", options)
