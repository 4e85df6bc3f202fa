"""The verb of what can be set by a press."""

from enum import StrEnum

from bot.kernel.custom_ids import build


class Verb(StrEnum):
    """What a press asks for."""

    EXAM = "hx"


def on_settings(verb: Verb) -> str:
    """The id of a control."""
    return build(verb, 0, "settings")
