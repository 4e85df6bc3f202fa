"""The verbs in the custom ids of the daily."""

from enum import StrEnum

from bot.kernel.custom_ids import build
from cogs.shared.answering import AnswerIds


class Verb(StrEnum):
    """What a press asks for, besides answering (`cogs/shared/answering.py`)."""

    PLAY = "dp"
    NEXT = "dn"
    SHARE = "dh"
    LOOK = "dl"


ANSWERS = "d"
"""What the verbs of answering begin with."""

POST = "daily"
"""The card that is no question, as ids name it."""


def on_post(verb: Verb, game_id: int) -> str:
    """The id of a control that means the post as a whole."""
    return build(verb, game_id, POST)


def answer_ids(game_id: int, position: int) -> AnswerIds:
    """The ids of a question's controls."""
    return AnswerIds(ANSWERS, game_id, position)
