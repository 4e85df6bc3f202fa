"""Terms of the packs that look like the key of a typed item: a slip that leads to one is no slip."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from rapidfuzz.distance import OSA

from bot.kernel.normal import normalise
from bot.kernel.questions import Question, Typed
from bot.kernel.spelling import slips_allowed
from bot.kernel.terms import is_term

Vocabulary = Mapping[str, str]
"""Term → its letters and digits."""


def vocabulary(questions: Iterable[Question]) -> Vocabulary:
    """All terms that typed items and flashcards know, right ones and near misses."""
    bodies = [question.body for question in questions if isinstance(question.body, Typed)]
    terms = {text for body in bodies for text in (*body.answers, *(miss.text for miss in body.near))}
    return {term: _letters(term) for term in sorted(terms)}


def _letters(term: str) -> str:
    return normalise(term).replace(" ", "")


def with_rivals(question: Question, terms: Vocabulary) -> Question:
    """The question with the terms that are nearer to its key than twice the slips that are forgiven."""
    if not isinstance(question.body, Typed):
        return question
    return replace(question, body=replace(question.body, rivals=tuple(near_terms(question.body, terms, 2))))


def near_terms(body: Typed, terms: Vocabulary, times: int) -> Iterator[str]:
    """The terms that are no spelling of the answer, and within so many times the slips that are forgiven."""
    keys = [(letters, times * slips_allowed(len(letters))) for letters in map(_letters, body.answers)]
    for term, letters in terms.items():
        within = any(OSA.distance(key, letters, score_cutoff=most) <= most for key, most in keys if most)
        if within and not is_term(term, body.answers, exact=True):
            yield term
