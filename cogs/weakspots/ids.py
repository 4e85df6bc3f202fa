"""The verbs in the custom ids of weak spots. No game stands behind them: whoever presses means their own answers."""

from enum import StrEnum

from bot.kernel.custom_ids import base36, build

NO_GAME, CARD = 0, "w"


class Verb(StrEnum):
    """What a press asks for."""

    MEND = "wm"
    MISSES = "wi"
    DETAILS = "wd"
    LOOK = "wl"
    REPEAT = "wr"
    SHARE = "wh"
    SHARE_GROUP = "wg"


def here(verb: Verb, *numbers: int) -> str:
    """The id of a control."""
    return build(verb, NO_GAME, CARD, *(base36(number) for number in numbers))
