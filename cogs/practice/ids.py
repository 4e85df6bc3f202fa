"""The verbs in the custom ids of practice, and what answering ids carry: whether the player is unsure."""

from enum import StrEnum

from bot.custom_ids import Press, base36, build
from bot.domain.practice.model import Sitting
from cogs.shared.answering import AnswerIds


class Verb(StrEnum):
    """What a press asks for, besides answering (`cogs/shared/answering.py`)."""

    DOUBT = "pq"
    NEXT = "pn"
    STOP = "pe"
    AGAIN = "pg"


ANSWERS = "p"
"""What the verbs of answering begin with."""

SURE, UNSURE = "s", "u"


def on_question(verb: Verb, sitting: Sitting, position: int, *arguments: str) -> str:
    """The id of something on a question's card."""
    return build(verb, sitting.id, base36(position), *arguments)


def doubt(unsure: bool) -> str:  # noqa: FBT001 - the one thing it is about
    """The argument that says whether the player is unsure; the first one of every answering id."""
    return UNSURE if unsure else SURE


def is_unsure(press: Press) -> bool:
    """Whether the player said that they are not sure."""
    return press.arguments[:1] == (UNSURE,)


def answer_ids(sitting: Sitting, position: int, *, unsure: bool) -> AnswerIds:
    """The ids of a question's controls, which keep in mind whether the player is unsure."""
    return AnswerIds(ANSWERS, sitting.id, position, (doubt(unsure),))
