"""Checking packs: every finding with its place, and the shape of the whole."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path

from bot.kernel.questions import Question
from bot.packs.catalogue import BUILT_IN, Catalogue, Render, load_catalogue, pack_paths
from bot.packs.checking import edition
from bot.packs.checking.balance import true_false_flaws, uncontrasted, unknown_contrasts, unmapped
from bot.packs.checking.flaws import Flaw
from bot.packs.checking.guesser import Guess, Guessed, guess_all, guesser_flaws, score
from bot.packs.checking.leniency import own_flaws
from bot.packs.checking.neighbours import neighbour_flaws
from bot.packs.checking.rules import ITEM_RULES
from bot.packs.checking.similarity import near_duplicates, pairs_of_twins, twin_flaws
from bot.packs.checking.spread import Spread, coverage_flaws, shape_flaws, spread
from bot.packs.checking.study import study_findings
from bot.packs.files import MEND, is_file, is_pack, is_there, not_a_pack
from bot.packs.loading import PackFile
from bot.packs.problems import UNFIT, PackError, Problem, Severity
from bot.packs.reviews import FILE as REVIEWS
from bot.packs.reviews import Review, load_reviews, review_flaws
from bot.packs.rivals import Vocabulary, vocabulary
from bot.packs.tables import Concept, Tables, load_tables

FRESH = timedelta(days=366)
"""How old a fact's as-of date may grow before it is to be looked up again."""


@dataclass(frozen=True, slots=True)
class Report:
    """All findings in order of place; the shape of each topic; how many items, twins, and items read blind.

    `guessed` is how a guesser does who knows no AWS.
    """

    problems: tuple[Problem, ...]
    topics: Mapping[str, Spread]
    items: int
    twins: int
    reviewed: int
    guessed: Guessed

    @property
    def errors(self) -> int:
        """How many findings are errors."""
        return sum(problem.severity == "error" for problem in self.problems)


@dataclass(frozen=True, slots=True)
class _Ground:
    """What the checks of one pack directory look at."""

    directory: Path
    catalogue: Catalogue
    tables: Tables
    reviews: Mapping[str, Review] | None
    on: date
    render: Render | None
    terms: Vocabulary


def check(paths: Sequence[Path], on: date | None = None, render: Render | None = None) -> Report:
    """Check pack files or directories.

    Items are compared with all packs of their directory; findings are those of the paths given, and those about a
    topic or the coverage come where a whole topic or directory is given. `on` is the day by which facts are stale:
    the newest as-of date of the packs where it is None.
    """
    problems = [problem for path in paths for problem in _unreadable(path)]
    questions: dict[str, Question] = {}
    shapes: dict[str, Spread] = {}
    reviewed = 0
    guesses: list[Guess] = []
    for directory in dict.fromkeys(map(_directory_of, paths)):
        catalogue, refused = load_catalogue([directory])
        chosen = [f for f in catalogue.files if any(f.path.is_relative_to(path) for path in paths)]
        problems += [p for p in refused if p.path not in paths and any(p.path.is_relative_to(path) for path in paths)]
        problems += [p for p in refused if p.path in paths and p.severity == "error"]
        ground, damaged = _ground(directory, catalogue, on, render)
        problems += damaged
        problems += _findings(ground, chosen)
        problems += [one for one in _study(ground) if any(one.path.is_relative_to(path) for path in paths)]
        questions |= {q.id: q for file in chosen for q in file.questions}
        shapes |= {topic: shape for topic, shape in _shapes(ground).items() if topic in {f.topic for f in chosen}}
        reviewed += sum(name in questions for name in ground.reviews or ())
        guesses += guess_all((q for file in chosen for q in file.questions), catalogue.questions.values())
    found = tuple(sorted(problems, key=_by_place))
    return Report(found, shapes, len(questions), pairs_of_twins(questions), reviewed, score(guesses))


def _unreadable(path: Path) -> Iterator[Problem]:
    """What was named to be checked and holds no pack."""
    if path.is_file() and not is_pack(path):
        yield not_a_pack(path)
    elif path.is_dir() and not pack_paths([path]) and not pack_paths([_directory_of(path)]):
        yield Problem(path, 1, 1, "file-kind", "There is no pack in this folder.", MEND)


def _by_place(problem: Problem) -> tuple[str, int, int, str]:
    return str(problem.path), problem.line, problem.column, problem.rule


def _directory_of(path: Path) -> Path:
    """The pack directory that a path belongs to: the nearest one above that holds a list of concepts."""
    for candidate in (path, *path.parents):
        if is_file(candidate / "concepts.yaml"):
            return candidate
    return path.parent if path.is_file() else path


def _ground(
    directory: Path, catalogue: Catalogue, on: date | None, render: Render | None
) -> tuple[_Ground, tuple[Problem, ...]]:
    newest = max((q.source.as_of for q in catalogue.questions.values() if q.source), default=date.min)
    tables, reviews = Tables(), None
    damaged: tuple[Problem, ...] = ()
    with suppress(PackError):  # the catalogue has told already
        tables = load_tables(directory)
    try:
        reviews = load_reviews(directory) if is_there(directory / REVIEWS) else None
    except PackError as error:
        damaged = error.problems
    known = _shipped_terms() if directory != BUILT_IN else {}
    terms = {**known, **_terms(catalogue)}
    return _Ground(directory, catalogue, tables, reviews, on or newest, render, terms), damaged


