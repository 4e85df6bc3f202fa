"""Ready? The forecast for the date that somebody set, the plan until then, and what came of forecasts."""

import asyncio
from collections import Counter, defaultdict
from collections.abc import Awaitable, Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from bot.kernel.choosing import eligible
from bot.kernel.exams import Guide, task_of
from bot.kernel.library import Library
from bot.kernel.questions import Exam, Question
from bot.kernel.sources import Source, may_meet
from bot.learners.api import ExamDays, known_by
from bot.learning.api import Blank, Given, HistoryStore, by_domain, difficulty_of, memories, responses
from bot.practice.api import Wish
from bot.readiness.ports import Dates, Mocks, ReadinessStore, Sat, Told
from bot.readiness.rules.gate import COMPLETE, Missing, missing
from bot.readiness.rules.plan import Plan, Worth, make_plan
from bot.readiness.rules.reliability import Line, Outcome, line_for
from bot.study.bank import Item
from bot.study.difficulty import Difficulty
from bot.study.memory import Memory
from bot.study.rasch import Priors
from bot.study.readiness import Blueprint, Outlook, Part, Standing, standing
from bot.study.responses import Response
from bot.study.schedule import due_before_exam

AN_HOUR = 40
"""Answers with their explanations that fit into an hour of practice."""

EXAM_DAY = timedelta(hours=12)
"""The date stands for the middle of its day."""


SETTLED_IN = timedelta(days=14)
"""With fewer days on record, nobody can say how much somebody will study: two long sittings are not a habit."""


@dataclass(frozen=True, slots=True)
class Forecast:
    """What to expect on the day: as one goes on, and if one stopped now. `line`: how such forecasts came true.

    `early`: it is too early to say how one will go on, so both are the same.
    """

    outlook: Outlook
    stopped: Outlook
    mocks: int
    answers: int
    line: Line | None
    early: bool = False


@dataclass(frozen=True, slots=True)
class Readiness:
    """What `/exam ready` tells. Either the forecast, or what is missing for one; the plan where a date is set.

    `passed`: what they said of the exam if it is over, None where they have not said it.
    """

    exam: Exam
    guide: Guide
    exam_on: date | None
    today: date
    missing: Missing
    forecast: Forecast | None
    plan: Plan | None
    passed: bool | None = None


@dataclass(frozen=True, slots=True)
class NotYet:
    """A result is refused: the exam's date is still to come."""

    exam_on: date


@dataclass(frozen=True, slots=True)
class _Known:
    """What is known of somebody at an instant, for one exam."""

    exam: Exam
    guide: Guide
    library: Library
    muted: Collection[str]
    """The questions that the server asks nobody."""
    history: Sequence[Given]
    blanks: Sequence[Blank]
    learnt: Mapping[str, Difficulty]
    priors: Priors
    days: ExamDays
    mocks: Sequence[datetime]
    """When those that count were handed in."""
    at: datetime

    @property
    def exam_on(self) -> date | None:
        """The day that they set."""
        return self.days.on.get(self.exam)

    @property
    def today(self) -> date:
        """Their own."""
        return self.days.today(self.at)

    @property
    def is_to_come(self) -> bool:
        """Whether the exam's day has been set and is not over."""
        return self.exam_on is not None and self.exam_on >= self.today


