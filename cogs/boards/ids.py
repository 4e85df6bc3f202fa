"""The verbs in the custom ids of the leaderboards."""

from enum import StrEnum

from bot.boards.rules.boards import Board, Metric, is_period
from bot.kernel.custom_ids import Press, build


class Verb(StrEnum):
    """What a press asks for."""

    SHOW = "lb"
    PICK_PERIOD = "lp"
    RATINGS = "lr"
    STREAKS = "ls"
    SHARE = "lx"
    SHARE_RATINGS = "ly"
    SHARE_STREAKS = "lz"
    HIDE = "lh"
    UNHIDE = "lu"


_NO_GAME, _CARD = 0, "b"


def on_board(verb: Verb, board: Board, page: int = 0) -> str:
    """The id of a control that leads to a page of a board, wherever it is pressed."""
    return build(verb, _NO_GAME, _CARD, board.metric, board.period, board.topic, str(page))


def on_pages(verb: Verb, page: int) -> str:
    """The id of a control that leads to a page of the ratings or the streaks, wherever it is pressed."""
    return build(verb, _NO_GAME, _CARD, str(page))


def read_page(press: Press) -> int | None:
    """The page of ratings or streaks that an id names; None where it names none."""
    page = press.arguments[0] if len(press.arguments) == 1 else ""
    return int(page) if page.isascii() and page.isdigit() else None


def read_board(press: Press, guild_id: int) -> tuple[Board, int] | None:
    """Board and page that an id names; None where it names none."""
    if len(press.arguments) != 4:
        return None
    metric, period, topic, page = press.arguments
    if metric not in list(Metric) or not is_period(period) or not (page.isascii() and page.isdigit()):
        return None
    return Board(guild_id, Metric(metric), period, topic), int(page)
