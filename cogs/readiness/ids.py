"""The verbs in the custom ids of `/exam ready`. Whoever presses means themselves."""

from enum import StrEnum

from bot.kernel.custom_ids import build
from bot.kernel.questions import Exam

NO_GAME, CARD = 0, "ready"


class Verb(StrEnum):
    """What a press asks for."""

    LOOK = "yl"
    PRACTISE = "yp"


def here(verb: Verb, exam: Exam, *arguments: str) -> str:
    """The id of a control."""
    return build(verb, NO_GAME, CARD, exam.value, *arguments)
