"""The verbs in the custom ids of tournaments."""

from enum import StrEnum

from bot.kernel.custom_ids import base36, build


class Verb(StrEnum):
    """What a press asks for."""

    JOIN = "oj"
    LEAVE = "ol"
    LEAVE_A_GAME = "oy"
    START = "ob"
    MINE = "og"
    STANDINGS = "ot"
    END = "od"


def on_cup(verb: Verb, tournament_id: int, card: str, *arguments: int) -> str:
    """The id of a control of a tournament."""
    return build(verb, tournament_id, card, *map(base36, arguments))
