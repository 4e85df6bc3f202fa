"""What a whole bank gives away or leaves out: true and false, and items that are not mapped to their exams' tasks."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import product

from bot.kernel.contrasts import Contrasts
from bot.kernel.questions import Choice, Kind, Question
from bot.packs.checking.flaws import exam_options
from bot.packs.checking.spread import ENOUGH
from bot.packs.tables import Tables

TRUE_SHARE = (0.40, 0.60)
CUE_SHARE = 0.75
"""The most of the statements with one cue that may be keyed alike."""

CUE_ENOUGH = 8

OFTEN = 3
"""From so many items in which one is the key and the other a wrong option, people can be expected to mix two up."""

_CUES = {
    "an absolute word": re.compile(r"\b(always|never|only|must|all|every|none|completely|any)\b", re.IGNORECASE),
    "'have to' or 'need to'": re.compile(r"\b(has|have|needs?) to\b", re.IGNORECASE),
    "'can' or 'may'": re.compile(r"\b(can|may|might|could)\b", re.IGNORECASE),
    "somebody's belief": re.compile(r"\b(believes?|thinks?|claims?|says|said|assumes?|expects?|argues?|insists?)\b"),
    "a negation": re.compile(r"\b(not|no|cannot|without)\b|n['’]t\b", re.IGNORECASE),
    "a number": re.compile(r"\d"),
}


def true_false_flaws(questions: Sequence[Question]) -> Iterator[tuple[str, str]]:
    """Message and mend for each way in which true and false can be told from the wording, or from the mass."""
    statements = [(q.asking, _is_true(q)) for q in questions if q.kind is Kind.TRUE_FALSE]
    if len(statements) < ENOUGH:
        return
    share = sum(true for _, true in statements) / len(statements)
    if not TRUE_SHARE[0] <= share <= TRUE_SHARE[1]:
        message = f"{share:.0%} of the {len(statements)} statements are true; 40% to 60% is even."
        yield message, "Reverse some statements so that the other answer is right."
    for cue, pattern in _CUES.items():
        keyed = [true for stem, true in statements if pattern.search(stem)]
        alike = max(sum(keyed), len(keyed) - sum(keyed))
        if len(keyed) >= CUE_ENOUGH and alike > CUE_SHARE * len(keyed):
            which = "true" if alike == sum(keyed) else "false"
            message = f"Of {len(keyed)} statements with {cue}, {alike} are {which}, which gives the key away."
            yield message, "Use it in both kinds of statements, or avoid it."


def _is_true(question: Question) -> bool:
    body = question.body
    return isinstance(body, Choice) and body.options[body.key[0]].text == "True"


def unmapped(questions: Sequence[Question]) -> Iterator[tuple[str, str]]:
    """Message and mend where items name no task statement of an exam that they serve, or no expected share right."""
    if len(questions) < ENOUGH:
        return
    without = [q.id for q in questions if q.exams.keys() - q.tasks.keys()]
    if without:
        message = f"{len(without)} items name only a domain of an exam and no task statement: {_some(without)}."
        yield message, "Give the task statement, such as 1.2."
    unrated = [q.id for q in questions if q.expected is None]
    if unrated:
        message = (
            f"{len(unrated)} items do not say what fraction of prepared candidates will be right: {_some(unrated)}."
        )
        yield message, "Give 'expected' by the rubric in the guide for pack authors."


def unknown_contrasts(tables: Tables) -> Iterator[tuple[str, str]]:
    """Message and mend for each contrast of a concept that is not listed."""
    for name in sorted({name for one in tables.contrasts for name in one.purposes} - tables.concepts.keys()):
        yield f"There is a contrast with {name}, which is not a concept.", "Use one of `packs concepts`."


def uncontrasted(questions: Sequence[Question], tables: Tables) -> Iterator[tuple[str, str]]:
    """Message and mend where concepts often stand beside each other as key and wrong option, without a contrast."""
    pairs = Counter(
        frozenset({key.concept, wrong.concept})
        for question in questions
        for key, wrong in product(exam_options(question), repeat=2)
        if key.right and not wrong.right and key.concept and wrong.concept and key.concept != wrong.concept
    )
    known = Contrasts(tables.contrasts)
    often = [sorted(pair) for pair, times in pairs.most_common() if times >= OFTEN]
    lacking = [" and ".join(pair) for pair in often if known.between(*pair) is None]
    if lacking:
        message = f"{len(lacking)} pairs of concepts that items often contrast have no contrast: {_some(lacking, 10)}."
        yield message, "Write it in contrasts.yaml."


def _some(names: Sequence[str], most: int = 5) -> str:
    return ", ".join(names[:most]) + (" …" if len(names) > most else "")