class ReadinessService:
    """Looks at everything that somebody answered; estimates are made in a thread."""

    def __init__(
        self,
        store: ReadinessStore,
        history: HistoryStore,
        sources: Source,
        dates: Dates,
        mocks: Mocks,
        guides: Mapping[Exam, Guide],
        muted_in: Callable[[int], Awaitable[set[str]]],
    ) -> None:
        self._store = store
        self._history = history
        self._sources = sources
        self._dates = dates
        self._mocks = mocks
        self._guides = guides
        self._muted_in = muted_in

    async def look(self, player_id: int, exam: Exam | None, at: datetime, guild_id: int = 0) -> Readiness:
        """Where somebody stands; if they name no exam, for the soonest of theirs, else for that of their newest mock.

        A forecast that is given is kept, to be held against what comes of it. Raises `StorageError`.
        """
        known = await self._know(player_id, exam, at, guild_id)
        outcomes = await self._store.outcomes()
        found = await asyncio.to_thread(_look, known, outcomes)
        if (told_of := await self._told_of(player_id, known)) is not None:
            over = replace(found.missing, passed=True, date=False)
            return replace(found, missing=over, forecast=None, plan=None, passed=told_of.passed)
        if found.forecast and found.exam_on:
            told = found.forecast.outlook
            kept = Told(found.exam_on, at, told.chance, told.low, told.high)
            await self._store.keep(player_id, found.exam, kept)
        return found

    async def _told_of(self, player_id: int, known: _Known) -> Sat | None:
        """What they said of the exam on the day that they set, from that day on; of their last where they set none."""
        theirs = [one for one in await self._store.results(player_id) if one.exam is known.exam]
        return next((one for one in reversed(theirs) if known.exam_on in (None, one.on)), None)

    async def past(self, player_id: int, at: datetime) -> list[Sat]:
        """Their exams that are past, and what they said of how each went, the earliest first."""
        told = await self._store.results(player_id)
        days = await self._dates.of(player_id)
        told = [replace(one, dated=_is_dated(one, days)) for one in told]
        known = {(one.exam, one.on) for one in told}
        untold = [Sat(exam, day) for exam, day in days.on.items() if day < days.today(at) and (exam, day) not in known]
        return sorted([*told, *untold], key=lambda one: (one.on, one.exam))

    async def plan(
        self, player_id: int, at: datetime, answered: Sequence[Given] | None = None, guild_id: int = 0
    ) -> Plan | None:
        """The countdown and today's portion, for the soonest exam; None where no day is to come.

        In a server its own questions are in it, as they are in `look`. Whoever has read all that they `answered`
        anywhere hands it over, so that it is read once.
        """
        coming = (await self._dates.of(player_id)).coming(at)
        if coming:  # not one of today whose result they have told already
            told = {(one.exam, one.on) for one in await self._store.results(player_id)}
            coming = [one for one in coming if one not in told]
        if not coming:
            return None
        known = await self._know(player_id, coming[0][0], at, guild_id, answered)
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
        days = await self._dates.of(player_id)
        exam_on = days.on.get(exam) or (told.exam_on if told else None)
        if exam_on is not None and exam_on > days.today(at):
            return NotYet(exam_on)
        again = None if exam_on else await self._last_told(player_id, exam)
        sat = exam_on or (again.on if again else days.today(at))
        held = told if told and told.exam_on == sat else None
        first_told = (again.told_at if again else None) or at  # which says, later, too, that they named no day
        await self._store.put_result(player_id, exam, sat, first_told, held.chance if held else None, passed=passed)
        return held

    async def _last_told(self, player_id: int, exam: Exam) -> Sat | None:
        """What they told of an exam the last time: without a date, telling again is about the same."""
        theirs = [one for one in await self._store.results(player_id) if one.exam is exam]
        return theirs[-1] if theirs else None

    async def take_back(self, player_id: int, exam: Exam) -> None:
        """Forget what they told of an exam. Raises `StorageError`."""
        await self._store.drop_results(player_id, exam)

    async def _know(
        self,
        player_id: int,
        exam: Exam | None,
        at: datetime,
        guild_id: int,
        answered: Sequence[Given] | None = None,
    ) -> _Known:
        if answered is None:
            answered = await self._history.everywhere(player_id)
        results = await self._mocks.results(player_id)
        days = await self._dates.of(player_id)
        likely = [named for named, _ in days.coming(at)] + [one.exam for one in results] + list(Exam)
        exam = exam or likely[0]
        library = await self._sources.library(guild_id)
        return _Known(
            exam=exam,
            guide=library.guides.get(exam) or self._guides[exam],
            library=library,
            muted=await self._muted_in(guild_id),
            history=[given for given in answered if may_meet(given.question.id, guild_id)],
            learnt=await self._history.difficulties(),
            priors=await self._history.spreads(exam.value),
            blanks=await self._history.blanks(player_id, guild_id),
            days=days,
            mocks=[one.ended_at for one in results if one.counts and one.exam is exam and one.ended_at <= at],
            at=at,
        )


