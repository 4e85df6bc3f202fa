"""The tables beside the packs: the concepts to cover, and the services that are not simply current."""

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field

from bot.kernel.contrasts import Contrast
from bot.kernel.exams import Guide
from bot.kernel.questions import Exam
from bot.packs.contrasts import load_contrasts
from bot.packs.exams import load_guides
from bot.packs.files import is_there, refuse_closed
from bot.packs.reading import read_tree
from bot.packs.schema import ConceptId, Strict
from bot.packs.topics import load_topics
from bot.packs.validating import validate


class Concept(Strict):
    """One thing to know. `exams` are those that ask for it; `state` is that of the thing itself."""

    id: ConceptId
    topic: str
    title: Annotated[str, Field(min_length=1, max_length=60)]
    exams: tuple[Exam, ...] = ()
    state: Literal["current", "renamed", "closed", "retired"] = "current"


class Service(Strict):
    """A service or a model that is not simply current, with the spellings that name it."""

    names: Annotated[tuple[str, ...], Field(min_length=1)]
    state: Literal["renamed", "closed", "retired"]
    note: str

    def named_in(self, text: str) -> bool:
        """Whether the text names the service."""
        return any(name in text and re.search(rf"\b{re.escape(name)}(?!\w|\.\d)", text) for name in self.names)


class _Concepts(Strict):
    concepts: tuple[Concept, ...]


class _Services(Strict):
    services: tuple[Service, ...] = ()
    models: tuple[Service, ...] = ()


@dataclass(frozen=True, slots=True)
class Tables:
    """What stands beside the packs. Of services, the longer name comes before the shorter one that it contains."""

    concepts: dict[str, Concept] = field(default_factory=dict)
    services: tuple[Service, ...] = ()
    topics: dict[str, str] = field(default_factory=dict)
    guides: dict[Exam, Guide] = field(default_factory=dict)
    contrasts: tuple[Contrast, ...] = ()

    def topic_of(self, concept: str) -> str:
        """The topic that a concept is listed under; the first declared one for a concept that is not listed."""
        found = self.concepts.get(concept)
        return found.topic if found else next(iter(self.topics), "")

    def not_current(self, text: str) -> list[Service]:
        """The services named in the text that are not simply current."""
        found: list[Service] = []
        for service in self.services:
            if service.named_in(text):
                found.append(service)
                for name in service.names:
                    text = text.replace(name, " ")
        return found


def load_tables(directory: Path) -> Tables:
    """The tables of a pack directory; an absent one is empty. Raises `PackError` where one is broken."""
    refuse_closed(directory)
    concepts, services = directory / "concepts.yaml", directory / "services.yaml"
    return Tables(
        {c.id: c for c in validate(_Concepts, read_tree(concepts)).concepts} if is_there(concepts) else {},
        _not_current(services) if is_there(services) else (),
        load_topics([directory]),
        load_guides(directory),
        load_contrasts(directory),
    )


def _not_current(path: Path) -> tuple[Service, ...]:
    found = validate(_Services, read_tree(path))
    return (*found.services, *found.models)
