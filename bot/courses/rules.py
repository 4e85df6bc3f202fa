"""How far somebody is in a course: pure and synchronous."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import chain, zip_longest
from random import Random

from bot.kernel.courses import Course, Module, Trial, kept_back
from bot.kernel.questions import Question
from bot.kernel.sources import owner_of

AGAIN_AFTER = timedelta(days=1)
"""So long after a checkpoint the next one can be sat. One begun further ahead than that was begun by a wrong clock."""

SPARE = 4
"""Questions beyond those of a trial, in case a game asks one of them just then."""

SURE = 0.8
"""The expected share of right answers from which on an objective counts as known."""

LEAST_ANSWERS = 3
"""With fewer answers on an objective, nothing is said of it."""


class Part(StrEnum):
    """What a sitting is in its module."""

    LESSON = "lesson"
    PRACTICE = "practice"
    CHECKPOINT = "checkpoint"
    DRILL = "drill"


@dataclass(frozen=True, slots=True)
class Sat:
    """A sitting that belongs to a module, and how it went so far."""

    game_id: int
    course: str
    module: str
    part: Part
    lesson: str
    needed: int
    at: datetime
    right: int
    ended_at: datetime | None
    attempt: int | None = None

    @property
    def passed(self) -> bool:
        """Whether enough answers were right."""
        return self.part in (Part.CHECKPOINT, Part.DRILL) and self.right >= self.needed > 0


class Standing(StrEnum):
    """How sure it is that somebody knows what an objective asks."""

    UNKNOWN = "unknown"
    LEARNING = "learning"
    SURE = "sure"


def standing(accuracy: float, answers: int) -> Standing:
    """What an expected accuracy, which rests on so many answers, says of an objective."""
    if answers < LEAST_ANSWERS:
        return Standing.UNKNOWN
    return Standing.SURE if accuracy >= SURE else Standing.LEARNING


def trials(module: Module) -> dict[Part, Trial]:
    """What has to be passed."""
    return {Part.CHECKPOINT: module.checkpoint} | ({Part.DRILL: module.drill} if module.drill else {})


def of_module(sat: Iterable[Sat], course: str, module: str) -> list[Sat]:
    """The sittings of a module, oldest first."""
    return sorted((one for one in sat if (one.course, one.module) == (course, module)), key=lambda one: one.at)


def parts_passed(module: Module, sat: Iterable[Sat]) -> set[Part]:
    """Which of a module's trials are passed by these sittings of it."""
    return {one.part for one in sat if one.passed} & trials(module).keys()


def is_passed(module: Module, sat: Iterable[Sat]) -> bool:
    """Whether the module is: all of its trials are."""
    return parts_passed(module, sat) == trials(module).keys()


def passed_modules(course: Course, sat: Sequence[Sat]) -> set[str]:
    """The modules of a course that are passed."""
    return {module.id for module in course.modules if is_passed(module, of_module(sat, course.id, module.id))}


def next_module(course: Course, passed: Collection[str]) -> Module | None:
    """The first one that is not passed and whose prerequisites are; None once all are passed."""
    open_ones = [module for module in course.modules if module.id not in passed]
    ready = (module for module in open_ones if set(module.after) <= set(passed))
    return next(ready, open_ones[0] if open_ones else None)


def running(sat: Sequence[Sat], part: Part, at: datetime) -> Sat | None:
    """The trial that was begun and is not over."""
    latest = _latest(sat, part, at)
    return latest if latest and latest.ended_at is None else None


def again_at(sat: Sequence[Sat], part: Part, at: datetime) -> datetime | None:
    """From when on a trial can be sat again; None for one that was never sat."""
    latest = _latest(sat, part, at)
    return latest.at + AGAIN_AFTER if latest else None


def _latest(sat: Sequence[Sat], part: Part, at: datetime) -> Sat | None:
    """The latest of a part, but for those that were begun while the clock was ahead."""
    return next((one for one in reversed(sat) if one.part is part and one.at <= at + AGAIN_AFTER), None)


def next_attempt(sat: Iterable[Sat], part: Part) -> int:
    """The number of the next attempt at a trial; one that was begun at the same time has the same."""
    return 1 + max((one.attempt or 0 for one in sat if one.part is part), default=0)


def may_be_tried(question: Question, course: Course) -> bool:
    """Whether a trial of a course can ask a question: everybody's, and where the course is a server's, that server's.

    Whoever can write questions of a server's own must not be able to make everybody's checkpoint easy.
    """
    return owner_of(question.id) in (0, owner_of(course.id))


def pick(
    questions: Iterable[Question], seen: Mapping[str, datetime], lately: Collection[str], number: int, seed: int
) -> list[str]:
    """Questions for a trial: unseen ones first, spread over the concepts, none that gives another away.

    Of unseen ones, those that practice leaves alone come first; of seen ones, those that were seen the longest ago.
    `lately` are those of the trial before, which come only where nothing else is left.
    """
    rng = Random(seed)  # noqa: S311 - repeatable on purpose
    ranked = sorted(questions, key=lambda question: question.id)
    rng.shuffle(ranked)
    ranked.sort(key=lambda question: _rank(question, seen, lately))
    chosen: list[str] = []
    for question in chain.from_iterable(_spread(ranked, seen, lately)):
        if len(chosen) == number:
            break
        if not {*question.apart, question.twin} & set(chosen):
            chosen.append(question.id)
    return chosen


def _rank(question: Question, seen: Mapping[str, datetime], lately: Collection[str]) -> tuple[bool, bool, float]:
    at = seen.get(question.id)
    return question.id in lately, at is not None, at.timestamp() if at else float(not kept_back(question.id))


def _spread(
    ranked: Iterable[Question], seen: Mapping[str, datetime], lately: Collection[str]
) -> Iterable[list[Question]]:
    """Unseen, seen, and those of last time; in each, the concepts take turns."""
    for group in _grouped(ranked, lambda q: (q.id in lately, q.id in seen)):
        by_concept = _grouped(group, lambda q: (q.concept,))
        yield [question for turn in zip_longest(*by_concept) for question in turn if question is not None]


def _grouped(questions: Iterable[Question], key: Callable[[Question], tuple[object, ...]]) -> list[list[Question]]:
    groups: defaultdict[tuple[object, ...], list[Question]] = defaultdict(list)
    for question in questions:
        groups[key(question)].append(question)
    return list(groups.values())
