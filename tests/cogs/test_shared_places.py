"""Whoever shares a place is told so, wherever their own place is told."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from discord.ui import LayoutView

from bot.boards.rules.boards import Board, Line, Own, Page, Score
from bot.boards.service import BoardView
from bot.daily.played import Tally
from bot.daily.rules.streak_board import Streaking, streak_page
from bot.kernel.ranking import ranked_page
from bot.ratings.rules.rating import Rating
from bot.ratings.rules.rating_board import Rated, rating_page
from bot.rounds.rules.model import Phase
from bot.seasons.rules.leagues import Move
from bot.seasons.rules.views import Scored, Table, Week
from bot.tournaments.rules.model import Plan
from cogs.boards.rendering.board import board_card
from cogs.boards.rendering.ratings import ratings_card
from cogs.boards.rendering.streaks import streaks_card
from cogs.daily.rendering.overview import overview_card
from cogs.rounds.private import misses_card, own_line
from cogs.rounds.teams.rendering import own_team_line
from cogs.seasons.rendering import table_card, week_card
from cogs.tournaments.private import own_lines
from tests.cogs.table import bare
from tests.cogs.test_daily import RECORD, a_daily
from tests.cogs.test_season_cards import FRAME
from tests.rounds.test_team_standings import closed, team_game
from tests.strategies import ADA, BEN, NOON
from tests.tournaments.test_pairing import begun
from tests.tournaments.test_rules import D, W, played

ME, TIED, ALONE = 1, 20, 10
"""Whose place it is, and what the other one has: the same, or less."""


def told(card: LayoutView) -> str:
    return bare("\n".join(part.content for part in card.walk_children() if hasattr(part, "content")))


def season(others: int) -> Iterator[str]:
    people = [Scored(one, f"p{one}", points, 2, Move.STAY) for one, points in ((ME, TIED), (2, others), (3, 5))]
    page = ranked_page(people, lambda one: one.points, 0, ME)
    yield told(table_card(Table(FRAME, page)))
    yield told(table_card(Table(replace(FRAME, is_over=True), page)))
    yield told(week_card(Week(FRAME, page, 0, 0, None, (), ())))


def boards(others: int) -> Iterator[str]:
    score = Score(ME, "p1", TIED, 3, 2, None)
    own = Own(Line(1, score), None, sharing=2 if others == TIED else 1)
    yield told(board_card(BoardView(Page(Board(1), 0, 1, (own.line,)), own, hidden=False), NOON))
    streaks = [Streaking(ME, "p1", TIED, TIED), Streaking(2, "p2", others, TIED)]
    yield told(streaks_card(streak_page(streaks, 0, ME), NOON))
    rated = [Rated(one, f"p{one}", Rating(1500.0 + points, 60.0, at=NOON)) for one, points in ((ME, TIED), (2, others))]
    yield told(ratings_card(rating_page(rated, 0, ME, NOON), NOON))


def daily(others: int) -> Iterator[str]:
    """Only below the lines that are shown: among these, a shared place is seen."""
    ahead = [Tally(one, f"p{one}", 30, 30) for one in range(3, 8)]
    tallies = [*ahead, Tally(ME, "p1", TIED, 30), Tally(2, "p2", others, 30)]
    yield told(overview_card(a_daily(), ME, RECORD, tallies, None))


def games(others: int) -> Iterator[str]:
    tied = others == TIED
    yield own_lines(played(begun(4, Plan()), (1, 2, D if tied else W), (3, 4, W if tied else D)))[ME]
    yield own_team_line(closed(team_game(), right=() if tied else (ADA, BEN)), ADA.id)
    yield own_line(closed(team_game(), right=(ADA, BEN) if tied else (ADA,)), ADA.id)


PLACES = {"season": season, "boards": boards, "daily": daily, "games": games}


@pytest.mark.parametrize("where", PLACES)
def test_whoever_shares_a_place_is_told_so(where: str) -> None:
    """“You are 1st” alone reads as a place that nobody else has."""
    for shown in PLACES[where](TIED):
        assert "(shared)" in shown
    for shown in PLACES[where](ALONE):
        assert "(shared)" not in shown


def test_a_member_of_a_team_reads_its_place_before_their_own() -> None:
    """Also beside their misses: “You: place 1” by itself contradicts a card on which their team comes second."""
    game = closed(team_game(), right=(ADA,))
    own = told(misses_card(replace(game, phase=Phase.ENDED), ADA.id, 0))
    assert own.index(bare(own_team_line(game, ADA.id))) < own.index(bare(own_line(game, ADA.id)))
