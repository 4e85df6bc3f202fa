"""The leaderboards in words."""

from datetime import datetime

from bot.boards.rules.boards import ALL_TIME, Board, Metric, first_day, month_of, periods_of, week_of
from bot.kernel.accuracy import LEAST_ANSWERS
from cogs.shared.words import american

METRICS = {Metric.POINTS: "Points", Metric.ACCURACY: "Accuracy"}

RATING = "rating"
RATING_TITLE = "Rating"
STREAK = "streak"
STREAK_TITLE = "Streak"
SHOW_ALL = "Show to the channel"

HIDDEN = "You are hidden: nobody sees you on any board. What you answer still counts for you."
NOBODY_RATED = "Nobody has played a rated duel lately. `/duel` starts one."
NOT_RATED = "You have played no rated duel lately. `/duel` puts you on the board."
NOBODY_STREAKING = "Nobody's streak is running. It begins with the next daily that somebody plays: `/daily`."
NOT_STREAKING = "Your streak begins with the next daily that you play. `/daily` shows where you are."
DAMAGED = "That control does not belong to a leaderboard. `/leaderboard` opens one."
SERVER_ONLY = "Leaderboards belong to a server. Use `/leaderboard` in one."


def nobody(board: Board, at: datetime) -> str:
    """What stands where nobody is on a board."""
    if board.period not in periods_of(at):
        return "Nobody is on this board, and nobody will be: that time is over."
    if board.metric is Metric.ACCURACY:
        return f"Nobody has {LEAST_ANSWERS} answers to closed questions here yet, the minimum to be ranked by accuracy."
    return "Nobody is on this board yet. Whoever answers first leads: `/quiz start`."


def not_ranked(board: Board, at: datetime) -> str:
    """What is told to somebody who is not on a board."""
    if board.period not in periods_of(at):
        return "You were not on this board."
    if board.metric is Metric.ACCURACY:
        return f"You are ranked from {LEAST_ANSWERS} answers on, so that luck does not lead."
    return "You are not on this board: what you answer counts as soon as its question closes."


def period_title(period: str, at: datetime) -> str:
    """`This week`, `Week of March 2, 2026`, `March 2026`, `All time`."""
    known = {ALL_TIME: "All time", month_of(at): "This month", week_of(at): "This week"}
    first = first_day(period)
    if period in known or first is None:
        return known.get(period, period)
    return f"Week of {american(first)}" if "w" in period else f"{first:%B %Y}"


def ordinal(number: int) -> str:
    """`1st`, `2nd`, `11th`, `23rd`."""
    suffixes = {1: "st", 2: "nd", 3: "rd"}
    return f"{number}{'th' if 10 <= number % 100 <= 20 else suffixes.get(number % 10, 'th')}"
