"""What somebody can do in a course."""

import asyncio
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from statistics import fmean

from bot.courses import rules
from bot.courses.ports import CourseStore, Libraries, Sittings
from bot.courses.rules import Part, Sat, Standing
from bot.kernel.courses import Course, Lesson, Module, Objective
from bot.kernel.keys import Viewer
from bot.kernel.library import Library
from bot.kernel.ports import Gate, StorageError, open_gate
from bot.kernel.questions import Question, Stage
from bot.kernel.turns import Turns
from bot.learning.api import Given, HistoryStore, bank_of, responses
from bot.practice.api import Focus, Refusal, Sitting, Wish
from bot.study.estimates import Figure, Picture, estimate


@dataclass(frozen=True, slots=True)
class ObjectiveLine:
    """An objective, how sure it is that somebody can do it, and the expected share of right answers."""

    objective: Objective
    standing: Standing
    accuracy: float


@dataclass(frozen=True, slots=True)
class ModuleView:
    """A module as somebody sees it. `again_at`: when a failed trial can be sat again, for those that cannot be yet."""

    course: Course
    module: Module
    lines: tuple[ObjectiveLine, ...]
    read: frozenset[str]
    passed: frozenset[Part]
    running: frozenset[Part]
    again_at: Mapping[Part, datetime]
    missing: tuple[Module, ...]
    sat: tuple[Sat, ...]

    @property
    def done(self) -> bool:
        """Whether the module is passed."""
        return self.passed == rules.trials(self.module).keys()

    @property
    def sure(self) -> bool:
        """Whether all objectives are known well enough for the checkpoint."""
        return all(line.standing is Standing.SURE for line in self.lines)

    @property
    def next_lesson(self) -> Lesson | None:
        """The first lesson that was not opened yet."""
        return next((lesson for lesson in self.module.lessons if lesson.id not in self.read), None)


@dataclass(frozen=True, slots=True)
class PathView:
    """A course as somebody sees it: its modules in order, and the one that comes next, None once all are passed."""

    course: Course
    modules: tuple[ModuleView, ...]
    next: Module | None
    others: tuple[Course, ...]


Passed = Sequence[tuple[Course, Sequence[Module]]]
"""Courses of which somebody has passed a module, with those modules."""


@dataclass(frozen=True, slots=True)
class Wait:
    """A trial was sat lately."""

    until: datetime


@dataclass(frozen=True, slots=True)
class TooFew:
    """A trial cannot be sat: so many questions are there for it, and it has more."""

    found: int
    needed: int


@dataclass(frozen=True, slots=True)
class _Known:
    """What the rows say of somebody."""

    picture: Picture
    read: set[tuple[str, str, str]]
    sat: list[Sat]
    library: Library


