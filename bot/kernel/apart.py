"""Which questions must not meet in one game: one tells the other's answer, or they ask nearly the same."""

from collections.abc import Callable, Iterable
from dataclasses import replace

from bot.kernel.questions import Question


def group_of(question: Question) -> frozenset[str]:
    """The ids of a question and of all those that it keeps apart from."""
    return frozenset((question.id, *told_by(question)))


def told_by(question: Question) -> tuple[str, ...]:
    """The ids of those that a question keeps apart from, itself aside; copied only where that includes a twin."""
    return (*question.apart, question.twin) if question.twin else question.apart


def apart(first: Question, second: Question) -> bool:
    """Whether the two must not meet, whichever of them says so, or because both keep apart from a third."""
    return not group_of(first).isdisjoint(group_of(second))


def renamed(question: Question, called: Callable[[str], str]) -> Question:
    """The question, with what it keeps apart from as it is `called` now."""
    if not question.apart and not question.twin:
        return question
    return replace(question, apart=tuple(map(called, question.apart)), twin=question.twin and called(question.twin))


def closed(questions: Iterable[Question]) -> list[Question]:
    """The questions, each naming in `apart` the whole group that it belongs to.

    Twins are apart, and so is everything that hangs together: where A keeps apart from B and B from C, no two of the
    three may meet.
    """
    found = list(questions)
    groups: dict[str, frozenset[str]] = {}
    for question in found:
        members = frozenset().union(*(groups.get(name, frozenset({name})) for name in group_of(question)))
        groups.update(dict.fromkeys(members, members))
    return [_in_group(question, groups[question.id]) for question in found]


def _in_group(question: Question, group: frozenset[str]) -> Question:
    others = tuple(sorted(group - {question.id}))
    return question if others == question.apart else replace(question, apart=others)
