"""Learning how people's abilities spread and what practice adds, from everybody's answers, once a day."""

import asyncio
from collections.abc import Awaitable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Protocol

from bot.kernel.exams import task_of
from bot.kernel.library import Library
from bot.kernel.questions import Exam
from bot.kernel.sources import Sources, owner_of
from bot.learning.service import Given, HistoryStore, responses
from bot.study.difficulty import Difficulty
from bot.study.gains import eased
from bot.study.rasch import Priors
from bot.study.responses import Response, counted, tally
from bot.study.spreads import Answers, learn

AGAIN = timedelta(days=1)

MOST_PEOPLE = 100
"""Those who answered last: more would take the night, and tell hardly more."""

BY_TOPIC = ""
"""The spreads of topics, as practice and weak spots need them; the others go by an exam's code."""

Spreads = Mapping[str, Priors]


@dataclass(frozen=True, slots=True)
class Learnt:
    """What was learnt, and when."""

    at: datetime
    spreads: Spreads


class SpreadStore(Protocol):
    """What was learnt, and who can be learnt from."""

    async def learnt(self) -> Learnt | None:
        """What the last time came to, None before the first."""

    async def lately(self, most: int) -> list[int]:
        """So many people, those who answered last first."""

    def save(self, learnt: Learnt) -> Awaitable[None]:
        """Queue it; done when committed. Raises `StorageError`."""


class SpreadService:
    """Learns once a day, from where the last time left off, in a thread."""

    def __init__(self, store: SpreadStore, history: HistoryStore, sources: Sources) -> None:
        self._store = store
        self._history = history
        self._sources = sources

    async def learn(self, at: datetime) -> bool:
        """Learn if it is time; whether it was."""
        before = await self._store.learnt()
        if before and abs(at - before.at) < AGAIN:  # a clock that was ahead puts nothing off
            return False
        difficulties = await self._history.difficulties()
        people: list[tuple[Sequence[Given], Library]] = []
        for player_id in await self._store.lately(MOST_PEOPLE):
            history = await self._history.everywhere(player_id)
            people.append((history, await self._sources.across({0, *(owner_of(one.question.id) for one in history)})))
        spreads = await asyncio.to_thread(_learn, people, difficulties, before.spreads if before else {}, at)
        await self._store.save(Learnt(at, spreads))
        return True


def _learn(
    people: Sequence[tuple[Sequence[Given], Library]],
    difficulties: Mapping[str, Difficulty],
    before: Spreads,
    at: datetime,
) -> Spreads:
    answered = [(given, library, responses(given, library, difficulties)) for given, library in people]
    found = {BY_TOPIC: _spreads([given for _, _, given in answered], before.get(BY_TOPIC), at)}
    for exam in Exam:
        by_exam = [by_domain(history, given, library, exam) for history, library, given in answered]
        found[exam.value] = _spreads(by_exam, before.get(exam.value), at)
    return found


def _spreads(people: Sequence[Sequence[Response]], before: Priors | None, at: datetime) -> Priors:
    some = [kept for one in people if (kept := counted(one, at))]

    def as_for(gain: float) -> list[Answers]:
        return [tally(eased(one, gain)[0], at) for one in some]

    return learn(as_for, before or Priors())


def by_domain(history: Sequence[Given], given: Sequence[Response], library: Library, exam: Exam) -> list[Response]:
    """Answers to an exam's questions, by its domains (`1` …) as topics and its task statements as concepts.

    `given` are the responses of `history`, one for one.
    """
    found = []
    for one, response in zip(history, given, strict=True):
        question = library.find(one.question.id) or one.question
        if exam in question.exams:
            task = task_of(question.tasks.get(exam, ""))
            found.append(replace(response, topic=str(question.exams[exam]), concept=task))
    return found
