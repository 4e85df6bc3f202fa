"""The verbs in the custom ids of essay evenings. Others' texts are known by their numbers alone."""

from enum import StrEnum

from bot.kernel.custom_ids import build


class Verb(StrEnum):
    """What a press asks for."""

    WRITE = "ow"
    SUBMIT = "os"
    STOP = "oc"
    CALL_OFF = "ox"
    READ = "or"
    NEXT = "om"
    POINTS = "oq"
    MARK = "op"
    MINE = "oi"
    SAMPLE = "oa"
    END = "oe"


def on_evening(verb: Verb, evening_id: int, card: str, *arguments: str) -> str:
    """The id of a control."""
    return build(verb, evening_id, card, *arguments)