class CourseService:
    """Looks at what somebody read and answered. Nothing of it is kept in memory."""

    def __init__(
        self,
        store: CourseStore,
        history: HistoryStore,
        sources: Libraries,
        practice: Sittings,
        gate: Gate = open_gate,
        is_ours: Callable[[int], bool] = lambda _: True,
    ) -> None:
        """`is_ours` tells of a server whether this part of the bot plays there."""
        self._store = store
        self._history = history
        self._sources = sources
        self._practice = practice
        self._gate = gate
        self._is_ours = is_ours
        self._turns = Turns()

    async def courses(self, guild_id: int) -> tuple[Course, ...]:
        """The courses that there are in a server (0: in direct messages)."""
        return tuple((await self._sources.library(guild_id)).courses.values())

    async def path(self, player_id: int, guild_id: int, at: datetime, course_id: str = "") -> PathView | None:
        """A course, or where none is named the one that was worked on last; None where there is no such course."""
        known = await self._know(player_id, guild_id, at)
        courses = known.library.courses
        latest = next((one.course for one in reversed(known.sat) if one.course in courses), "")
        course = courses.get(course_id or latest or next(iter(courses), ""))
        if course is None:
            return None
        modules = tuple(_view(known, course, module, at) for module in course.modules)
        passed = {view.module.id for view in modules if view.done}
        others = tuple(one for one in courses.values() if one is not course)
        return PathView(course, modules, rules.next_module(course, passed), others)

    async def module(
        self, player_id: int, guild_id: int, course_id: str, module_id: str, at: datetime
    ) -> ModuleView | None:
        """A module as it stands for somebody; None where there is no such module."""
        known = await self._know(player_id, guild_id, at)
        course = known.library.courses.get(course_id)
        module = course.find(module_id) if course else None
        return _view(known, course, module, at) if course and module else None

    async def open_lesson(self, player_id: int, view: ModuleView, lesson_id: str, at: datetime) -> Lesson | None:
        """A lesson, which counts as read from now on; None where there is no such lesson."""
        lesson = next((one for one in view.module.lessons if one.id == lesson_id), None)
        if lesson is not None and lesson_id not in view.read:
            await self._store.put_lesson(player_id, view.course.id, view.module.id, lesson_id, at)
        return lesson

    async def begin(
        self,
        view: ModuleView,
        part: Part,
        *,
        player_id: int,
        guild_id: int,
        channel_id: int,
        seed: int,
        at: datetime,
        lesson: Lesson | None = None,
    ) -> Sitting | Refusal | Wait | TooFew:
        """Begin a sitting of a module, or go on with the trial that was begun, wherever that was.

        Raises `ClosedError` where no trial may begin.
        """
        is_trial = part in rules.trials(view.module)
        async with self._turns.of(player_id):
            sat: list[Sat] = []
            if is_trial:
                sat = await self._sat(view, player_id)
                held = await self._held(sat, view, part, player_id, guild_id, at)
                if held is not None:
                    return held
                self._gate()
            drawn = await self._wish(view, part, lesson, player_id, guild_id, seed)
            if isinstance(drawn, TooFew):
                return drawn
            wish, needed = drawn
            attempt = rules.next_attempt(sat, part) if is_trial else None
            row = view.course.id, view.module.id, part, lesson.id if lesson else "", needed, at, attempt
            try:
                return await self._practice.start(
                    player_id=player_id,
                    guild_id=guild_id,
                    channel_id=channel_id,
                    wish=wish,
                    seed=seed,
                    at=at,
                    beside=lambda game_id: self._store.sitting_rows(game_id, player_id, *row),
                )
            except StorageError:
                if not is_trial:
                    raise
                held = await self._held(await self._sat(view, player_id), view, part, player_id, guild_id, at)
                if held is None:
                    raise
                return held  # begun meanwhile, on a server of another shard

    async def sitting(self, player_id: int, game_id: int) -> Sat | None:
        """What a sitting of somebody is in a course; None where it is none of theirs, or of no course."""
        return next((one for one in await self._store.sat(player_id) if one.game_id == game_id), None)

    async def passed(self, player_id: int, guild_id: int) -> Passed:
        """The courses of which somebody has passed a module, with the modules in order."""
        library, sat = await self._sources.library(guild_id), await self._store.sat(player_id)
        found = []
        for course in library.courses.values():
            passed = rules.passed_modules(course, sat)
            if passed:
                found.append((course, [module for module in course.modules if module.id in passed]))
        return found

    # How it is done

    async def _sat(self, view: ModuleView, player_id: int) -> list[Sat]:
        """What somebody has sat of a module, as the rows say by now."""
        return rules.of_module(await self._store.sat(player_id), view.course.id, view.module.id)

    async def _held(
        self, sat: Sequence[Sat], view: ModuleView, part: Part, player_id: int, guild_id: int, at: datetime
    ) -> Sitting | Wait | None:
        """Of those that were sat the trial that was begun, or how long the next one has to wait.

        One that cannot be gone on with from here, or to its end, or whose rows are gone, keeps nobody from the next.
        It is ended where it is ours; another shard's may be gone on with there just now.
        """
        running = rules.running(sat, part, at)
        if running is None:
            until = rules.again_at(sat, part, at)
            waits = until is not None and until > at and part not in rules.parts_passed(view.module, sat)
            return Wait(until) if until is not None and waits else None
        sitting = await self._practice.peek(running.game_id)
        if sitting is None or (sitting.goes_on_in(guild_id) and not sitting.exhausted):
            return sitting
        if self._is_ours(sitting.guild_id):
            await self._practice.end(sitting.id, player_id, at)
        return None

    async def _wish(
        self, view: ModuleView, part: Part, lesson: Lesson | None, player_id: int, guild_id: int, seed: int
    ) -> tuple[Wish, int] | TooFew:
        """What a sitting draws from, and how many right answers pass it."""
        if part is Part.PRACTICE:
            return Wish(Focus.COURSE, concepts=view.module.concepts), 0
        if part is Part.LESSON:
            return Wish(Focus.LESSON, most=1, items=(lesson.question,) if lesson else ()), 0
        trial = rules.trials(view.module)[part]
        items = await self._pick(view, part, player_id, guild_id, trial.questions + rules.SPARE, seed)
        if len(items) < trial.questions:
            return TooFew(len(items), trial.questions)
        return Wish(Focus.CHECKPOINT, most=trial.questions, items=tuple(items)), trial.needed(trial.questions)

    async def _pick(
        self, view: ModuleView, part: Part, player_id: int, guild_id: int, number: int, seed: int
    ) -> list[str]:
        """What a server has muted or switched off counts for its games; a checkpoint is the same everywhere."""
        library = await self._sources.across([guild_id])
        hidden = await self._history.being_asked(Viewer(player_id, guild_id))
        history = await self._history.history(player_id, guild_id)
        pool = library.lifecycle if part is Part.DRILL else _about(library, view.module)
        questions = [q for q in pool.values() if q.id not in hidden and rules.may_be_tried(q, view.course)]
        latest = [one.game_id for one in view.sat if one.part is part][-1:]
        lately = await self._store.questions(latest[0]) if latest else set()
        return rules.pick(questions, _seen(history), lately, number, seed)

    async def _know(self, player_id: int, guild_id: int, at: datetime) -> _Known:
        library = await self._sources.library(guild_id)
        history = await self._history.history(player_id, guild_id)
        learnt, priors = await self._history.difficulties(), await self._history.spreads()
        read, sat = await self._store.read(player_id), await self._store.sat(player_id)

        def work() -> Picture:
            return estimate(responses(history, library, learnt), at, priors=priors, bank=bank_of(library, learnt))

        return _Known(await asyncio.to_thread(work), read, sat, library)


