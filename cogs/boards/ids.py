"""The verbs in the custom ids of the leaderboards."""

from collections.abc import Collection
from enum import StrEnum

from bot.boards.rules.boards import ALL_TOPICS, Board, Metric, is_period
from bot.kernel.custom_ids import Press, build, read_number


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
    return read_number(press.arguments[0], 10) if len(press.arguments) == 1 else None


def read_board(press: Press, guild_id: int, topics: Collection[str]) -> tuple[Board, int] | None:
    """Board and page that an id names; None where it names none, or none of the `topics` that there are."""
    if len(press.arguments) != 4:
        return None
    metric, period, topic, page = press.arguments
    number = read_number(page, 10)
    known = metric in list(Metric) and is_period(period) and topic in (ALL_TOPICS, *topics)
    return (Board(guild_id, Metric(metric), period, topic), number) if known and number is not None else None
