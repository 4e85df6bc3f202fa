"""The verbs in the custom ids of duels."""

from enum import StrEnum

from bot.kernel.custom_ids import build
from cogs.shared.answering import AnswerIds


class Verb(StrEnum):
    """What a press asks for, besides answering (`cogs/shared/answering.py`)."""

    ACCEPT = "xy"
    DECLINE = "xd"
    NO_DUELS = "xz"
    MINE = "xi"
    GO_ON = "xn"
    REMATCH = "xg"
    REVIEW = "xv"
    ONWARD = "xr"


ANSWERS = "x"
"""What the verbs of answering begin with."""

DUEL, RESULT = "duel", "result"
"""The cards that are no question, as ids name them."""


def on_card(verb: Verb, duel_id: int, card: str = DUEL, *arguments: str) -> str:
    """The id of a control that means the duel as a whole."""
    return build(verb, duel_id, card, *arguments)


def answer_ids(duel_id: int, position: int) -> AnswerIds:
    """The ids of a question's controls."""
    return AnswerIds(ANSWERS, duel_id, position)
