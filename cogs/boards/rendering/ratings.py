"""A page of the ratings, for the one who asked."""

from datetime import datetime
from functools import partial

from bot.ratings.api import ACTIVE, RatedLine, Rating, RatingPage
from cogs.boards.ids import Verb, on_pages
from cogs.boards.rendering.paging import others, paging
from cogs.boards.words import HIDDEN, NOBODY_RATED, NOT_RATED, RATING_TITLE, ordinal
from cogs.shared.cards import Card
from cogs.shared.words import medal, name


def ratings_card(page: RatingPage, at: datetime, *, shared: bool = False, hidden: bool = False) -> Card:
    """Who is rated how; sorted by what is almost sure, so that a lucky start does not lead."""
    texts = (
        f"## {RATING_TITLE}",
        f"-# From rated duels of the last {ACTIVE.days} days · “?”: too few to be sure yet",
        "\n".join(_line(line) for line in page.lines) or NOBODY_RATED,
    )
    turning = paging(page.number, page.pages, partial(on_pages, Verb.RATINGS))
    return (
        Card(*texts)
        if shared
        else Card(*texts, HIDDEN if hidden else _own(page), rows=[*turning, others(Verb.RATINGS, at, page.number)])
    )


def _line(line: RatedLine) -> str:
    return f"{medal(line.place)} **{name(line.who.name)}** · {_figure(line.who.rating)}"


def _figure(rating: Rating) -> str:
    margin = 2 * rating.deviation
    return f"{rating.rating:,.0f}{'?' if rating.uncertain else ''} (± {margin:,.0f})"


def _own(page: RatingPage) -> str:
    if page.own is None:
        return f"-# {NOT_RATED}"
    mine = f"**You are {ordinal(page.own.place)}** · {_figure(page.own.who.rating)}"
    if page.ahead is None:
        return f"{mine}\nNobody is ahead of you."
    return f"{mine}\nNext: **{name(page.ahead.who.name)}**, {_figure(page.ahead.who.rating)}."
