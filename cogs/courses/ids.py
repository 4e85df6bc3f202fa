"""The verbs in the custom ids of courses. What a press is about stands in its arguments: course, module, lesson."""

from enum import StrEnum

from bot.kernel.custom_ids import build

NO_GAME, CARD = 0, "k"


class Verb(StrEnum):
    """What a press asks for."""

    PATH = "kp"
    PICK = "ki"
    MODULE = "km"
    LESSON = "kl"
    ASK = "kq"
    PRACTICE = "kr"
    CHECKPOINT = "kc"
    DRILL = "kd"
    BACK = "kb"
    SHARE = "ks"


def on_course(verb: Verb, *arguments: str) -> str:
    """The id of a control of a course."""
    return build(verb, NO_GAME, CARD, *arguments)


def back_id(game_id: int) -> str:
    """The id of a button that leads from a sitting back to its course."""
    return build(Verb.BACK, game_id, CARD)
