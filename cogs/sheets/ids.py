"""The verbs in the custom ids of sheets. The family stands in the arguments."""

from enum import StrEnum

from bot.kernel.custom_ids import build


class Verb(StrEnum):
    """What a press asks for."""

    PAGE = "gp"
    PICK = "gk"
    PICTURE = "gi"


def on_sheet(verb: Verb, *arguments: str) -> str:
    """The id of a control."""
    return build(verb, 0, "g", *arguments)
