"""A page of the streaks, for the one who asked."""

from datetime import datetime
from functools import partial

from bot.daily.api import Streaking, StreakLine, StreakPage
from cogs.boards.ids import Verb, on_pages
from cogs.boards.rendering.paging import others
from cogs.boards.words import (
    CURRENT_STREAKS_OF_DAILIES,
    DAILIES,
    LONGEST,
    MORE_DAILIES,
    NOBODY_IS_AHEAD_OF_YOU,
    NOBODY_STREAKING,
    NOT_STREAKING,
    STREAK_TITLE,
    YOU_ARE_WITH,
    YOU_NEED,
)
from cogs.shared.cards import Card
from cogs.shared.paging import paging
from cogs.shared.words import YOU_ARE_HIDDEN, count, if_shared, medal, name, ordinal


def streaks_card(page: StreakPage, at: datetime, *, shared: bool = False, hidden: bool = False) -> Card:
    """Whose streak is the longest, one's own, and whom one overtakes next."""
    texts = (
        f"## {STREAK_TITLE}",
        CURRENT_STREAKS_OF_DAILIES,
        "\n".join(_line(line) for line in page.lines) or NOBODY_STREAKING,
    )
    turning = paging(page.number, page.pages, partial(on_pages, Verb.STREAKS))
    return (
        Card(*texts)
        if shared
        else Card(
            *texts, YOU_ARE_HIDDEN if hidden else _own(page), rows=[*turning, others(Verb.STREAKS, at, page.number)]
        )
    )


def _line(line: StreakLine) -> str:
    return f"{medal(line.place)} **{name(line.who.name)}** · {_figure(line.who)}"


def _figure(one: Streaking) -> str:
    longest = LONGEST.format(best=one.best) if one.best > one.length else ""
    return f"🔥 {count(one.length, *DAILIES)}{longest}"


def _own(page: StreakPage) -> str:
    if page.own is None:
        return f"-# {NOT_STREAKING}"
    own = page.own
    mine = YOU_ARE_WITH.format(ordinal=ordinal(own.place), shared=if_shared(own.sharing), figure=_figure(own.who))
    if page.ahead is None:
        return NOBODY_IS_AHEAD_OF_YOU.format(mine=mine)
    more = page.ahead.who.length - page.own.who.length + 1
    needed = count(more, *MORE_DAILIES)
    return YOU_NEED.format(mine=mine, needed=needed, name=name(page.ahead.who.name))
