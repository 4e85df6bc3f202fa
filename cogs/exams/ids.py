"""The verbs in the custom ids of mock exams."""

from enum import StrEnum

from bot.kernel.custom_ids import base36, build
from bot.kernel.questions import Exam
from cogs.shared.answering import AnswerIds


class Verb(StrEnum):
    """What a press asks for, besides answering (`cogs/shared/answering.py`)."""

    GO = "en"
    FLAG = "ef"
    DOUBT = "eq"
    STRIKING = "ex"
    STRIKE = "ed"
    GRID = "eg"
    REVIEW = "er"
    JUMP = "ej"
    HAND_IN = "eh"
    REPORT = "ep"
    EACH = "ev"
    CAUSE = "ey"
    JOIN = "ei"
    BEGIN = "eb"
    CALL_OFF = "ez"
    MINE = "ec"
    WALK = "el"
    START = "ye"
    DISCARD = "yx"
    EARLIER = "yo"
    PRACTICE = "yw"


ANSWERS = "e"
"""What the verbs of answering begin with."""

WHOLE = "paper"
"""The card that is no question, as ids name it. With the outbox's own name for it, a post can be found again."""

NO_GAME, INTRODUCTION = 0, "intro"
"""Before there is a paper, an id carries the exam."""

ON, OFF = "1", "0"

DRAFTED = "d"
"""Stands before what was picked on a sheet, in the id of the way back from it."""


def on_question(verb: Verb, sitting_id: int, place: int, *arguments: str) -> str:
    """The id of something on one question of a paper."""
    return build(verb, sitting_id, base36(place), *arguments)


def before_paper(exam: Exam, *, extra_time: bool) -> str:
    """The id of what starts a mock."""
    return build(Verb.START, NO_GAME, INTRODUCTION, exam.value, ON if extra_time else OFF)


def on_paper(verb: Verb, sitting_id: int, *arguments: str) -> str:
    """The id of a control that means the paper as a whole."""
    return build(verb, sitting_id, WHOLE, *arguments)


def on_room(verb: Verb, room_id: int, card: str, *arguments: str) -> str:
    """The id of a control on a card of a group."""
    return build(verb, room_id, card, *arguments)


def answer_ids(sitting_id: int, place: int) -> AnswerIds:
    """The ids of a question's controls."""
    return AnswerIds(ANSWERS, sitting_id, place)
