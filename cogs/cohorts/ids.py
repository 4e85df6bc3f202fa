"""The verbs in the custom ids of groups' courses."""

from enum import StrEnum

from bot.kernel.custom_ids import build


class Verb(StrEnum):
    """What a press asks for."""

    SHOW = "cg"
    PAUSE = "cp"
    RESUME = "cr"
    END = "ce"


def on_cohort(verb: Verb, *arguments: str) -> str:
    """The id of a control."""
    return build(verb, 0, "c", *arguments)
