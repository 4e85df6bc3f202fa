"""The verbs in the custom ids of `/me`. Whoever presses means themselves."""

from enum import StrEnum

from bot.custom_ids import build

NO_GAME, CARD = 0, "m"


class Verb(StrEnum):
    """What a press asks for."""

    LOOK = "ml"
    EXAM = "me"
    EXAM_FORM = "mf"
    EXPORT = "mx"
    ANKI = "ma"
    ERASE = "md"
    ERASE_FOR_GOOD = "mz"
    WISHES = "mw"
    WISH = "mv"


def here(verb: Verb) -> str:
    """The id of a control."""
    return build(verb, NO_GAME, CARD)
