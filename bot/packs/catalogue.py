"""All questions that may be asked, as an immutable snapshot; a changed file gives a new one."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import TypeVar

from bot.kernel.apart import closed
from bot.kernel.contrasts import Contrast, Contrasts
from bot.kernel.questions import Exam, Question, Stage
from bot.kernel.topics import plain_title
from bot.packs import beside
from bot.packs.contrasts import load_contrasts
from bot.packs.courses import FOLDER as COURSES
from bot.packs.drills import TABLES as DRILLS
from bot.packs.essays import FOLDER as ESSAYS
from bot.packs.files import closed_folders, ignored_files, is_closed, is_there, pack_files
from bot.packs.generated import remake
from bot.packs.loading import PackFile, load_file
from bot.packs.problems import UNFIT, PackError, Problem
from bot.packs.reading import FAST
from bot.packs.rivals import vocabulary, with_rivals
from bot.packs.tables import Tables, load_tables
from bot.packs.topics import BUILT_IN as BUILT_IN
from bot.packs.topics import load_topics
from bot.rights import is_folder

TABLES = frozenset(
    {
        "concepts.yaml",
        "contrasts.yaml",
        "exams.yaml",
        "glossary.yaml",
        "lifecycle.yaml",
        "services.yaml",
        "sheets.yaml",
        "topics.yaml",
    }
)
"""Files at the top of a pack directory that hold no items."""

FOLDERS = frozenset({COURSES, ESSAYS})
"""Folders of a pack directory whose files hold no items."""

K = TypeVar("K")
Render = Callable[[Question], Iterable[str]]
"""Renders an item for every screen, and returns what breaks Discord's limits, a sentence each."""


@dataclass(frozen=True, slots=True)
class _Read:
    """What became of one file."""

    file: PackFile | None
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The questions of all packs that are in order. Nothing in it ever changes: a round may keep what it was given."""

    questions: Mapping[str, Question]
    """By id, topic by topic; each names in `apart` all those that it must not meet."""
    topics: Mapping[str, str]
    """Slug → title: the declared topics in their order, then those of one's own packs."""
    by_topic: Mapping[str, tuple[Question, ...]]
    by_concept: Mapping[str, tuple[Question, ...]]
    by_exam: Mapping[Exam, tuple[Question, ...]]
    drills: Mapping[str, Question]
    """Flashcards and drills of the lifecycle by id; they are not among `questions`."""
    files: tuple[PackFile, ...]

    def find(self, question_id: str) -> Question | None:
        """The question with the id, be it of a pack, a drill or a generated one."""
        return self.questions.get(question_id) or self.drills.get(question_id) or remake(question_id)


def load_catalogue(
    directories: Sequence[Path],
    render: Render | None = None,
    *,
    shipped: Path | None = None,
    changed: Collection[Path] = (),
) -> tuple[Catalogue, list[Problem]]:
    """Load the packs in the directories: the built-in ones first, then one's own.

    A file with an error is left out whole, and its problems are returned; so is a file that uses an id of a file
    before it. An item that `render` finds unfit for a screen is left out alone. The others serve. The files of the
    `shipped` directory are taken as fit, since the tests draw every item in them: to draw some hundreds of long items
    takes longer than all else at a start. One that is changed later, or named in `changed`, is drawn.
    """
    shut = [problem for directory in directories for problem in closed_folders(directory)]
    readable = [directory for directory in directories if not is_closed(directory)]
    reads = [
        _read(path, None if shipped in path.parents and path not in changed else render)
        for path in pack_paths(readable)
    ]
    catalogue, problems = _assemble(readable, reads, render, None if changed else shipped)
    return catalogue, [*shut, *problems]


def pack_paths(directories: Iterable[Path]) -> list[Path]:
    """The pack files in the directories, and in the folders right below them, in order."""
    paths: list[Path] = []
    for directory in directories:
        paths += [path for path in pack_files(directory) if not _is_beside(path, directory)]
    return paths


def _is_beside(path: Path, directory: Path) -> bool:
    """Whether a file belongs to the packs and holds no items."""
    if path.parent == directory:
        return path.name in TABLES
    return path.parent.name in FOLDERS


def _read(path: Path, render: Render | None) -> _Read:
    try:
        file = load_file(path)
    except PackError as refused:
        return _Read(None, refused.problems)
    return _Read(file, tuple(_unfit(file, render)) if render else ())


def _unfit(file: PackFile, render: Render) -> Iterator[Problem]:
    """The items that some screen cannot show, each with the first complaint; they are left out."""
    for index, question in enumerate(file.questions):
        complaint = next(iter(render(question)), None)
        if complaint is not None:
            place = file.tree.place(("items", index, "stem"))
            mend = "Shorten the item until it fits; until then, only this item is left out."
            yield Problem(file.path, *place, UNFIT, complaint, mend, item=question.id)


