"""The verbs in the custom ids of the group quiz."""

from enum import StrEnum

from bot.custom_ids import base36, build
from bot.domain.rounds.model import Round


class Verb(StrEnum):
    """What a press asks for."""

    JOIN = "j"
    LEAVE = "l"
    BEGIN = "b"
    HOST_MENU = "h"
    PAUSE = "p"
    RESUME = "c"
    SKIP = "i"
    STOP = "e"
    CHOOSE = "a"
    CHOOSE_SEVERAL = "s"
    OPEN_FORM = "w"
    SUBMIT_FORM = "t"
    SHEET_TAP = "o"
    SHEET_PICK = "m"
    SHEET_UNDO = "u"
    SHEET_LOCK = "k"
    UNSURE = "q"
    NEXT = "n"
    MY_ANSWER = "y"
    MISSES = "v"
    AGAIN = "g"


LOBBY, PODIUM = "lobby", "podium"
"""The cards that are no question: whole words, since single letters are questions in base 36."""


def on_question(verb: Verb, game: Round, *arguments: str, position: int | None = None) -> str:
    """The id of something on a question's card; the current question unless told otherwise."""
    place = game.position if position is None else position
    return build(verb, game.id, base36(place), *arguments)


def here(verb: Verb, game: Round) -> str:
    """The id of a control that means the round as a whole, on whatever card it stands."""
    card = base36(game.position) if game.position >= 0 else LOBBY
    return build(verb, game.id, card)
