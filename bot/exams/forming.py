"""Which form somebody sits: built of what a server's questions are now, and remembered for as long as they stay so."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.exams.ports import SittingStore
from bot.exams.rules.forms import Form, build, choose, usable
from bot.exams.rules.stages import Trial, counting, on_trial, with_trials
from bot.kernel.exams import Guide
from bot.kernel.keys import Viewer
from bot.kernel.library import Library
from bot.kernel.made import Made
from bot.kernel.questions import Exam, Question
from bot.kernel.shared_reading import failed
from bot.kernel.sources import Source
from bot.kernel.turns import Turns

FORMS_SEED = 1
"""From the same packs and this seed everybody gets the same forms; another number would give others."""

MOST_BANKS = 16
"""So many sets of forms are kept: one an exam for everybody, and one for each server with questions of its own."""

TRIALS_FOR = timedelta(minutes=10)
"""So long it is remembered how items on trial did: whoever begins a mock looks twice, and a group all at once."""


@dataclass(frozen=True, slots=True)
class _Bank:
    """The forms of one exam, and the questions that they were built from."""

    pool: list[Question]
    forms: list[Form]


@dataclass(frozen=True, slots=True)
class _Trials:
    """How items on trial did, as is being read since an instant."""

    since: datetime
    reading: asyncio.Future[Mapping[str, Trial]]

    def serves(self, at: datetime) -> bool:
        """Whether whoever asks now may have it."""
        return abs(at - self.since) < TRIALS_FOR and not failed(self.reading)


class Forms:
    """The forms of all servers. `guides` are those of the exams for servers whose questions come without any."""

    def __init__(
        self, store: SittingStore, sources: Source, guides: Mapping[Exam, Guide], now: Callable[[], datetime]
    ) -> None:
        self._store = store
        self._sources = sources
        self._guides = guides
        self._now = now
        self._banks = Made[asyncio.Future[_Bank]](MOST_BANKS)
        self._trials = Made[_Trials](MOST_BANKS)
        self._turns = Turns()

    async def guide(self, guild_id: int, exam: Exam) -> Guide:
        """What an exam asks, as a server's questions come with it."""
        library = await self._sources.library(guild_id)
        return library.guides.get(exam) or self._guides[exam]

    async def of(self, player_ids: Sequence[int], guild_id: int, exam: Exam) -> Form | None:
        """The form for these people together; None where the questions of the server fill none.

        What is built is built in one thread for each server: however large its packs are, others find one free.
        """
        library, guide = await self._sources.library(guild_id), await self.guide(guild_id, exam)
        muted = frozenset(await self._store.muted_questions(guild_id))
        had = await self._store.had(player_ids)
        met, asked = await self._store.met(player_ids), await self._store.being_asked(Viewer(guild_id=guild_id))
        offered = [q for q in usable(library.questions.values(), guide) if q.id not in muted]
        trying = on_trial(offered)
        trials = await self._tried(library, exam, trying)
        passed = frozenset(name for name, trial in trials.items() if trial.passed)

        async with self._turns.of(guild_id):
            bank = await self._bank(library, guide, counting(offered, trials), muted | passed)

            def work() -> Form | None:
                form = choose(bank.forms, bank.pool, guide, FORMS_SEED, had, met, asked)
                return form and with_trials(form, trying, guide, trials, had)

            return await asyncio.to_thread(work)

    async def _tried(self, library: Library, exam: Exam, items: Sequence[Question]) -> Mapping[str, Trial]:
        """How items on trial did; for a while it is remembered, however many look at it."""
        if not items:
            return {}
        at, key = self._now(), (exam, frozenset(item.id for item in items))
        known = self._trials.get([library], key)
        if known is None or not known.serves(at):
            reading = asyncio.ensure_future(self._store.trials(items))
            known = trials = self._trials.put(_Trials(at, reading), [library], key)
            reading.add_done_callback(lambda done: self._trials.drop(trials) if failed(done) else None)
        return await asyncio.shield(known.reading)

    async def _bank(self, library: Library, guide: Guide, pool: list[Question], without: frozenset[str]) -> _Bank:
        """The forms of an exam as the questions stand now, built once for each pool, however many want them at once.

        `without` has what tells pools of the same library apart: what is muted, and which trials are passed.
        """
        concerned = without & {question.id for question in library.questions.values() if guide.exam in question.exams}
        key = guide.exam, concerned
        building = self._banks.get([library], key)
        if building is None or failed(building):
            work = asyncio.to_thread(lambda: _Bank(pool, build(pool, guide, FORMS_SEED)))
            building = self._banks.put(asyncio.ensure_future(work), [library], key)
        return await asyncio.shield(building)