def _is_dated(one: Sat, days: ExamDays) -> bool:
    """Whether they had named the day of an exam that they told of, whatever day they name now.

    Of one that they told of on that very day nobody knows, unless it is still the day that they name.
    """
    return days.on.get(one.exam) == one.on or (one.told_at is not None and one.on < days.today(one.told_at))


def _look(known: _Known, outcomes: Sequence[Outcome]) -> Readiness:
    given = _given(known)
    lacking = missing(known.guide, given, known.mocks, known.exam_on, known.at, known.today)
    on, off = _stand(known, 1.0), _stand(known, 0.0)
    forecast = None
    if lacking == COMPLETE and on and off:
        answers = sum(not one.steered for one in given)
        early = known.at - min(one.at for one in given) < SETTLED_IN
        told = (off if early else on).outlook
        forecast = Forecast(told, off.outlook, len(known.mocks), answers, line_for(told.chance, outcomes), early)
    return Readiness(known.exam, known.guide, known.exam_on, known.today, lacking, forecast, _plan(known, on))


def _given(known: _Known) -> list[Response]:
    """Their answers to the exam's questions, by domain."""
    return by_domain(known.history, responses(known.history, known.library, known.learnt), known.library, known.exam)


def _stand(known: _Known, pace: float) -> Standing | None:
    """Where the day finds them; None without a date to come, or questions to expect."""
    blueprint = blueprint_of(known.library, known.guide, known.learnt)
    if not known.is_to_come or len(blueprint) < len(known.guide.domains):
        return None
    return standing(_given(known), known.at, _sat_at(known), blueprint, known.priors, pace)


def _sat_at(known: _Known) -> datetime:
    """When the exam is sat, as far as is known; now, where that is past."""
    begins = known.days.begins(known.exam)
    return known.at if begins is None else max(begins + EXAM_DAY, known.at)


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
    if known.exam_on is None:
        return None
    today = known.today
    this_morning = [given for given in known.history if known.days.today(given.at) < today]
    left = [blank for blank in known.blanks if known.days.today(blank.at) < today]
    remembered = memories(this_morning, known.library, left)
    can_be_asked = _can_be_asked(known, remembered)
    due = {one.id for one in can_be_asked if _is_due(known, one, remembered[one.id])}
    return make_plan(
        exam=known.exam,
        today=today,
        exam_on=known.exam_on,
        due=len(due),
        misses=sum(not remembered[one.id].correct for one in can_be_asked if one.id not in due),
        mocks_on=[known.days.today(one) for one in known.mocks],
        done=len(known.history) - len(this_morning),
        worth=_worth(known, stand) if stand else (),
        others=[one for one in known.days.coming(known.at) if one[0] is not known.exam],
    )


def _can_be_asked(known: _Known, items: Iterable[str]) -> list[Question]:
    """Of these questions those that practice can ask."""
    library, muted = known.library, known.muted
    found = [question for item in items if item not in muted and (question := library.find(item)) is not None]
    return [one for one in eligible(found, None, None) if one.image is None and one.topic not in library.off]


def _is_due(known: _Known, question: Question, memory: Memory) -> bool:
    """Whether a review falls due today, or has before."""
    if memory.due is None:
        return False
    by = known_by(question, known.days.deadlines(known.at))
    return known.days.today(due_before_exam(memory.due, question.id, memory.state.reviewed_at, by)) <= known.today


def _worth(known: _Known, stand: Standing) -> list[Worth]:
    points = stand.worth_of(AN_HOUR, _sat_at(known) - known.at)
    topics = _topics(known.library, known.exam)
    return [
        Worth(number, domain.title, points.get(str(number), 0.0), topics.get(number, ()))
        for number, domain in enumerate(known.guide.domains, start=1)
    ]
