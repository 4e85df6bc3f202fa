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

NOBODY_RATED = "Nobody has played a rated duel lately. `/duel` starts one."
NOT_RATED = "You have not played a rated duel lately. `/duel` puts you on the board."
NOBODY_STREAKING = "Nobody has a streak right now. One begins with the next daily that somebody plays: `/daily`."
NOT_STREAKING = "Your streak begins with the next daily that you play. `/daily` shows where you are."
DAMAGED = "That control does not belong to a leaderboard. `/leaderboard` opens one."
SERVER_ONLY = "Leaderboards belong to a server. Use `/leaderboard` in one."

PERIODS = ("This week", "Last week", "This month", "Last month", "All time")

THIS_WEEK = "This week"

LAST_WEEK = "Last week"

THIS_MONTH = "This month"

LAST_MONTH = "Last month"

POINTS = ("point", "points")

MORE_POINTS = ("more point", "more points")

OF_RIGHT = "{correct} of {answered} right"

YOU_ARE = "**You are {ordinal}{shared}** · {figures}"

YOU_WERE = "**You were {ordinal}{shared}** · {figures}"

NEXT_WITH_WHAT_COUNTS = "Next: {who}, with {figures}. What counts is the lower end of the range."

RUNS = " · runs {until}, midnight UTC"

OVER_SINCE = " · over since {end}"

NOBODY_IS_AHEAD = "Nobody is ahead of you."

YOU_NEED_TO_OVERTAKE = "You need {points} to pass {who}."

SHOW_ME_ON_BOARDS = "Show me on boards"

HIDE_ME_FROM_BOARDS = "Hide me from boards"

ANOTHER_WEEK_OR_MONTH = "Another week or month"

YOU_ARE_WITH = "**You are {ordinal}{shared}** · {figure}"

NEXT = "{mine}\nNext: **{name}**, {figure}."

FROM_RATED_DUELS = "-# From rated duels in the last {days} days · “?”: that person has too few duels to be sure yet"

NOBODY_IS_AHEAD_OF_YOU = "{mine}\nNobody is ahead of you."

MORE_DAILIES = ("more daily", "more dailies")

DAILIES = ("daily", "dailies")

YOU_NEED = "{mine}\nYou need {needed} in a row to pass **{name}**."

CURRENT_STREAKS_OF_DAILIES = "-# Current streaks of dailies played; period and topic do not apply"

LONGEST = " · longest {best}"


def nobody(board: Board, at: datetime) -> str:
    """What stands where nobody is on a board."""
    if board.period not in periods_of(at):
        return "Nobody is on this board, and nobody will be, because that period is over."
    if board.metric is Metric.ACCURACY:
        return f"Nobody has {LEAST_ANSWERS} answers to closed questions here yet, the minimum to be ranked by accuracy."
    return "Nobody is on this board yet. Be the first: `/quiz start`."


def not_ranked(board: Board, at: datetime) -> str:
    """What is told to somebody who is not on a board."""
    if board.period not in periods_of(at):
        return "You were not on this board."
    if board.metric is Metric.ACCURACY:
        return f"You are ranked once you have {LEAST_ANSWERS} answers, so that nobody leads by luck."
    return "You are not on this board yet. An answer counts once its question closes."


def period_title(period: str, at: datetime) -> str:
    """`This week`, `Week of March 2, 2026`, `March 2026`, `All time`."""
    known = {ALL_TIME: "All time", month_of(at): "This month", week_of(at): "This week"}
    first = first_day(period)
    if period in known or first is None:
        return known.get(period, period)
    return f"Week of {american(first)}" if "w" in period else f"{first:%B %Y}"
