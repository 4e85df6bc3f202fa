"""The verbs in the custom ids of the daily."""

from enum import StrEnum

from bot.custom_ids import base36, build
from cogs.shared.sheet import SheetIds


class Verb(StrEnum):
    """What a press asks for."""

    PLAY = "dp"
    NEXT = "dn"
    SHARE = "dh"
    CHOOSE = "da"
    CHOOSE_SEVERAL = "ds"
    OPEN_FORM = "dw"
    SUBMIT_FORM = "dt"
    SHEET_TAP = "do"
    SHEET_PICK = "dm"
    SHEET_UNDO = "du"
    SHEET_LOCK = "dk"


POST = "daily"
"""The card that is no question, as ids name it."""


def on_post(verb: Verb, game_id: int) -> str:
    """The id of a control that means the post as a whole."""
    return build(verb, game_id, POST)


def on_question(verb: Verb, game_id: int, position: int, *arguments: str) -> str:
    """The id of something on a question's card."""
    return build(verb, game_id, base36(position), *arguments)


def sheet_ids(game_id: int, position: int) -> SheetIds:
    """The ids of an answer sheet."""
    return SheetIds(
        tap=lambda draft, digit: on_question(Verb.SHEET_TAP, game_id, position, draft, digit),
        pick=lambda draft: on_question(Verb.SHEET_PICK, game_id, position, draft),
        undo=lambda draft: on_question(Verb.SHEET_UNDO, game_id, position, draft),
        lock=lambda draft: on_question(Verb.SHEET_LOCK, game_id, position, draft),
    )
