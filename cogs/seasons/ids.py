"""The verbs in the custom ids of seasons."""

from enum import StrEnum

from bot.kernel.custom_ids import SURE, Press, build, read_number


class Verb(StrEnum):
    """What a press asks for."""

    TABLE = "ja"
    LAST = "jl"
    WEEK = "jw"
    RULES = "jr"
    JOIN = "ji"
    LEAVE = "jo"
    SHARE_TABLE = "jx"
    SHARE_LAST = "jy"
    SHARE_WEEK = "jz"
    BEGIN = "jb"


_NO_GAME, _CARD = 0, "s"

IS_SURE = int(SURE)
"""In place of a page: what was asked is meant."""


def on_season(verb: Verb, page: int = 0) -> str:
    """The id of a control that leads to a page of a season's table, or to what has no pages."""
    return build(verb, _NO_GAME, _CARD, str(page))


def on_week(verb: Verb, league: int | None = None, page: int = 0) -> str:
    """The id of a control that leads to a page of a league's table; of one's own league where none is named."""
    return build(verb, _NO_GAME, _CARD, str(page), "" if league is None else str(league))


def begin_in(zone: str) -> str:
    """The id of the control that starts seasons in a time zone, whatever table goes by that."""
    return build(Verb.BEGIN, _NO_GAME, _CARD, zone)


def read_page(press: Press) -> int | None:
    """The page that an id names; None where it names none."""
    return read_number(press.arguments[0], 10) if len(press.arguments) == 1 else None


def read_week(press: Press) -> tuple[int, int | None] | None:
    """Page and league (None: one's own) that an id names; None where it names none."""
    if len(press.arguments) != 2:
        return None
    page, league = press.arguments
    number, which = read_number(page, 10), read_number(league, 10) if league else None
    return None if number is None or (league and which is None) else (number, which)
