"""The verbs in the custom ids of flashcards. The card stands in the arguments."""

from enum import StrEnum

from bot.kernel.custom_ids import build


class Verb(StrEnum):
    """What a press asks for."""

    NEXT = "tn"
    TURN = "tt"
    GRADE = "tg"
    SUSPEND = "ts"
    RESUME = "tr"


def on_card(verb: Verb, *arguments: str) -> str:
    """The id of a control."""
    return build(verb, 0, "t", *arguments)
