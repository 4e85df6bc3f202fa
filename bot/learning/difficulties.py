"""Learning how hard questions are, from first attempts in closed questions."""

import asyncio
from collections.abc import Awaitable, Iterable, Mapping, Set
from datetime import datetime, timedelta
from typing import Protocol

from bot.kernel.library import Library
from bot.kernel.sources import Sources, owner_of
from bot.learning.service import Given, HistoryStore, difficulty_of, is_right, responses
from bot.study.difficulty import Difficulty, after_first_attempt
from bot.study.estimates import estimate
from bot.study.rasch import Priors
from bot.study.responses import FASTEST_SECONDS

SETTLED = timedelta(minutes=1)
"""A question that closed this long ago has its last answer on disk."""

Place = tuple[int, int]
"""A game and the place of a question in it."""


class DifficultyStore(Protocol):
    """What was learnt, and how far."""

    async def learnt_through(self) -> datetime | None:
        """Questions closed up to then have been learnt from, None before the first time."""

    async def closed_between(self, after: datetime | None, until: datetime) -> Mapping[int, set[Place]]:
        """Player → places of their answers in questions that closed after the one and not after the other."""

    def save(self, learnt: Mapping[str, Difficulty], through: datetime) -> Awaitable[None]:
        """Queue what is learnt and how far, together; done when committed. Raises `StorageError`."""


class LearningHistory(HistoryStore, Protocol):
    """What people answered, beside what has been learnt from it so far."""

    def moved(self, some: Mapping[str, Difficulty], after: datetime | None, until: datetime) -> None:
        """These difficulties were learnt from what closed between the two, and are on disk."""


class DifficultyService:
    """Moves difficulties now and then. What was learnt and how far are written together: each attempt counts once."""

    def __init__(self, store: DifficultyStore, history: LearningHistory, sources: Sources) -> None:
        self._store = store
        self._history = history
        self._sources = sources

    async def learn(self, at: datetime) -> int:
        """Learn from what has closed since the last time; how many first attempts there were."""
        after, until = await self._store.learnt_through(), at - SETTLED
        if after is not None and after > at:  # by a clock that was ahead: all that had closed by then is learnt
            await self._store.save({}, until)
            return 0
        closed = await self._store.closed_between(after, until)
        if not closed:
            return 0
        learnt, priors = dict(await self._history.difficulties()), await self._history.spreads()
        moved: dict[str, Difficulty] = {}
        attempts = 0
        for player_id in sorted(closed):
            history = await self._history.everywhere(player_id)
            library = await self._sources.across({0, *(owner_of(given.question.id) for given in history)})
            attempts += await asyncio.to_thread(_learn, history, closed[player_id], library, learnt, priors, moved)
        await self._store.save(moved, until)
        self._history.moved(moved, after, until)
        return attempts


def _learn(
    history: list[Given],
    new: Set[Place],
    library: Library,
    learnt: dict[str, Difficulty],
    priors: Priors,
    moved: dict[str, Difficulty],
) -> int:
    """Move `learnt` by one player's new first attempts, against what was believed of them before these."""
    firsts = [given for given in _first_attempts(history) if (given.game_id, given.position) in new]
    known = [given for given in firsts if given.question.id in library.questions and given.seconds >= FASTEST_SECONDS]
    if not known:
        return 0
    start = known[0].at
    picture = estimate(responses((one for one in history if one.at < start), library, learnt), start, priors=priors)
    for given in known:
        question = given.question
        before = learnt.get(question.id, Difficulty(difficulty_of(question, {})))
        ability = picture.ability(question.topic, question.concept).mean
        correct = is_right(given, library)
        after = after_first_attempt(before, ability=ability, floor=question.guess_floor, correct=correct)
        learnt[question.id] = moved[question.id] = after
    return len(known)


def _first_attempts(history: Iterable[Given]) -> list[Given]:
    first: dict[str, Given] = {}
    for given in history:
        first.setdefault(given.question.id, given)
    return list(first.values())
