"""A course: modules in order, each with lessons to read, concepts to practice, and a checkpoint to pass."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from zlib import crc32

KEPT_BACK = 3
"""One question in so many is left for the checkpoints, so that practice does not use all of them up."""


def kept_back(question_id: str) -> bool:
    """Whether a module's practice leaves a question for the checkpoint."""
    return crc32(question_id.encode()) % KEPT_BACK == 0


_MODULE, _APART = "module", "."


def module_topic(course_id: str, module_id: str) -> str:
    """The name by which a game asks about a module, in the place of a topic's: no topic of a pack has a dot in it."""
    return _APART.join((_MODULE, course_id, module_id))


def module_named(topic: str) -> tuple[str, str] | None:
    """Course and module of such a name; None where it is a topic's."""
    word, _, rest = topic.partition(_APART)
    course_id, _, module_id = rest.partition(_APART)
    return (course_id, module_id) if word == _MODULE and module_id else None


class Level(StrEnum):
    """How much a module takes for granted."""

    BEGINNER = "beginner"
    INTERMEDIATE = "intermediate"
    ADVANCED = "advanced"


@dataclass(frozen=True, slots=True)
class Objective:
    """What somebody can do after the module, and the concepts that it rests on."""

    text: str
    concepts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Lesson:
    """A card to read: what something is for, an example, what it is mistaken for; then one question at once.

    `question` is the id of an item; `source` is the address of the page that says so.
    """

    id: str
    title: str
    concept: str
    purpose: str
    example: str
    mistaken: str
    question: str
    source: str


@dataclass(frozen=True, slots=True)
class Trial:
    """So many questions, of which so many percent have to be right."""

    questions: int
    percent: int

    def needed(self, asked: int) -> int:
        """How many right answers pass where so many questions are asked: fewer where no more can be found."""
        return -(-asked * self.percent // 100)


@dataclass(frozen=True, slots=True)
class Module:
    """A part of a course. `after` are the ids of the modules to pass first.

    `drill` is a trial over the tools of the lifecycle, beside the `checkpoint` over the module's own concepts; `note`
    says what has changed since older material on the subject was written.
    """

    id: str
    title: str
    level: Level
    about: str
    after: tuple[str, ...]
    objectives: tuple[Objective, ...]
    lessons: tuple[Lesson, ...]
    checkpoint: Trial
    drill: Trial | None
    note: str

    @property
    def concepts(self) -> tuple[str, ...]:
        """The concepts of all objectives, each once, in order."""
        return tuple(dict.fromkeys(concept for one in self.objectives for concept in one.concepts))


@dataclass(frozen=True, slots=True)
class Course:
    """Modules as a path; a module comes after all those that it names."""

    id: str
    title: str
    about: str
    modules: tuple[Module, ...]

    def find(self, module_id: str) -> Module | None:
        """The module with the id."""
        return next((module for module in self.modules if module.id == module_id), None)


Courses = Mapping[str, Course]
"""By id, in the order in which they are shown."""


def module_titles(courses: Courses) -> dict[str, str]:
    """The modules named as topics, with their titles."""
    return {
        module_topic(course.id, module.id): module.title for course in courses.values() for module in course.modules
    }
