"""The verbs in the custom ids of essays. The subject stands in the arguments, and the place of a point."""

from enum import StrEnum

from bot.kernel.custom_ids import build


class Verb(StrEnum):
    """What a press asks for."""

    LIST = "vl"
    PICK = "vp"
    OPEN = "vo"
    WRITE = "vw"
    SUBMIT = "vs"
    COMPARE = "vc"
    MARK = "vm"
    SAMPLE = "vx"


def on_essay(verb: Verb, *arguments: str) -> str:
    """The id of a control."""
    return build(verb, 0, "v", *arguments)
