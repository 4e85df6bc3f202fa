"""The questions to answer in one's own words, beside the packs: files in `essays/`."""

from pathlib import Path
from typing import Annotated

from pydantic import Field, field_validator

from bot.kernel.essays import Essay, Length, Point
from bot.kernel.questions import Exam, Source
from bot.packs.files import is_pack
from bot.packs.patterns import ESSAY
from bot.packs.problems import PackError, Problem
from bot.packs.reading import read_tree
from bot.packs.schema import ConceptId, SourceIn, Strict, Task
from bot.packs.shapes import distinct, domains_exist
from bot.packs.validating import validate

FOLDER = "essays"

EssayId = Annotated[str, Field(pattern=ESSAY)]
"""Short, since it stands in what buttons carry."""


class _PointIn(Strict):
    text: Annotated[str, Field(min_length=15, max_length=200)]
    why: Annotated[str, Field(min_length=15, max_length=300)]
    weight: int = Field(1, ge=1, le=3)
    source: SourceIn


class _EssayIn(Strict):
    id: EssayId
    kind: Length
    subject: Annotated[str, Field(min_length=5, max_length=80)]
    prompt: Annotated[str, Field(min_length=30, max_length=800)]
    concepts: Annotated[tuple[ConceptId, ...], Field(min_length=1, max_length=6)]
    exams: dict[Exam, Task]
    points: Annotated[tuple[_PointIn, ...], Field(min_length=2, max_length=8)]
    sample: Annotated[str, Field(min_length=80, max_length=2500)]

    _domains_exist = field_validator("exams")(domains_exist)

    @field_validator("points")
    @classmethod
    def _points_differ(cls, points: tuple[_PointIn, ...]) -> tuple[_PointIn, ...]:
        distinct([point.text for point in points], "points")
        return points


class EssaysIn(Strict):
    """A file of `essays/`."""

    essays: Annotated[tuple[_EssayIn, ...], Field(min_length=1, max_length=60)]

    @field_validator("essays")
    @classmethod
    def _ids_differ(cls, essays: tuple[_EssayIn, ...]) -> tuple[_EssayIn, ...]:
        distinct([essay.id for essay in essays], "ids")
        return essays


def essay_files(directory: Path) -> list[Path]:
    """The files of a pack directory that hold essays, in order."""
    return sorted(path for path in (directory / FOLDER).glob("*") if is_pack(path))


def load_essay_file(path: Path) -> tuple[Essay, ...]:
    """The essays in a file. Raises `PackError` where it is broken."""
    return tuple(_essay(essay) for essay in validate(EssaysIn, read_tree(path)).essays)


def load_essays(directory: Path) -> tuple[Essay, ...]:
    """The essays of a pack directory. Raises `PackError`, with the problems of all files, where one is broken."""
    found: list[Essay] = []
    problems: list[Problem] = []
    for path in essay_files(directory):
        try:
            found += load_essay_file(path)
        except PackError as error:
            problems += error.problems
    if problems:
        raise PackError(problems)
    return tuple(found)


def _essay(essay: _EssayIn) -> Essay:
    return Essay(
        id=essay.id,
        length=essay.kind,
        subject=essay.subject,
        prompt=essay.prompt,
        concepts=essay.concepts,
        exams=essay.exams,
        points=tuple(_point(point) for point in essay.points),
        sample=essay.sample,
    )


def _point(point: _PointIn) -> Point:
    source = Source(point.source.title, point.source.url, point.source.as_of)
    return Point(point.text, point.why, source, point.weight)