def _assemble(
    directories: Sequence[Path], reads: Sequence[_Read], render: Render | None, shipped: Path | None
) -> tuple[Catalogue, list[Problem]]:
    problems = [problem for read in reads for problem in read.problems]
    files: list[PackFile] = []
    owners: dict[str, Path] = {}
    for file in (read.file for read in reads if read.file):
        if clashes := _clashes(file, owners):
            problems += clashes
            continue
        files.append(file)
        owners.update((question.id, file.path) for question in file.questions)
    problems += [_missing(directory) for directory in directories if not is_folder(directory)]
    problems += [ignored for directory in directories for ignored in ignored_files(directory)]
    problems += [problem for directory in directories for problem in beside.problems(directory)]
    if not FAST:
        problems.append(_slow(directories))
    drills: dict[str, Question] = {}
    for directory in directories:
        problems += _add_drills(directory, drills, None if directory == shipped else render)
    topics: dict[str, str] = {}
    for directory in directories:
        with suppress(PackError):  # told with the other tables, above
            topics = {**topics, **load_topics([directory])}
    return _snapshot(files, topics, drills, directories, reads), problems


def _add_drills(directory: Path, drills: dict[str, Question], render: Render | None) -> Iterator[Problem]:
    """Add the drills of a directory's tables that fit; a broken table is left out, and its problems are returned."""
    tables = Tables()
    try:
        tables = load_tables(directory)
    except PackError as error:
        yield from error.problems
    for name, make in DRILLS.items():
        try:
            if is_there(directory / name):
                cards = make(directory / name, tables)
                drills |= {card.id: card for card in cards if render is None or not any(render(card))}
        except PackError as error:
            yield from error.problems


def _contrasts(directories: Iterable[Path]) -> Iterator[Contrast]:
    for directory in directories:
        with suppress(PackError):  # told with the other tables, above
            yield from load_contrasts(directory)


def _clashes(file: PackFile, owners: Mapping[str, Path]) -> list[Problem]:
    return [file.clash(i, owners[q.id]) for i, q in enumerate(file.questions) if q.id in owners]


def _missing(directory: Path) -> Problem:
    return Problem(directory, 1, 1, "directory", "There is no such directory.", "Create it, or correct the setting.")


def _slow(directories: Sequence[Path]) -> Problem:
    mend = "Install PyYAML with libyaml; everything also works without it."
    message = "PyYAML's C parser is missing: packs load about ten times more slowly."
    return Problem(directories[0] if directories else Path(), 1, 1, "yaml-parser", message, mend, "warning")


def _snapshot(
    files: Sequence[PackFile],
    declared: Mapping[str, str],
    drills: Mapping[str, Question],
    directories: Sequence[Path],
    reads: Sequence[_Read],
) -> Catalogue:
    own = sorted((file for file in files if file.topic not in declared), key=lambda file: file.topic)
    topics = {**declared, **{file.topic: plain_title(file.topic) for file in own}}
    topics |= {file.topic: file.title for file in own if file.title}
    order = {topic: place for place, topic in enumerate(topics)}
    unfit = {problem.item for read in reads for problem in read.problems if problem.rule == UNFIT}
    served = (q for file in files for q in file.questions if q.id not in unfit and q.stage is not Stage.DRAFT)
    terms = vocabulary((*(q for file in files for q in file.questions), *drills.values()))
    contrasts = Contrasts(_contrasts(directories))
    found = sorted((contrasts.attached(with_rivals(q, terms)) for q in served), key=lambda q: order[q.topic])
    questions = {question.id: question for question in closed(found)}
    return Catalogue(
        questions=MappingProxyType(questions),
        topics=MappingProxyType(topics),
        by_topic=_grouped(questions.values(), lambda q: (q.topic,)),
        by_concept=_grouped(questions.values(), lambda q: (q.concept,)),
        by_exam=_grouped(questions.values(), lambda q: tuple(q.exams)),
        drills=MappingProxyType({name: contrasts.attached(with_rivals(one, terms)) for name, one in drills.items()}),
        files=tuple(files),
    )


def _grouped(
    questions: Iterable[Question], keys: Callable[[Question], Iterable[K]]
) -> Mapping[K, tuple[Question, ...]]:
    groups: dict[K, list[Question]] = defaultdict(list)
    for question in questions:
        for key in keys(question):
            groups[key].append(question)
    return MappingProxyType({key: tuple(group) for key, group in groups.items()})
