"""A page of the ratings, for the one who asked."""

from datetime import datetime
from functools import partial

from bot.ratings.api import ACTIVE, RatedLine, Rating, RatingPage
from cogs.boards.ids import Verb, on_pages
from cogs.boards.rendering.paging import others
from cogs.boards.words import (
    FROM_RATED_DUELS,
    NEXT,
    NOBODY_IS_AHEAD_OF_YOU,
    NOBODY_RATED,
    NOT_RATED,
    RATING_TITLE,
    YOU_ARE_WITH,
)
from cogs.shared.cards import Card
from cogs.shared.paging import paging
from cogs.shared.words import YOU_ARE_HIDDEN, if_shared, medal, name, ordinal


def ratings_card(page: RatingPage, at: datetime, *, shared: bool = False, hidden: bool = False) -> Card:
    """Who is rated how; sorted by what is almost sure, so that a lucky start does not lead."""
    texts = (
        f"## {RATING_TITLE}",
        FROM_RATED_DUELS.format(days=ACTIVE.days),
        "\n".join(_line(line) for line in page.lines) or NOBODY_RATED,
    )
    turning = paging(page.number, page.pages, partial(on_pages, Verb.RATINGS))
    return (
        Card(*texts)
        if shared
        else Card(
            *texts, YOU_ARE_HIDDEN if hidden else _own(page), rows=[*turning, others(Verb.RATINGS, at, page.number)]
        )
    )


def _line(line: RatedLine) -> str:
    return f"{medal(line.place)} **{name(line.who.name)}** · {_figure(line.who.rating)}"


def _figure(rating: Rating) -> str:
    margin = 2 * rating.deviation
    return f"{rating.rating:,.0f}{'?' if rating.uncertain else ''} (± {margin:,.0f})"


def _own(page: RatingPage) -> str:
    if page.own is None:
        return f"-# {NOT_RATED}"
    own = page.own
    mine = YOU_ARE_WITH.format(
        ordinal=ordinal(own.place), shared=if_shared(own.sharing), figure=_figure(own.who.rating)
    )
    if page.ahead is None:
        return NOBODY_IS_AHEAD_OF_YOU.format(mine=mine)
    return NEXT.format(mine=mine, name=name(page.ahead.who.name), figure=_figure(page.ahead.who.rating))
