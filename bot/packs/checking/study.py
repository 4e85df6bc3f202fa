"""Whether courses, essays, and sheets fit the packs: what they name exists, and there is enough to ask."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from datetime import date, timedelta
from pathlib import Path

from bot.kernel.courses import Course, Module
from bot.kernel.essays import Essay
from bot.kernel.questions import Question
from bot.packs.courses import course_files, load_course
from bot.packs.essays import essay_files, load_essay_file
from bot.packs.files import is_there
from bot.packs.problems import PackError, Problem, Severity
from bot.packs.reading import Loc, Tree, read_tree
from bot.packs.sheets import FILE as SHEETS
from bot.packs.sheets import SheetsIn
from bot.packs.tables import Tables
from bot.packs.validating import validate

SITTINGS = 2
"""So many checkpoints with other questions there should be questions for."""

_LISTED = "Use a concept from concepts.yaml, or list it there."
Finding = tuple[Loc, str, Severity, str, str]
"""Where, the rule, how bad, what, and how to mend it."""


def study_findings(
    directory: Path, questions: Mapping[str, Question], tables: Tables, on: date, fresh: timedelta
) -> Iterator[Problem]:
    """All findings about a pack directory's courses, essays, and sheets. Broken files are told by the catalogue."""
    with suppress(PackError):
        courses = [(read_tree(path), load_course(path)) for path in course_files(directory)]
        yield from _doubled((tree, [course.id], ()) for tree, course in courses)
        for tree, course in courses:
            yield from _placed(tree, _of_course(course, questions, tables))
    with suppress(PackError):
        files = [(read_tree(path), load_essay_file(path)) for path in essay_files(directory)]
        yield from _doubled((tree, [essay.id for essay in essays], ("essays",)) for tree, essays in files)
        for tree, essays in files:
            for at, essay in enumerate(essays):
                yield from _placed(tree, _of_essay(at, essay, tables, on, fresh))
    if is_there(directory / SHEETS):
        with suppress(PackError):
            tree = read_tree(directory / SHEETS)
            yield from _placed(tree, _of_sheets(validate(SheetsIn, tree), tables, on, fresh))


def _placed(tree: Tree, findings: Iterable[Finding]) -> Iterator[Problem]:
    for loc, rule, severity, message, mend in findings:
        yield Problem(tree.path, *tree.place(loc), rule, message, mend, severity)


def _doubled(files: Iterable[tuple[Tree, list[str], Loc]]) -> Iterator[Problem]:
    """Ids that an earlier file has used."""
    owners: dict[str, Path] = {}
    for tree, names, loc in files:
        for at, name in enumerate(names):
            if name in owners:
                where = (*loc, at, "id") if loc else ("id",)
                message = f"The id '{name}' is already used in {owners[name].name}."
                yield Problem(tree.path, *tree.place(where), "id", message, "Choose another.")
            owners.setdefault(name, tree.path)


def _of_course(course: Course, questions: Mapping[str, Question], tables: Tables) -> Iterator[Finding]:
    for at, module in enumerate(course.modules):
        loc: Loc = ("modules", at)
        for place, objective in enumerate(module.objectives):
            yield from _unlisted((*loc, "objectives", place, "concepts"), objective.concepts, tables)
        yield from _of_lessons(loc, module, questions, tables)
        wanted = SITTINGS * module.checkpoint.questions
        found = sum(question.concept in module.concepts for question in questions.values())
        if found < wanted:
            message = f"The packs have {found} questions on this module's concepts; two checkpoints need {wanted}."
            yield (*loc, "checkpoint"), "checkpoint", "warning", message, "Write more, or name more concepts."


def _of_lessons(loc: Loc, module: Module, questions: Mapping[str, Question], tables: Tables) -> Iterator[Finding]:
    for place, lesson in enumerate(module.lessons):
        at = (*loc, "lessons", place)
        yield from _unlisted((*at, "concept"), (lesson.concept,), tables)
        if lesson.concept not in module.concepts:
            message = f"The lesson is about {lesson.concept}, which is in no objective of '{module.id}'."
            yield (*at, "concept"), "lesson", "error", message, "Add the concept to an objective."
        question = questions.get(lesson.question)
        if question is None:
            message = f"There is no item '{lesson.question}' in the packs."
            yield (*at, "question"), "lesson", "error", message, "Name an item on the lesson's concept."
        elif question.concept != lesson.concept:
            message = f"'{question.id}' asks about {question.concept}, but the lesson is about {lesson.concept}."
            yield (*at, "question"), "lesson", "warning", message, "Name an item on the lesson's concept."
        text = " ".join((lesson.title, lesson.purpose, lesson.example))
        for service in tables.not_current(text):
            if not service.named_in(module.note):
                message = f"{service.names[0]} is {service.state}, and the module's note does not say so."
                yield at, "status", "warning", message, "Say in 'note' what AWS offers now."


def _of_essay(at: int, essay: Essay, tables: Tables, on: date, fresh: timedelta) -> Iterator[Finding]:
    yield from _unlisted(("essays", at, "concepts"), essay.concepts, tables)
    for place, point in enumerate(essay.points):
        yield from _aged(("essays", at, "points", place, "source", "as_of"), point.source.as_of, on, fresh)


def _of_sheets(found: SheetsIn, tables: Tables, on: date, fresh: timedelta) -> Iterator[Finding]:
    for at, sheet in enumerate(found.sheets):
        for place, row in enumerate(sheet.rows):
            loc: Loc = ("sheets", at, "rows", place)
            yield from _unlisted((*loc, "concept"), (row.concept,), tables)
            for number, limit in enumerate(row.limits):
                yield from _aged((*loc, "limits", number, "as_of"), limit.as_of, on, fresh)


def _unlisted(loc: Loc, concepts: Iterable[str], tables: Tables) -> Iterator[Finding]:
    for concept in concepts:
        if concept not in tables.concepts:
            yield loc, "concept", "error", f"{concept} is not listed in concepts.yaml.", _LISTED


def _aged(loc: Loc, as_of: date, on: date, fresh: timedelta) -> Iterator[Finding]:
    if as_of > on:
        yield loc, "as-of", "warning", f"{as_of} is in the future.", "Give the day on which the source said so."
    elif on - as_of > fresh:
        yield loc, "as-of", "warning", f"The fact was last looked up on {as_of}.", "Look it up again."
