"""Near-duplicates, and twins: pairs that differ in one fact which turns the key."""

from collections.abc import Iterator, Mapping
from itertools import combinations

from bot.kernel.questions import Question
from bot.packs.checking.flaws import Flaw, key_text, words

NEAR_DUPLICATE = 0.6
"""Jaccard index of the words of stem and key from which two items are near-duplicates."""


def near_duplicates(questions: Mapping[str, Question]) -> Iterator[tuple[str, str, float]]:
    """Pairs of ids whose stem and key are nearly the same, with their Jaccard index."""
    bags = sorted(
        ((frozenset(words(f"{q.stem} {key_text(q)}")), name) for name, q in questions.items()),
        key=lambda bag: (len(bag[0]), bag[1]),
    )
    for place, (bag, name) in enumerate(bags):
        longest = len(bag) / NEAR_DUPLICATE
        for other, other_name in bags[place + 1 :]:
            if len(other) > longest:
                break
            shared = len(bag & other)
            index = shared / (len(bag) + len(other) - shared)
            if index >= NEAR_DUPLICATE:
                yield name, other_name, index


def twin_flaws(question: Question, questions: Mapping[str, Question]) -> Iterator[Flaw]:
    """A twin exists, names this item in return, is of the same kind, and has another key."""
    if question.twin is None:
        return
    twin = questions.get(question.twin)
    if twin is None:
        yield Flaw(("twin",), f"There is no item '{question.twin}'.", "Name an item that exists, or remove the twin.")
    elif twin.twin != question.id:
        yield Flaw(("twin",), f"'{twin.id}' does not name this item as its twin.", "Have both name each other.")
    elif _same_key(question, twin):
        yield Flaw(
            ("twin",), f"'{twin.id}' has the same key.", "Make sure that the one fact that differs changes the key."
        )


def _same_key(first: Question, second: Question) -> bool:
    return first.kind is second.kind and key_text(first).casefold() == key_text(second).casefold()


def pairs_of_twins(questions: Mapping[str, Question]) -> int:
    """How many pairs name each other."""
    return sum(a.twin == b.id and b.twin == a.id for a, b in combinations(_with_twin(questions), 2))


def _with_twin(questions: Mapping[str, Question]) -> list[Question]:
    return [q for q in questions.values() if q.twin]
