"""The verbs in the custom ids of practice, and what answering ids carry: whether the player is unsure."""

from enum import StrEnum

from bot.custom_ids import Press, base36, build, unbase36
from bot.domain.practice.model import Sitting
from cogs.shared.sheet import NOTHING, SheetIds


class Verb(StrEnum):
    """What a press asks for."""

    CHOOSE = "pa"
    CHOOSE_SEVERAL = "ps"
    OPEN_FORM = "pw"
    SUBMIT_FORM = "pt"
    SHEET_TAP = "po"
    SHEET_PICK = "pm"
    SHEET_UNDO = "pu"
    SHEET_LOCK = "pk"
    DOUBT = "pq"
    NEXT = "pn"
    STOP = "pe"
    AGAIN = "pg"


SURE, UNSURE = "s", "u"


def on_question(verb: Verb, sitting: Sitting, position: int, *arguments: str) -> str:
    """The id of something on a question's card."""
    return build(verb, sitting.id, base36(position), *arguments)


def doubt(unsure: bool) -> str:  # noqa: FBT001 - the one thing it is about
    """The argument that says whether the player is unsure; the first one of every answering id."""
    return UNSURE if unsure else SURE


def sheet_ids(sitting: Sitting, position: int, *, unsure: bool) -> SheetIds:
    """The ids of an answer sheet."""
    said = doubt(unsure)
    return SheetIds(
        tap=lambda draft, digit: on_question(Verb.SHEET_TAP, sitting, position, said, draft, digit),
        pick=lambda draft: on_question(Verb.SHEET_PICK, sitting, position, said, draft),
        undo=lambda draft: on_question(Verb.SHEET_UNDO, sitting, position, said, draft),
        lock=lambda draft: on_question(Verb.SHEET_LOCK, sitting, position, said, draft),
    )


def place_of(press: Press) -> int:
    """The question's place: every card of practice is a question's."""
    return unbase36(press.card)


def is_unsure(press: Press) -> bool:
    """Whether the player said that they are not sure."""
    return press.arguments[:1] == (UNSURE,)


def draft_of(press: Press) -> str:
    """The picks that an id of the answer sheet holds."""
    return "".join(press.arguments[1:]).replace(NOTHING, "")
