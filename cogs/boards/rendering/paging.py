"""Turning pages, and the way to other boards."""

from collections.abc import Callable
from datetime import datetime

from discord.ui import ActionRow, LayoutView

from bot.boards.rules.boards import Board, week_of
from cogs.boards.ids import Verb, on_board, on_pages
from cogs.boards.words import HIGHER, LOWER, METRICS, PAGE_OF, RATING_TITLE, SHOW_ALL, STREAK_TITLE
from cogs.shared.cards import button, row


def paging(number: int, pages: int, to_page: Callable[[int], str]) -> list[ActionRow[LayoutView]]:
    """Buttons to the pages before and after; nothing where there is one page alone. `to_page` makes their ids."""
    if pages == 1:
        return []
    label = PAGE_OF.format(number=number + 1, pages=pages)
    # Two controls of one message may not have the same id, so what leads nowhere names a page that is not there.
    back = button(HIGHER, to_page(number - 1 if number else pages), disabled=not number)
    on = button(LOWER, to_page(number + 1), disabled=number + 1 == pages)
    return [row(back, on, button(label, to_page(pages + 1), disabled=True))]


def others(here: Verb, at: datetime, page: int) -> ActionRow[LayoutView]:
    """Buttons from the ratings or the streaks to every other board, and to show this page to the channel."""
    boards = [
        button(f"By {words.lower()}", on_board(Verb.SHOW, Board(0, metric, week_of(at))))
        for metric, words in METRICS.items()
    ]
    beside = {Verb.RATINGS: RATING_TITLE, Verb.STREAKS: STREAK_TITLE}
    boards += [button(f"By {words.lower()}", on_pages(verb, 0)) for verb, words in beside.items() if verb is not here]
    share = Verb.SHARE_RATINGS if here is Verb.RATINGS else Verb.SHARE_STREAKS
    return row(*boards, button(SHOW_ALL, on_pages(share, page)))
