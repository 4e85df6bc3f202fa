"""What the leaderboards show where there is little to show."""

import json
from datetime import timedelta

import pytest

from bot.boards.rules.boards import Board, Line, Metric, Own, Page, Score, week_of
from bot.boards.service import BoardView
from bot.daily.rules.streak_board import Streaking, streak_page
from bot.delivery.validator import COMPONENTS_V2, message_violations
from cogs.boards.rendering.board import board_card
from cogs.boards.rendering.streaks import streaks_card
from cogs.shared.cards import Card
from tests.cogs.table import bare
from tests.strategies import NOON

LONGEST_NAME = "\N{FULL BLOCK}" * 32


def payload(card: Card) -> dict[str, object]:
    components = card.to_components()  # type: ignore[no-untyped-call]
    return {"components": components, "flags": COMPONENTS_V2, "allowed_mentions": {"parse": []}}


@pytest.mark.parametrize(
    ("metric", "period", "told"),
    [
        (Metric.POINTS, week_of(NOON), "Be the first"),
        (Metric.ACCURACY, week_of(NOON), "Nobody has 20 answers to closed questions here yet"),
        (Metric.POINTS, "2025-03", "that period is over"),
        (Metric.ACCURACY, "2025-03", "You were not on this board"),
    ],
)
def test_an_empty_board_says_why(metric: Metric, period: str, told: str) -> None:
    """Nobody is sent to play for a month that is over, nor told that one answer ranks them by accuracy."""
    page = Page(Board(1, metric, period), 0, 1, ())
    assert told in str(payload(board_card(BoardView(page, None, hidden=False), NOON)))


def test_a_week_ends_on_a_day() -> None:
    """A board that runs for days yet says on which day it ends, not the time of that day alone."""
    page = Page(Board(1, Metric.POINTS, week_of(NOON)), 0, 1, ())
    told = str(payload(board_card(BoardView(page, None, hidden=False), NOON)))
    assert ":f> (<t:" in told
    assert ":t> (<t:" not in told


def test_a_week_says_whose_midnight_it_ends_at() -> None:
    """A season's week ends in the season's time zone, so the board says that its own ends in UTC."""
    page = Page(Board(1, Metric.POINTS, week_of(NOON)), 0, 1, ())
    assert ", midnight UTC" in str(payload(board_card(BoardView(page, None, hidden=False), NOON)))


@pytest.mark.parametrize("metric", Metric)
def test_nobody_is_sent_after_anybody_in_a_week_that_is_over(metric: Metric) -> None:
    """Last week's board says where one was, and names nobody to pass: nothing can change it any more."""
    board = Board(1, metric, week_of(NOON))
    first, second = Score(1, "Ada", 900, 30, 29, 0.8), Score(2, "Ben", 500, 30, 15, 0.3)
    own = Own(Line(2, second), first)
    view = BoardView(Page(board, 0, 1, (Line(1, first), Line(2, second))), own, hidden=False)
    for at, words in ((NOON, "You are 2nd"), (NOON + timedelta(weeks=1), "You were 2nd")):
        told = str(payload(board_card(view, at)))
        assert words in told
        assert ("to pass" in told or "Next: " in told) is (at == NOON)


def test_a_full_page_of_streaks_fits_discord() -> None:
    """Ten lines of the longest names, the caller's own and the pages fit; what would overtake the next is told."""
    players = [Streaking(number, LONGEST_NAME, 1_000 - number, 5_000) for number in range(1, 31)]
    shown = payload(streaks_card(streak_page(players, 1, 25), NOON))
    assert message_violations(shown) == []
    assert "You are 25th" in str(shown)
    assert "You need 2 more dailies in a row to pass" in str(shown)
    assert "Page 2 of 3" in str(shown)


def test_a_shared_place_is_shown_as_one() -> None:
    """No line begins as a numbered list's would: there Discord counts on by itself and takes ties apart."""
    players = [Streaking(number, f"p{number}", 9 - min(number, 4), 9) for number in range(1, 7)]
    shown = bare(json.dumps(payload(streaks_card(streak_page(players, 0, 99), NOON)), ensure_ascii=False))
    assert shown.count("**4.** **p") == 3
    assert "🥉 **p3**" in shown
