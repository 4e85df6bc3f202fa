"""A page of the streaks, for the one who asked."""

from datetime import datetime
from functools import partial

from bot.daily.api import Streaking, StreakLine, StreakPage
from cogs.boards.ids import Verb, on_pages
from cogs.boards.rendering.paging import others, paging
from cogs.boards.words import HIDDEN, NOBODY_STREAKING, NOT_STREAKING, STREAK_TITLE, ordinal
from cogs.shared.cards import Card
from cogs.shared.words import count, medal, name


def streaks_card(page: StreakPage, at: datetime, *, shared: bool = False, hidden: bool = False) -> Card:
    """Whose streak is the longest, one's own, and whom one overtakes next."""
    texts = (
        f"## {STREAK_TITLE}",
        "-# Current streaks of dailies played; period and topic do not apply",
        "\n".join(_line(line) for line in page.lines) or NOBODY_STREAKING,
    )
    turning = paging(page.number, page.pages, partial(on_pages, Verb.STREAKS))
    return (
        Card(*texts)
        if shared
        else Card(*texts, HIDDEN if hidden else _own(page), rows=[*turning, others(Verb.STREAKS, at, page.number)])
    )


def _line(line: StreakLine) -> str:
    return f"{medal(line.place)} **{name(line.who.name)}** · {_figure(line.who)}"


def _figure(one: Streaking) -> str:
    longest = f" · longest {one.best}" if one.best > one.length else ""
    return f"🔥 {count(one.length, 'daily', 'dailies')}{longest}"


def _own(page: StreakPage) -> str:
    if page.own is None:
        return f"-# {NOT_STREAKING}"
    mine = f"**You are {ordinal(page.own.place)}** · {_figure(page.own.who)}"
    if page.ahead is None:
        return f"{mine}\nNobody is ahead of you."
    more = page.ahead.who.length - page.own.who.length + 1
    needed = count(more, "more daily", "more dailies")
    return f"{mine}\nYou need {needed} in a row to pass **{name(page.ahead.who.name)}**."
