"""Flashcards from a glossary, in both directions: the meaning of a term, and the term for a meaning."""

from datetime import date
from pathlib import Path
from random import Random
from typing import Annotated

from pydantic import Field, field_validator

from bot.kernel.questions import Angle, Body, Exam, Extra, Kind, Option, Question, Typed
from bot.packs.drills.cards import choice, page, slug, statuses
from bot.packs.patterns import PAGE
from bot.packs.reading import read_tree
from bot.packs.schema import ConceptId, Strict
from bot.packs.shapes import distinct
from bot.packs.tables import Tables
from bot.packs.validating import validate


class Term(Strict):
    """A term with its other spellings, its group, and its meaning in words that do not name it."""

    term: Annotated[str, Field(min_length=2, max_length=32)]
    also: tuple[str, ...] = ()
    group: str
    concept: ConceptId
    meaning: Annotated[str, Field(min_length=10, max_length=100)]
    source: Annotated[str, Field(pattern=PAGE)]


class Glossary(Strict):
    """All terms, and the exams with their domains that ask for each group."""

    as_of: date
    groups: dict[str, dict[Exam, int]]
    terms: Annotated[tuple[Term, ...], Field(min_length=4)]

    @field_validator("terms")
    @classmethod
    def _terms_differ(cls, terms: tuple[Term, ...]) -> tuple[Term, ...]:
        distinct([slug(term.term) for term in terms], "terms")
        distinct([term.meaning for term in terms], "meanings")
        return terms


def cards(path: Path, tables: Tables) -> list[Question]:
    """Two cards a term. Raises `PackError` where the glossary is broken."""
    glossary = validate(Glossary, read_tree(path))
    return [
        card for term in glossary.terms for card in (_meaning(term, glossary, tables), _word(term, glossary, tables))
    ]


def meanings(path: Path, tables: Tables) -> dict[str, str]:
    """Concept → the term that its title names, with its meaning; without concepts for which the glossary has none.

    Raises `PackError`.
    """
    found: dict[str, str] = {}
    for term in validate(Glossary, read_tree(path)).terms:
        concept = tables.concepts.get(term.concept)
        if concept is not None and _names(concept.title, term):
            found.setdefault(concept.id, f"{term.term}: {term.meaning}.")
    return found


def _names(title: str, term: Term) -> bool:
    """Whether a concept is this term, and not one of several things or something wider or narrower."""
    several = "," in title or " and " in title or " or " in title
    spellings = (slug(spelling) for spelling in (term.term, *term.also))
    whole = slug(title)
    return not several and any(whole.startswith(one) or one.startswith(whole) for one in spellings)


def _meaning(term: Term, glossary: Glossary, tables: Tables) -> Question:
    name = f"gloss-{slug(term.term)}-meaning"
    key = Option(term.meaning, f"This is what “{term.term}” means.", right=True, concept=term.concept)
    rng = Random(name)  # noqa: S311 - a shuffle, not a secret
    near = [other for other in glossary.terms if other.group == term.group and other is not term]
    far = [other for other in glossary.terms if other.group != term.group]
    lures = rng.sample(near, min(3, len(near)))
    lures += rng.sample(far, min(3 - len(lures), len(far)))
    wrong = [Option(o.meaning, f"That is what “{o.term}” means, not “{term.term}.”", concept=o.concept) for o in lures]
    body = choice(name, key, wrong)
    return _card(name, term, glossary, tables, Kind.SINGLE, f"What is the definition of “**{term.term}**”?", body)


def _word(term: Term, glossary: Glossary, tables: Tables) -> Question:
    name = f"gloss-{slug(term.term)}-word"
    mates = [other for other in glossary.terms if other.group == term.group and other is not term]
    near = tuple(Extra(other.term, f"That term fits another description: “{other.meaning}.”") for other in mates)
    stem = f"Which term fits this description? {term.meaning}."
    return _card(name, term, glossary, tables, Kind.TYPED, stem, Typed((term.term, *term.also), near))


def _card(name: str, term: Term, glossary: Glossary, tables: Tables, kind: Kind, stem: str, body: Body) -> Question:
    return Question(
        id=name,
        version=1,
        kind=kind,
        topic=tables.topic_of(term.concept),
        concept=term.concept,
        angle=Angle.RECALL,
        difficulty=1,
        stem=stem,
        body=body,
        explanation=f"{term.term}: {term.meaning}.",
        source=page(term.source, glossary.as_of),
        exams=dict(glossary.groups.get(term.group, {})),
        status=statuses((term.term, stem, term.meaning), tables),
    )
