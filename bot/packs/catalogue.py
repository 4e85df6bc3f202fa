"""All questions that may be asked, as an immutable snapshot; a changed file gives a new one."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import TypeVar

from bot.domain.questions import TOPICS, Exam, Question
from bot.packs.loading import PackFile, load_file
from bot.packs.problems import PackError, Problem
from bot.packs.reading import FAST

BUILT_IN = Path(__file__).resolve().parents[2] / "questions"
"""The directory of the packs that come with the game."""

TABLES = frozenset({"concepts.yaml", "glossary.yaml", "lifecycle.yaml", "services.yaml"})
"""Files at the top of a pack directory that hold no items."""

K = TypeVar("K")
Stamp = tuple[int, int, int]
"""A file's modification time (nanoseconds), size and inode: when none has changed, the file has not."""


@dataclass(frozen=True, slots=True)
class _Read:
    """What became of one file the last time it was read."""

    stamp: Stamp
    file: PackFile | None
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The questions of all packs that are in order. Nothing in it ever changes: a round may keep what it was given."""

    questions: Mapping[str, Question]
    topics: Mapping[str, str]
    """Slug → title: the built-in topics first, then those of one's own packs."""
    by_topic: Mapping[str, tuple[Question, ...]]
    by_concept: Mapping[str, tuple[Question, ...]]
    by_exam: Mapping[Exam, tuple[Question, ...]]
    files: tuple[PackFile, ...] = ()
    _directories: tuple[Path, ...] = ()
    _reads: Mapping[Path, _Read] = field(default_factory=dict)

    def reload_if_changed(self) -> "tuple[Catalogue, list[Problem]] | None":
        """A new snapshot with its problems if a file was changed, added or taken away; None if none was."""
        paths = pack_paths(self._directories)
        if {path: _stamp(path) for path in paths} == {path: read.stamp for path, read in self._reads.items()}:
            return None
        return _assemble(self._directories, {path: _read(path, self._reads.get(path)) for path in paths})


def load_catalogue(directories: Sequence[Path]) -> tuple[Catalogue, list[Problem]]:
    """Load the packs in the directories: the built-in ones first, then one's own.

    A file with an error is left out whole, and its problems are returned; so is a file that uses an id of a file
    before it. The others serve.
    """
    return _assemble(tuple(directories), {path: _read(path, None) for path in pack_paths(directories)})


def pack_paths(directories: Iterable[Path]) -> list[Path]:
    """The pack files in the directories, and in the folders right below them, in order."""
    paths: list[Path] = []
    for directory in directories:
        top = [path for path in directory.glob("*.yaml") if path.name not in TABLES]
        paths += sorted([*top, *directory.glob("*/*.yaml")])
    return paths


def _stamp(path: Path) -> Stamp:
    try:
        stat = path.stat()
    except OSError:
        return (0, 0, 0)
    return (stat.st_mtime_ns, stat.st_size, stat.st_ino)


def _read(path: Path, before: _Read | None) -> _Read:
    stamp = _stamp(path)
    if before and before.stamp == stamp:
        return before
    try:
        return _Read(stamp, load_file(path), ())
    except PackError as refused:
        return _Read(stamp, None, refused.problems)


def _assemble(directories: tuple[Path, ...], reads: Mapping[Path, _Read]) -> tuple[Catalogue, list[Problem]]:
    problems = [problem for read in reads.values() for problem in read.problems]
    files: list[PackFile] = []
    owners: dict[str, Path] = {}
    for file in (read.file for read in reads.values() if read.file):
        if clashes := _clashes(file, owners):
            problems += clashes
            continue
        files.append(file)
        owners.update((question.id, file.path) for question in file.questions)
    problems += [_missing(directory) for directory in directories if not directory.is_dir()]
    if not FAST:
        problems.append(_slow(directories))
    return _snapshot(files, directories, reads), problems


def _clashes(file: PackFile, owners: Mapping[str, Path]) -> list[Problem]:
    return [file.clash(i, owners[q.id]) for i, q in enumerate(file.questions) if q.id in owners]


def _missing(directory: Path) -> Problem:
    return Problem(directory, 1, 1, "directory", "There is no such directory.", "Create it, or mend the setting.")


def _slow(directories: tuple[Path, ...]) -> Problem:
    mend = "Install PyYAML with libyaml; all works without it."
    message = "PyYAML's C parser is missing: packs load about ten times as slowly."
    return Problem(directories[0] if directories else Path(), 1, 1, "yaml-parser", message, mend, "warning")


def _snapshot(files: Sequence[PackFile], directories: tuple[Path, ...], reads: Mapping[Path, _Read]) -> Catalogue:
    questions = {question.id: question for file in files for question in file.questions}
    topics = TOPICS | {file.topic: file.title or file.topic for file in files if file.topic not in TOPICS}
    return Catalogue(
        questions=MappingProxyType(questions),
        topics=MappingProxyType(topics),
        by_topic=_grouped(questions.values(), lambda q: (q.topic,)),
        by_concept=_grouped(questions.values(), lambda q: (q.concept,)),
        by_exam=_grouped(questions.values(), lambda q: tuple(q.exams)),
        files=tuple(files),
        _directories=directories,
        _reads=reads,
    )


def _grouped(
    questions: Iterable[Question], keys: Callable[[Question], Iterable[K]]
) -> Mapping[K, tuple[Question, ...]]:
    groups: dict[K, list[Question]] = defaultdict(list)
    for question in questions:
        for key in keys(question):
            groups[key].append(question)
    return MappingProxyType({key: tuple(group) for key, group in groups.items()})