@cache
def _shipped_terms() -> Vocabulary:
    """Those of the packs that come with Recall: they change only with the program, and take longest to read."""
    return _terms(load_catalogue([BUILT_IN])[0])


def _terms(catalogue: Catalogue) -> Vocabulary:
    return vocabulary((*catalogue.questions.values(), *catalogue.drills.values()))


def _findings(ground: _Ground, chosen: Sequence[PackFile]) -> Iterator[Problem]:
    alike = _alike(ground.catalogue.questions)
    for file in chosen:
        for index, question in enumerate(file.questions):
            flaws = (*_item_flaws(ground, question), *alike.get(question.id, ()))
            for rule, severity, flaw in flaws if file.level == "published" else own_flaws(question, flaws):
                place = file.tree.place(("items", index, *flaw.loc))
                yield Problem(file.path, *place, rule, flaw.message, flaw.mend, severity, question.id)
    yield from _whole_topics(ground, chosen)
    if ground.tables.concepts and len(chosen) == len(ground.catalogue.files):
        yield from _whole_bank(ground)


def _study(ground: _Ground) -> Iterator[Problem]:
    return study_findings(ground.directory, ground.catalogue.questions, ground.tables, ground.on, FRESH)


def _whole_bank(ground: _Ground) -> Iterator[Problem]:
    """What can be said only of a whole directory that lists its concepts."""
    everything = list(ground.catalogue.questions.values())
    for message, mend in coverage_flaws(everything, ground.tables.concepts):
        yield Problem(ground.directory / "concepts.yaml", 1, 1, "coverage", message, mend, "warning")
    found = {
        "guesser": guesser_flaws(score(guess_all(everything))),
        "true-false": true_false_flaws(everything),
        "unmapped": unmapped(everything) if ground.tables.guides else (),
    }
    if ground.tables.contrasts:
        found["uncontrasted"] = uncontrasted(everything, ground.tables)
    for message, mend in unknown_contrasts(ground.tables):
        yield Problem(ground.directory / "contrasts.yaml", 1, 1, "contrast", message, mend)
    for rule, flaws in found.items():
        for message, mend in flaws:
            yield Problem(ground.directory, 1, 1, rule, message, mend, edition.severity())


def _item_flaws(ground: _Ground, question: Question) -> Iterator[tuple[str, Severity, Flaw]]:
    for rule in ITEM_RULES:
        for flaw in rule.find(question, ground.tables):
            yield rule.name, rule.severity, flaw
    for flaw in twin_flaws(question, ground.catalogue.questions):
        yield "twin", "error", flaw
    for flaw in neighbour_flaws(question, ground.terms):
        yield "neighbour", "warning", flaw
    for flaw in _as_of(question, ground.on):
        yield "as-of", "warning", flaw
    for complaint in ground.render(question) if ground.render else ():
        yield UNFIT, "error", Flaw(("stem",), complaint, "Shorten the item until it fits.")
    if ground.reviews is not None:
        for name, message, mend in review_flaws(question, ground.reviews.get(question.id)):
            yield name, "error" if name == "blind" else "warning", Flaw(("id",), message, mend)


def _as_of(question: Question, on: date) -> Iterator[Flaw]:
    if question.source is None:
        return
    as_of = question.source.as_of
    if as_of > on:
        yield Flaw(("source", "as_of"), f"{as_of} is in the future.", "Give the day on which the source said so.")
    elif on - as_of > FRESH:
        yield Flaw(("source", "as_of"), f"The fact was last looked up on {as_of}.", "Look it up again.")


def _alike(questions: Mapping[str, Question]) -> dict[str, list[tuple[str, Severity, Flaw]]]:
    found: dict[str, list[tuple[str, Severity, Flaw]]] = {}
    for first, second, index in near_duplicates(questions):
        message = (
            f"Stem and key are nearly the same as those of '{first}' (Jaccard index {index:.2f}; 0.60 is too much)."
        )
        flaw = Flaw(("stem",), message, "Remove one of the two, or word them differently.")
        found.setdefault(second, []).append(("near-duplicate", "warning", flaw))
    return found


def _whole_topics(ground: _Ground, chosen: Sequence[PackFile]) -> Iterator[Problem]:
    shapes = _shapes(ground)
    for topic, shape in shapes.items():
        files = [file for file in ground.catalogue.files if file.topic == topic]
        if not all(file in chosen for file in files):
            continue
        for rule, message, mend in shape_flaws(ground.catalogue.by_topic[topic], shape):
            yield Problem(files[0].path.parent, 1, 1, rule, f"{topic}: {message}", mend, "warning")


def _shapes(ground: _Ground) -> dict[str, Spread]:
    asked = frozenset(ground.catalogue.by_concept)
    return {
        topic: spread(questions, concepts_of(topic, ground.tables), asked)
        for topic, questions in ground.catalogue.by_topic.items()
    }


def concepts_of(topic: str, tables: Tables) -> list[Concept]:
    """The concepts that are listed under a topic."""
    return [concept for concept in tables.concepts.values() if concept.topic == topic]
