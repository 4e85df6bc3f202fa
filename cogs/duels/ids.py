"""The verbs in the custom ids of duels."""

from enum import StrEnum

from bot.custom_ids import base36, build
from cogs.shared.answering import AnswerIds
from cogs.shared.sheet import SheetIds


class Verb(StrEnum):
    """What a press asks for."""

    ACCEPT = "xa"
    DECLINE = "xd"
    NO_DUELS = "xz"
    MINE = "xm"
    GO_ON = "xn"
    CHOOSE = "xc"
    CHOOSE_SEVERAL = "xs"
    OPEN_FORM = "xw"
    SUBMIT_FORM = "xt"
    SHEET_TAP = "xo"
    SHEET_PICK = "xp"
    SHEET_UNDO = "xu"
    SHEET_LOCK = "xk"
    REMATCH = "xg"
    REVIEW = "xv"


DUEL, RESULT = "duel", "result"
"""The cards that are no question, as ids name them."""


def on_card(verb: Verb, duel_id: int, card: str = DUEL, *arguments: str) -> str:
    """The id of a control that means the duel as a whole."""
    return build(verb, duel_id, card, *arguments)


def on_question(verb: Verb, duel_id: int, position: int, *arguments: str) -> str:
    """The id of something on a question."""
    return build(verb, duel_id, base36(position), *arguments)


def answer_ids(duel_id: int, position: int) -> AnswerIds:
    """The ids of a question's controls."""
    return AnswerIds(
        choose=lambda place: on_question(Verb.CHOOSE, duel_id, position, place),
        choose_several=on_question(Verb.CHOOSE_SEVERAL, duel_id, position),
        open_form=on_question(Verb.OPEN_FORM, duel_id, position),
    )


def sheet_ids(duel_id: int, position: int) -> SheetIds:
    """The ids of an answer sheet."""
    return SheetIds(
        tap=lambda draft, digit: on_question(Verb.SHEET_TAP, duel_id, position, draft, digit),
        pick=lambda draft: on_question(Verb.SHEET_PICK, duel_id, position, draft),
        undo=lambda draft: on_question(Verb.SHEET_UNDO, duel_id, position, draft),
        lock=lambda draft: on_question(Verb.SHEET_LOCK, duel_id, position, draft),
    )