def _seen(history: Sequence[Given]) -> dict[str, datetime]:
    return {given.question.id: given.at for given in history}


def _about(library: Library, module: Module) -> dict[str, Question]:
    """The questions that a checkpoint can ask."""
    return {
        name: question
        for name, question in library.questions.items()
        if question.concept in module.concepts and question.image is None and question.stage is Stage.LIVE
    }


def _view(known: _Known, course: Course, module: Module, at: datetime) -> ModuleView:
    sat = rules.of_module(known.sat, course.id, module.id)
    passed = rules.parts_passed(module, sat)
    begun = {part for part in rules.trials(module) if rules.running(sat, part, at)}
    again = {part: rules.again_at(sat, part, at) for part in rules.trials(module) if part not in passed | begun}
    earlier = rules.passed_modules(course, known.sat)
    return ModuleView(
        course=course,
        module=module,
        lines=tuple(_line(known, objective) for objective in module.objectives),
        read=frozenset(one.id for one in module.lessons if (course.id, module.id, one.id) in known.read),
        passed=frozenset(passed),
        running=frozenset(begun),
        again_at={part: until for part, until in again.items() if until is not None and until > at},
        missing=tuple(one for one in course.modules if one.id in module.after and one.id not in earlier),
        sat=tuple(sat),
    )


def _line(known: _Known, objective: Objective) -> ObjectiveLine:
    """Over its concepts, each weighed alike, whatever topics ask it; with one that was never asked, it is not sure."""
    figures = defaultdict[str, list[Figure]](list)
    for (_, concept), figure in known.picture.concepts.items():
        if concept in objective.concepts:
            figures[concept].append(figure)
    answers = sum(figure.answers for those in figures.values() for figure in those)
    accuracy = fmean(fmean(one.accuracy for one in those) for those in figures.values()) if figures else 0.0
    tried = figures.keys() == set(objective.concepts)
    found = rules.standing(accuracy, answers)
    return ObjectiveLine(objective, found if tried or found is Standing.UNKNOWN else Standing.LEARNING, accuracy)
