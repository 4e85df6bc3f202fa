"""The way to other boards."""

from datetime import datetime

from discord.ui import ActionRow, LayoutView

from bot.boards.rules.boards import Board, week_of
from cogs.boards.ids import Verb, on_board, on_pages
from cogs.boards.words import METRICS, RATING_TITLE, STREAK_TITLE
from cogs.shared.cards import button, row
from cogs.shared.words import SHOW_ALL


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
