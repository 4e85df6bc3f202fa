"""The verbs in the custom ids of practice, and what its ids carry: how the player wants the question shown."""

from dataclasses import dataclass
from enum import StrEnum

from bot.kernel.custom_ids import Press, base36, build
from bot.practice.rules.model import Sitting
from cogs.shared.answering import AnswerIds


class Verb(StrEnum):
    """What a press asks for, besides answering (`cogs/shared/answering.py`)."""

    SHOW = "pq"
    NEXT = "pn"
    STOP = "pe"
    AGAIN = "pg"
    FLIP = "pf"
    GRADE = "pz"
    BEGIN = "pb"


ANSWERS = "p"
"""What the verbs of answering begin with."""

_LETTERS = "suMU"
"""A letter each: as usual; unsure; what decides is marked; both."""


@dataclass(frozen=True, slots=True)
class Manner:
    """How a question stands on the player's screen: they said that they are not sure; what decides is marked."""

    unsure: bool = False
    marked: bool = False

    @property
    def letter(self) -> str:
        """As ids hold it."""
        return _LETTERS[self.unsure + 2 * self.marked]

    @property
    def afresh(self) -> "Manner":
        """How the next question is shown: doubts are about one, the marks stay."""
        return Manner(marked=self.marked)


PLAIN = Manner()


def on_question(verb: Verb, sitting: Sitting, position: int, *arguments: str) -> str:
    """The id of something on a question's card."""
    return build(verb, sitting.id, base36(position), *arguments)


def manner_of(press: Press) -> Manner:
    """What the id says, in its first argument; ids without one say nothing."""
    place = _LETTERS.find(press.arguments[0]) if press.arguments else 0
    return Manner(bool(place & 1), bool(place & 2)) if place > 0 else PLAIN


NOT_KNOWN = "(turned over)"
"""What stands for the answer of whoever turned a flashcard over and did not know it."""


def known_as(press: Press) -> tuple[bool, bool]:
    """Whether a flashcard was known, and whether with doubt, as the player says."""
    letter = "".join(press.arguments)
    return letter in ("g", "h"), letter == "h"


def answer_ids(sitting: Sitting, position: int, manner: Manner) -> AnswerIds:
    """The ids of a question's controls, which keep the manner in mind."""
    return AnswerIds(ANSWERS, sitting.id, position, (manner.letter,))
