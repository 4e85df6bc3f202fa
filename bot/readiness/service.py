"""Ready? The forecast for the date that somebody set, the plan until then, and what came of forecasts."""

import asyncio
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from bot.kernel.exams import Guide, task_of
from bot.kernel.library import Library
from bot.kernel.questions import Exam, Question
from bot.kernel.sources import Source
from bot.learning.api import Given, HistoryStore, by_domain, difficulty_of, is_right, memories, responses
from bot.practice.api import Wish
from bot.readiness.ports import ExamDates, Mocks, ReadinessStore, Told
from bot.readiness.rules.gate import COMPLETE, Missing, missing
from bot.readiness.rules.plan import Plan, Worth, make_plan
from bot.readiness.rules.reliability import Line, line_for
from bot.study.bank import Item
from bot.study.difficulty import Difficulty
from bot.study.rasch import Priors
from bot.study.readiness import Blueprint, Outlook, Part, Standing, standing
from bot.study.responses import Response
from bot.study.schedule import due_before_exam

AN_HOUR = 40
"""Answers with their explanations that fit into an hour of practice."""

EXAM_DAY = timedelta(hours=12)
"""The date stands for the middle of its day."""


@dataclass(frozen=True, slots=True)
class Forecast:
    """What to expect on the day: as one goes on, and if one stopped now. `line`: how such forecasts came true."""

    outlook: Outlook
    stopped: Outlook
    mocks: int
    answers: int
    line: Line | None


@dataclass(frozen=True, slots=True)
class Readiness:
    """What `/exam ready` tells. Either the forecast, or what is missing for one; the plan where a date is set."""

    exam: Exam
    guide: Guide
    exam_at: datetime | None
    missing: Missing
    forecast: Forecast | None
    plan: Plan | None


@dataclass(frozen=True, slots=True)
class NotYet:
    """A result is refused: the exam's date is still to come."""

    exam_at: datetime


@dataclass(frozen=True, slots=True)
class _Known:
    """What is known of somebody at an instant, for one exam."""

    exam: Exam
    guide: Guide
    library: Library
    history: Sequence[Given]
    learnt: Mapping[str, Difficulty]
    priors: Priors
    exam_at: datetime | None
    mocks: Sequence[datetime]
    at: datetime


class ReadinessService:
    """Looks at everything that somebody answered; estimates are made in a thread."""

    def __init__(
        self,
        store: ReadinessStore,
        history: HistoryStore,
        sources: Source,
        dates: ExamDates,
        mocks: Mocks,
        guides: Mapping[Exam, Guide],
    ) -> None:
        self._store = store
        self._history = history
        self._sources = sources
        self._dates = dates
        self._mocks = mocks
        self._guides = guides

    async def look(self, player_id: int, exam: Exam | None, at: datetime, guild_id: int = 0) -> Readiness:
        """Where somebody stands; the exam of their newest mock if they name none. Raises `StorageError`.

        A forecast that is given is kept, to be held against what comes of it.
        """
        known = await self._know(player_id, exam, at, guild_id)
        outcomes = await self._store.outcomes()
        found = await asyncio.to_thread(_look, known, outcomes)
        if found.forecast and found.exam_at:
            told = found.forecast.outlook
            kept = Told(found.exam_at, at, told.chance, told.low, told.high)
            await self._store.keep(player_id, found.exam, kept)
        return found

    async def plan(self, player_id: int, at: datetime) -> Plan | None:
        """The countdown and today's portion; None without a date to come."""
        exam_at = await self._dates.exam_at(player_id)
        if exam_at is None or exam_at.date() < at.date():
            return None
        known = await self._know(player_id, None, at, 0)
        return await asyncio.to_thread(lambda: _plan(known, _stand(known, 1.0)))

    async def wish_for(self, exam: Exam, domain: int, guild_id: int) -> Wish:
        """A practice in a domain's topics."""
        library = await self._sources.library(guild_id)
        return Wish(topics=_topics(library, exam).get(domain, ()), exam=exam)

    async def tell(self, player_id: int, exam: Exam, at: datetime, *, passed: bool) -> Told | NotYet | None:
        """Take what came of the real exam; the forecast that it is held against, if they were shown one.

        Raises `StorageError`.
        """
        told = await self._store.told(player_id, exam)
        exam_at = await self._dates.exam_at(player_id) or (told.exam_at if told else None)
        if exam_at is not None and exam_at.date() > at.date():
            return NotYet(exam_at)
        sat = exam_at or datetime(at.year, at.month, at.day, tzinfo=UTC)
        held = told if told and told.exam_at.date() == sat.date() else None
        await self._store.put_result(player_id, exam, sat, at, held.chance if held else None, passed=passed)
        return held

    async def take_back(self, player_id: int, exam: Exam) -> None:
        """Forget what they told of an exam. Raises `StorageError`."""
        await self._store.drop_results(player_id, exam)

    async def _know(self, player_id: int, exam: Exam | None, at: datetime, guild_id: int) -> _Known:
        results = await self._mocks.results(player_id)
        exam = exam or (results[0].exam if results else next(iter(Exam)))
        library = await self._sources.library(guild_id)
        return _Known(
            exam=exam,
            guide=library.guides.get(exam) or self._guides[exam],
            library=library,
            history=await self._history.history(player_id, guild_id),
            learnt=await self._history.difficulties(),
            priors=await self._history.spreads(exam.value),
            exam_at=await self._dates.exam_at(player_id),
            mocks=[one.ended_at for one in results if one.exam is exam and one.ended_at <= at],
            at=at,
        )


