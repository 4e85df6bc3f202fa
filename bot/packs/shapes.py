"""What an item of each kind has to be, whatever a file is held to besides: checks that all pack formats share.

Each gives back what it was given, as pydantic's field validators do, and raises `ValueError`.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol, TypeVar

from bot.kernel.grading import lies_within
from bot.kernel.normal import normalise
from bot.kernel.questions import Exam

if TYPE_CHECKING:
    from pydantic import ValidationInfo

DOMAINS = {Exam.AIF_C01: 5, Exam.MLA_C02: 4}
"""How many domains each exam has (AWS's exam guides)."""

RESERVED = ("gen-", "gloss-", "life-")
"""Beginnings of the ids of generated questions and of drills."""


class _Text(Protocol):
    @property
    def text(self) -> str: ...


class _Pair(Protocol):
    @property
    def prompt(self) -> str: ...
    @property
    def match(self) -> str: ...


class _Value(Protocol):
    @property
    def value(self) -> float: ...


class _Item(Protocol):
    @property
    def id(self) -> str: ...


TextT = TypeVar("TextT", bound=_Text)
PairT = TypeVar("PairT", bound=_Pair)
ValueT = TypeVar("ValueT", bound=_Value)
ItemT = TypeVar("ItemT", bound=_Item)


def distinct(texts: list[str], what: str) -> None:
    """Raise `ValueError` where two texts read alike, whatever their capitals and spaces."""
    folded = [" ".join(text.casefold().split()) for text in texts]
    doubled = {texts[i] for i, text in enumerate(folded) if text in folded[:i]}
    if doubled:
        raise ValueError(f"two {what} read alike: {', '.join(sorted(doubled))}")


def domain_of(task: str) -> int:
    """The domain that a task statement belongs to."""
    return int(task.split(".")[0])


def id_is_free(name: str) -> str:
    """An id that is not of those that the program makes itself."""
    if name.startswith(RESERVED):
        raise ValueError(f"IDs that begin with {', '.join(RESERVED)} are reserved for generated questions and drills")
    return name


def domains_exist(exams: dict[Exam, str]) -> dict[Exam, str]:
    """Each task statement lies in a domain of its exam."""
    for exam, task in exams.items():
        if domain_of(task) > DOMAINS[exam]:
            raise ValueError(f"{exam} has the domains 1 to {DOMAINS[exam]}, not {domain_of(task)}")
    return exams


def ids_differ(items: tuple[ItemT, ...]) -> tuple[ItemT, ...]:
    """No id stands twice in a file."""
    distinct([item.id for item in items], "ids")
    return items


def steps_differ(steps: tuple[TextT, ...]) -> tuple[TextT, ...]:
    """No two steps read alike."""
    distinct([step.text for step in steps], "steps")
    return steps


def pairs_differ(pairs: tuple[PairT, ...]) -> tuple[PairT, ...]:
    """No two prompts read alike, and no two responses."""
    distinct([pair.prompt for pair in pairs], "prompts")
    distinct([pair.match for pair in pairs], "responses")
    return pairs


def responses_differ(extra: tuple[TextT, ...], info: "ValidationInfo") -> tuple[TextT, ...]:
    """No spare response reads like another, or like that of a prompt."""
    pairs: Sequence[_Pair] = info.data.get("pairs", ())
    distinct([*(pair.match for pair in pairs), *(spare.text for spare in extra)], "responses")
    return extra


def mistakes_are_wrong(mistakes: tuple[ValueT, ...], info: "ValidationInfo") -> tuple[ValueT, ...]:
    """No value of a usual mistake would be taken as right."""
    answer = info.data.get("answer")
    for mistake in mistakes:
        if answer and lies_within(mistake.value, answer.value, answer.tolerance):
            raise ValueError(f"the mistake {mistake.value:g} lies within the tolerance: it would be right")
    return mistakes


def hold_a_word(answers: tuple[str, ...]) -> tuple[str, ...]:
    """Each spelling has something that can be compared."""
    if blank := [answer for answer in answers if not normalise(answer)]:
        raise ValueError(f"the spelling '{blank[0]}' contains no letter or digit")
    return answers


def near_are_wrong(near: tuple[TextT, ...], info: "ValidationInfo") -> tuple[TextT, ...]:
    """No near miss is one of the right answers."""
    spellings = {normalise(answer) for answer in info.data.get("answers", ())}
    if both := [extra.text for extra in near if normalise(extra.text) in spellings]:
        raise ValueError(f"'{both[0]}' is among both the right and the wrong answers")
    return near
