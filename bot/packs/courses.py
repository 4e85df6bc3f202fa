"""The courses beside the packs: a file each in `courses/`."""

from datetime import date
from pathlib import Path
from typing import Annotated

from pydantic import Field, field_validator

from bot.kernel.courses import Course, Lesson, Level, Module, Objective, Trial
from bot.packs.files import is_pack
from bot.packs.patterns import PAGE, SLUG
from bot.packs.problems import PackError, Problem
from bot.packs.reading import read_tree
from bot.packs.schema import ConceptId, ItemId, Strict
from bot.packs.shapes import distinct
from bot.packs.validating import validate

FOLDER = "courses"

Slug = Annotated[str, Field(pattern=SLUG)]
"""Short, since it stands in what buttons carry."""
Page = Annotated[str, Field(pattern=PAGE, max_length=200)]
"""A page of docs.aws.amazon.com, without its ending."""
_Title = Annotated[str, Field(min_length=3, max_length=60)]
_Line = Annotated[str, Field(min_length=15, max_length=200)]
_Part = Annotated[str, Field(min_length=20, max_length=400)]


class _ObjectiveIn(Strict):
    text: Annotated[str, Field(min_length=10, max_length=120)]
    concepts: Annotated[tuple[ConceptId, ...], Field(min_length=1, max_length=12)]


class _LessonIn(Strict):
    id: Slug
    title: _Title
    concept: ConceptId
    purpose: _Part
    example: _Part
    mistaken: _Part
    question: ItemId
    source: Page


class _TrialIn(Strict):
    questions: int = Field(10, ge=5, le=30)
    percent: int = Field(80, ge=50, le=100)


class _ModuleIn(Strict):
    id: Slug
    title: _Title
    level: Level
    about: _Line
    after: tuple[Slug, ...] = ()
    note: Annotated[str, Field(max_length=500)] = ""
    objectives: Annotated[tuple[_ObjectiveIn, ...], Field(min_length=1, max_length=8)]
    lessons: Annotated[tuple[_LessonIn, ...], Field(min_length=1, max_length=12)]
    checkpoint: _TrialIn = Field(default_factory=lambda: _TrialIn.model_validate({}))
    drill: _TrialIn | None = None

    @field_validator("lessons")
    @classmethod
    def _lessons_differ(cls, lessons: tuple[_LessonIn, ...]) -> tuple[_LessonIn, ...]:
        distinct([lesson.id for lesson in lessons], "lessons")
        return lessons


class CourseIn(Strict):
    """A file of `courses/`."""

    id: Slug
    title: _Title
    about: _Line
    as_of: date
    modules: Annotated[tuple[_ModuleIn, ...], Field(min_length=1, max_length=20)]

    @field_validator("modules")
    @classmethod
    def _are_a_path(cls, modules: tuple[_ModuleIn, ...]) -> tuple[_ModuleIn, ...]:
        distinct([module.id for module in modules], "modules")
        earlier: set[str] = set()
        for module in modules:
            if unknown := [name for name in module.after if name not in earlier]:
                raise ValueError(f"'{module.id}' comes after '{unknown[0]}', which is not a module above it")
            earlier.add(module.id)
        return modules


def course_files(directory: Path) -> list[Path]:
    """The files of a pack directory that hold courses, in order."""
    return sorted(path for path in (directory / FOLDER).glob("*") if is_pack(path))


def load_course(path: Path) -> Course:
    """The course in a file. Raises `PackError` where it is broken."""
    found = validate(CourseIn, read_tree(path))
    return Course(found.id, found.title, found.about, tuple(_module(module) for module in found.modules))


def load_courses(directory: Path) -> tuple[Course, ...]:
    """The courses of a pack directory that are in order; `PackError`, with all problems, where none is left out."""
    found: list[Course] = []
    problems: list[Problem] = []
    for path in course_files(directory):
        try:
            found.append(load_course(path))
        except PackError as error:
            problems += error.problems
    if problems:
        raise PackError(problems)
    return tuple(found)


def address(page: str) -> str:
    """The address of a page of AWS's documentation."""
    return f"https://docs.aws.amazon.com/{page}.html"


def _module(module: _ModuleIn) -> Module:
    return Module(
        id=module.id,
        title=module.title,
        level=module.level,
        about=module.about,
        after=module.after,
        objectives=tuple(Objective(one.text, one.concepts) for one in module.objectives),
        lessons=tuple(_lesson(lesson) for lesson in module.lessons),
        checkpoint=_trial(module.checkpoint),
        drill=_trial(module.drill) if module.drill else None,
        note=module.note,
    )


def _trial(trial: _TrialIn) -> Trial:
    return Trial(trial.questions, trial.percent)


def _lesson(lesson: _LessonIn) -> Lesson:
    return Lesson(
        lesson.id,
        lesson.title,
        lesson.concept,
        lesson.purpose,
        lesson.example,
        lesson.mistaken,
        lesson.question,
        address(lesson.source),
    )