def _look(known: _Known, outcomes: Sequence[tuple[float, bool]]) -> Readiness:
    given = _given(known)
    lacking = missing(known.guide, given, known.mocks, known.exam_at, known.at)
    on, off = _stand(known, 1.0), _stand(known, 0.0)
    forecast = None
    if lacking == COMPLETE and on and off:
        answers = sum(not one.steered for one in given)
        line = line_for(on.outlook.chance, outcomes)
        forecast = Forecast(on.outlook, off.outlook, len(known.mocks), answers, line)
    return Readiness(known.exam, known.guide, known.exam_at, lacking, forecast, _plan(known, on))


def _given(known: _Known) -> list[Response]:
    """Their answers to the exam's questions, by domain."""
    return by_domain(known.history, responses(known.history, known.library, known.learnt), known.library, known.exam)


def _stand(known: _Known, pace: float) -> Standing | None:
    """Where the day finds them; None without a date to come, or questions to expect."""
    blueprint = blueprint_of(known.library, known.guide, known.learnt)
    if known.exam_at is None or known.exam_at.date() < known.at.date() or len(blueprint) < len(known.guide.domains):
        return None
    exam_at = max(known.exam_at + EXAM_DAY, known.at)
    return standing(_given(known), known.at, exam_at, blueprint, known.priors, pace)


def blueprint_of(library: Library, guide: Guide, learnt: Mapping[str, Difficulty]) -> Blueprint:
    """What the exam asks of each domain, with our own questions there; domains without any are left out."""
    items: defaultdict[int, list[Item]] = defaultdict(list)
    for question in _usable(library, guide.exam):
        if question.kind in guide.kinds:
            task = task_of(question.tasks.get(guide.exam, ""))
            item = Item(task, difficulty_of(question, learnt), question.guess_floor)
            items[question.exams[guide.exam]].append(item)
    shares = enumerate(guide.shares(guide.scored), start=1)
    return {str(number): Part(share, items[number]) for number, share in shares if items[number]}


def _usable(library: Library, exam: Exam) -> list[Question]:
    return [question for question in library.questions.values() if exam in question.exams]


def _topics(library: Library, exam: Exam) -> dict[int, tuple[str, ...]]:
    """Domain → the topics whose questions of the exam lie mostly in it; all of its topics where there is none."""
    counts: defaultdict[str, Counter[int]] = defaultdict(Counter)
    for question in _usable(library, exam):
        counts[question.topic][question.exams[exam]] += 1
    mostly: defaultdict[int, list[str]] = defaultdict(list)
    every: defaultdict[int, list[str]] = defaultdict(list)
    for topic, by in sorted(counts.items()):
        mostly[by.most_common(1)[0][0]].append(topic)
        for domain in by:
            every[domain].append(topic)
    return {domain: tuple(mostly[domain] or topics) for domain, topics in every.items()}


def _plan(known: _Known, stand: Standing | None) -> Plan | None:
    if known.exam_at is None:
        return None
    today = known.at.date()
    this_morning = [given for given in known.history if given.at.date() < today]
    remembered = memories(this_morning, known.library)
    dues = [
        due_before_exam(one.due, item, one.state.reviewed_at, known.exam_at)
        for item, one in remembered.items()
        if one.due and item in known.library.questions
    ]
    latest = {given.question.id: given for given in this_morning}
    missed = sum(not is_right(one, known.library) for one in latest.values())
    return make_plan(
        today=today,
        exam_on=known.exam_at.date(),
        due=sum(due.date() <= today for due in dues),
        misses=missed,
        mocks_on=[one.date() for one in known.mocks],
        done=len(known.history) - len(this_morning),
        worth=_worth(known, stand) if stand else (),
    )


def _worth(known: _Known, stand: Standing) -> list[Worth]:
    exam_at = known.exam_at or known.at
    points = stand.worth_of(AN_HOUR, max(exam_at - known.at, timedelta()))
    topics = _topics(known.library, known.exam)
    return [
        Worth(number, domain.title, points.get(str(number), 0.0), topics.get(number, ()))
        for number, domain in enumerate(known.guide.domains, start=1)
    ]
