"""The exams' guides beside the packs (`exams.yaml`)."""

from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Annotated

from pydantic import Field

from bot.kernel.exams import Domain, Guide, Task
from bot.kernel.questions import Exam, Kind
from bot.packs.files import is_there
from bot.packs.patterns import SECURE_ADDRESS, STATEMENT
from bot.packs.reading import read_tree
from bot.packs.schema import Strict
from bot.packs.topics import BUILT_IN
from bot.packs.validating import validate

FILE = "exams.yaml"

_Title = Annotated[str, Field(min_length=1, max_length=80)]


class _TaskIn(Strict):
    task: Annotated[str, Field(pattern=STATEMENT)]
    title: _Title
    objectives: int = Field(ge=1, le=20)


class _DomainIn(Strict):
    title: _Title
    weight: int = Field(ge=1, le=100)
    tasks: Annotated[tuple[_TaskIn, ...], Field(min_length=1)]


class _ExamIn(Strict):
    code: Exam
    title: _Title
    guide: str
    source: Annotated[str, Field(pattern=SECURE_ADDRESS)]
    as_of: date
    scored: int = Field(ge=1, le=200)
    unscored: int = Field(ge=0, le=200)
    minutes: int = Field(ge=1, le=600)
    passing: int = Field(ge=100, le=1000)
    kinds: Annotated[tuple[Kind, ...], Field(min_length=1)]
    domains: Annotated[tuple[_DomainIn, ...], Field(min_length=1, max_length=9)]


class _Exams(Strict):
    exams: tuple[_ExamIn, ...]


def load_guides(directory: Path) -> dict[Exam, Guide]:
    """The guides of a pack directory; none where there is no file. Raises `PackError` where it is broken."""
    path = directory / FILE
    if not is_there(path):
        return {}
    return {exam.code: _guide(exam) for exam in validate(_Exams, read_tree(path)).exams}


@cache
def built_in_guides() -> Mapping[Exam, Guide]:
    """Those that come with the game, read once."""
    return load_guides(BUILT_IN)


def _guide(exam: _ExamIn) -> Guide:
    return Guide(
        exam=exam.code,
        title=exam.title,
        version=exam.guide,
        scored=exam.scored,
        unscored=exam.unscored,
        minutes=exam.minutes,
        passing=exam.passing,
        kinds=frozenset(exam.kinds),
        domains=tuple(
            Domain(domain.title, domain.weight, tuple(Task(t.task, t.title, t.objectives) for t in domain.tasks))
            for domain in exam.domains
        ),
    )
