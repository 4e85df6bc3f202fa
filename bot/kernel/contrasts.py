"""What tells apart two concepts that people mix up."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from bot.kernel.questions import Choice, Kind, Option, Question

MOST_LINE = 200
"""Characters of one sentence of a contrast at most."""


@dataclass(frozen=True, slots=True)
class Contrast:
    """What each of two concepts is for, by the concept's id; how to tell them apart; the page that says so."""

    purposes: dict[str, str]
    apart: str
    source: str

    @property
    def lines(self) -> str:
        """All of it, a line a sentence."""
        return "\n".join([*self.purposes.values(), self.apart])


class Contrasts:
    """All contrasts, found by either order of the two concepts."""

    def __init__(self, contrasts: Iterable[Contrast] = ()) -> None:
        self._of = {frozenset(one.purposes): one for one in contrasts}

    def __or__(self, others: "Contrasts") -> "Contrasts":
        """These and the others; of two for the same concepts, the one here counts."""
        both = Contrasts()
        both._of = {**others._of, **self._of}
        return both

    def between(self, first: str | None, second: str | None) -> Contrast | None:
        """The contrast of two concepts; None where none is written, or where one is not known."""
        return self._of.get(frozenset({first or "", second or ""}))

    def attached(self, question: Question) -> Question:
        """A single-choice question whose wrong options say how to tell them from the key; any other as it is."""
        if question.kind is not Kind.SINGLE or not isinstance(question.body, Choice):
            return question
        right = next((option.concept for option in question.body.options if option.right), None)
        options = tuple(self._told(option, right) for option in question.body.options)
        return replace(question, body=Choice(options))

    def _told(self, option: Option, right: str | None) -> Option:
        found = None if option.right else self.between(option.concept, right)
        return replace(option, contrast=found.apart) if found else option
