"""All that can be asked and learnt in one place, and several of those joined."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import reduce
from operator import or_
from typing import TypeVar

from bot.kernel.choosing import Order, eligible, topics_of
from bot.kernel.contrasts import Contrasts
from bot.kernel.courses import Courses, module_named
from bot.kernel.essays import Essay
from bot.kernel.exams import Guide
from bot.kernel.questions import Exam, Question
from bot.kernel.sheets import Sheet

K = TypeVar("K")
V = TypeVar("V")


@dataclass(frozen=True, slots=True, eq=False, weakref_slot=True)
class Library:
    """All that can be asked and learnt. It never changes: what changes is another library, and a game keeps copies.

    `questions` are on offer; `find` knows every question that ever was. `concepts` gives titles; `meanings` gives
    those concepts that the glossary explains a term with its meaning. `calculations` makes a few for a seed. `order`:
    what the server wants first, what is new there or what is known. `leading`: the module, named as a topic, that the
    server's group is at in its course; empty where it follows none. `off`: the topics that are not to be asked about.
    """

    questions: Mapping[str, Question] = field(default_factory=dict)
    find: Callable[[str], Question | None] = lambda _: None
    flashcards: Mapping[str, Question] = field(default_factory=dict)
    lifecycle: Mapping[str, Question] = field(default_factory=dict)
    concepts: Mapping[str, str] = field(default_factory=dict)
    contrasts: Contrasts = field(default_factory=Contrasts)
    meanings: Mapping[str, str] = field(default_factory=dict)
    guides: Mapping[Exam, Guide] = field(default_factory=dict)
    courses: Courses = field(default_factory=dict)
    essays: Mapping[str, Essay] = field(default_factory=dict)
    sheets: Mapping[str, Sheet] = field(default_factory=dict)
    calculations: Callable[[int], Sequence[Question]] = lambda _: ()
    order: Order = Order.USUAL
    leading: str = ""
    off: Collection[str] = ()

    @property
    def topics(self) -> list[str]:
        """The topics that can be asked about, in the order of the questions."""
        return topics_of(self.questions.values())

    def about(self, topic: str | None, exam: Exam | None) -> list[Question]:
        """The live questions of a topic, or of a module that is named as one, that serve an exam; in order of id."""
        named = module_named(topic) if topic else None
        if named is None:
            return eligible(self.questions.values(), topic, exam)
        course = self.courses.get(named[0])
        module = course.find(named[1]) if course else None
        concepts = module.concepts if module else ()
        return [q for q in eligible(self.questions.values(), None, exam) if q.concept in concepts]


def library_of(questions: Iterable[Question]) -> Library:
    """A library of nothing but these questions."""
    known = {question.id: question for question in questions}
    return Library(known, known.get)


EMPTY = Library()


def without_topics(library: Library, off: Collection[str]) -> Library:
    """The library with these topics off: nothing in them is on offer, and everything can still be found."""

    def on(questions: Mapping[str, Question]) -> Mapping[str, Question]:
        return {name: question for name, question in questions.items() if question.topic not in off}

    made = library.calculations  # not the library itself, which would never leave memory

    def calculations(seed: int) -> Sequence[Question]:
        return [question for question in made(seed) if question.topic not in off]

    return replace(
        library,
        questions=on(library.questions),
        flashcards=on(library.flashcards),
        lifecycle=on(library.lifecycle),
        calculations=calculations,
        off=off,
    )


def joined(parts: Sequence[Library]) -> Library:
    """All of the libraries as one; where two have the same id, the one before counts. Their mappings are not copied."""
    if len(parts) == 1:
        return parts[0]
    return Library(
        questions=_chained(part.questions for part in parts),
        find=_first([part.find for part in parts]),
        flashcards=_chained(part.flashcards for part in parts),
        lifecycle=_chained(part.lifecycle for part in parts),
        concepts=_chained(part.concepts for part in parts),
        contrasts=reduce(or_, (part.contrasts for part in parts), Contrasts()),
        meanings=_chained(part.meanings for part in parts),
        guides=_chained(part.guides for part in parts),
        courses=_chained(part.courses for part in parts),
        essays=_chained(part.essays for part in parts),
        sheets=_chained(part.sheets for part in parts),
        calculations=_all_of([part.calculations for part in parts]),
    )


class _Chain(Mapping[K, V]):
    """Several mappings one after the other; of two values for one key the first counts."""

    def __init__(self, parts: Sequence[Mapping[K, V]]) -> None:
        self._parts = parts

    def __getitem__(self, key: K) -> V:
        for part in self._parts:
            if key in part:
                return part[key]
        raise KeyError(key)

    def __iter__(self) -> Iterator[K]:
        for place, part in enumerate(self._parts):
            before = self._parts[:place]
            yield from (key for key in part if not any(key in earlier for earlier in before))

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def __contains__(self, key: object) -> bool:
        return any(key in part for part in self._parts)


def _chained(parts: Iterable[Mapping[K, V]]) -> Mapping[K, V]:
    filled = [part for part in parts if part]
    if len(filled) > 1:
        return _Chain(filled)
    return filled[0] if filled else {}


def _first(finds: Sequence[Callable[[str], Question | None]]) -> Callable[[str], Question | None]:
    def find(question_id: str) -> Question | None:
        return next((found for one in finds if (found := one(question_id)) is not None), None)

    return find


def _all_of(makers: Sequence[Callable[[int], Sequence[Question]]]) -> Callable[[int], Sequence[Question]]:
    def make(seed: int) -> list[Question]:
        return [question for one in makers for question in one(seed)]

    return make
