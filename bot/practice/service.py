"""What somebody who practises alone can do.

As with rounds: the rules decide on the sitting as it stands in memory, the rows are queued in the same instant,
and whoever asked is answered once they are on disk.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Container, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from bot.kernel import grading
from bot.kernel.grading import Answer
from bot.kernel.keeper import Keeper
from bot.kernel.keys import Viewer
from bot.kernel.library import Library
from bot.kernel.sources import Source
from bot.learners.api import ExamDays
from bot.learning.api import HistoryStore, bank_of, lifecycle_badge, memories, responses
from bot.practice.pool import Learner, candidates, due_at, due_count, in_order, pool
from bot.practice.rules import play
from bot.practice.rules.model import CHOSEN, Focus, Reason, Refusal, Sitting, Wish
from bot.study import choosing
from bot.study.estimates import estimate
from bot.study.memory import Memory, remember
from bot.study.schedule import Outcome

IN_MEMORY = 500
"""Sittings held in memory, those touched last; another is read from its rows again when it is touched."""


class PracticeStore(Protocol):
    """The sittings' rows."""

    def next_id(self) -> int:
        """An id that no game has had."""

    def save(self, before: Sitting | None, after: Sitting, beside: Iterable[Any] = ()) -> Awaitable[None]:
        """Queue the rows in which the two differ, in the call itself; done when committed. Raises `StorageError`.

        `beside` are rows of another feature that are written with them or not at all.
        """

    async def load(self, game_id: int) -> Sitting | None:
        """The sitting as its rows say, None where there is none."""


def _reason(focus: Focus, found: Reason) -> Reason:
    """Why a question is asked; in a course it is never one of any at all."""
    return Reason.COURSE if focus in CHOSEN or (focus is Focus.COURSE and found is Reason.ANYWHERE) else found


@dataclass(frozen=True, slots=True)
class Aftermath:
    """What is to be said beside the key.

    `back` is when the question comes back, None where it was never in doubt, or is due by now; `due` counts the reviews
    that wait; `badge`: with this answer the lifecycle badge is theirs.
    """

    memory: Memory
    back: datetime | None
    due: int
    badge: bool


class PracticeService:
    """The sittings of this process."""

    def __init__(
        self,
        store: PracticeStore,
        history: HistoryStore,
        sources: Source,
        exams_of: Callable[[int], Awaitable[ExamDays]],
        muted_in: Callable[[int], Awaitable[set[str]]],
    ) -> None:
        self._store = store
        self._history = history
        self._sources = sources
        self._exams_of = exams_of
        self._muted_in = muted_in
        self._sittings: Keeper[Sitting, Refusal] = Keeper(store.load, Refusal.UNKNOWN, most=IN_MEMORY)
        self._learners: OrderedDict[int, Learner] = OrderedDict()
        self.accepting = True

    async def start(
        self,
        *,
        player_id: int,
        guild_id: int,
        channel_id: int,
        wish: Wish,
        seed: int,
        at: datetime,
        beside: Callable[[int], Iterable[object]] = lambda _: (),
    ) -> Sitting | Refusal:
        """Begin a sitting with its first question. `beside`: what is written with it, by its id."""
        sitting = Sitting(
            id=self._store.next_id(),
            player_id=player_id,
            guild_id=guild_id,
            channel_id=channel_id,
            wish=wish,
            seed=seed,
            created_at=at,
            active_at=at,
        )
        learner = self._know(sitting.id, await self._learn(player_id, guild_id, at))
        if wish.focus is Focus.MISSES and not learner.memories:
            return self._drop(sitting.id, Refusal.NOTHING_YET)
        library = await self._sources.library(guild_id)
        if not pool(learner, wish, library, seed):
            return self._drop(sitting.id, await self._why_none(learner, wish, library, seed))
        asked = self._ask(sitting, learner, library, await self._hidden(sitting, guild_id), at)
        if isinstance(asked, Refusal):
            return self._drop(sitting.id, asked)
        rows = list(beside(asked.id))
        await self._sittings.keep(None, asked, lambda before, after: self._store.save(before, after, rows))
        return asked

    async def answer(
        self, game_id: int, player_id: int, position: int, given: Answer, at: datetime, *, unsure: bool, here: int
    ) -> Sitting | Refusal:
        """Answer, in the server `here`. Raises `grading.AnswerError`, in words for the player, where it fits no such
        question.
        """
        known = await self._known(game_id, here, at)
        if known is None:
            return Refusal.UNKNOWN
        learner, hidden, _ = known

        def rule(before: Sitting) -> Sitting | Refusal:
            if before.player_id != player_id:
                return Refusal.NOT_YOURS
            if not 0 <= position < len(before.asked):
                return Refusal.UNKNOWN
            question = before.asked[position].question
            if question.id in hidden:
                return Refusal.BEING_ASKED
            return play.answer(before, position, grading.check(question, given), at, unsure=unsure)

        def learn(_: Sitting | None, after: Sitting) -> None:
            item, locked = after.asked[position].question.id, after.asked[position].answers[player_id]
            outcome = Outcome(locked.correct, unsure=locked.unsure)
            learner.memories[item] = remember(learner.memories.get(item), outcome, at)

        return await self._sittings.change(game_id, rule, self._store.save, learn)

    async def next(self, game_id: int, player_id: int, position: int, at: datetime, *, here: int) -> Sitting | Refusal:
        """The next question; pressed on an old card, the sitting as it stands."""
        known = await self._known(game_id, here, at)
        if known is None:
            return Refusal.UNKNOWN
        learner, hidden, library = known

        def rule(before: Sitting) -> Sitting | Refusal:
            if before.player_id != player_id:
                return Refusal.NOT_YOURS
            if position != before.position or (before.open and before.asked[position].question.id not in hidden):
                return before
            return self._ask(play.set_aside(before), learner, library, hidden, at)

        return await self._sittings.change(game_id, rule, self._store.save)

    async def end(self, game_id: int, player_id: int, at: datetime) -> Sitting | Refusal:
        """Stop."""

        def rule(before: Sitting) -> Sitting | Refusal:
            return play.end(before, at) if before.player_id == player_id else Refusal.NOT_YOURS

        ended = await self._sittings.change(game_id, rule, self._store.save)
        if isinstance(ended, Sitting):
            self._learners.pop(game_id, None)
        return ended

    async def topics(self, guild_id: int) -> list[str]:
        """The topics that can be practised in a server (0: in direct messages)."""
        return (await self._sources.library(guild_id)).topics

    async def find(self, game_id: int) -> Sitting | None:
        """A sitting as it stands, over or not; None where there never was one."""
        return await self._sittings.find(game_id)

    async def peek(self, game_id: int) -> Sitting | None:
        """The same of one that may be another shard's, which goes on changing it: nothing of it is held here."""
        return self._sittings.get(game_id) or await self._store.load(game_id)

    def reads_everything(self, game_id: int) -> bool:
        """Whether the next turn of a sitting reads all that its player answered, which may take seconds."""
        sitting = self._sittings.get(game_id)
        drilling = sitting is not None and sitting.wish.focus is Focus.LIFECYCLE
        return drilling or game_id not in self._learners

    async def may_show(self, sitting: Sitting, position: int, *, here: int) -> bool:
        """Whether the key of a question may be shown now in the server `here`; not while a game of theirs asks it."""
        return sitting.asked[position].question.id not in await self._hidden(sitting, here)

    async def due(self, player_id: int, at: datetime) -> int:
        """How many reviews wait for somebody, of those that practice can ask now."""
        learner = await self._learn(player_id, 0, at)
        hidden = await self._history.being_asked(Viewer(player_id))
        return due_count(learner, Wish(), await self._sources.library(0), hidden, at)

    async def aftermath(self, sitting: Sitting, position: int, at: datetime) -> Aftermath | None:
        """What to say beside the key of an answered question."""
        learner = await self._learner_of(sitting.id, at)
        item = sitting.asked[position].question.id
        memory = learner.memories.get(item) if learner else None
        if learner is None or memory is None:
            return None
        drilling = sitting.wish.focus is Focus.LIFECYCLE
        badge = drilling and await self._earned_badge(sitting, position)
        unavailable = await self._hidden(sitting, sitting.guild_id) | {asked.question.id for asked in sitting.asked}
        library = await self._sources.library(sitting.guild_id)
        due = due_count(learner, sitting.wish, library, unavailable, at)
        back = due_at(sitting.asked[position].question, memory, learner.deadlines)
        return Aftermath(memory, None if back is None or learner.has_come(memory, back, at) else back, due, badge)

    def forget(self, scope: object) -> None:
        """Something decided for this sitting was not written, or its rows are gone: memory knows better no more."""
        if isinstance(scope, int):
            self._drop(scope, None)

    # How it is done

    async def _why_none(self, learner: Learner, wish: Wish, library: Library, seed: int) -> Refusal:
        """Why a wish allows no question here: the topics of all that it would be about may be off."""
        anywhere = pool(learner, wish, await self._sources.library(0), seed) if library.off else []
        return Refusal.OFF_HERE if any(one.topic in library.off for one in anywhere) else Refusal.NO_QUESTIONS

    async def _hidden(self, sitting: Sitting, here: int) -> set[str]:
        """What a game of the player's asks just now; looked up at every turn, since games begin at any time.

        A sitting is gone on with anywhere: what is asked where it was begun, and `here`, is hidden alike.
        """
        return await self._history.being_asked(Viewer(sitting.player_id, here, begun_in=sitting.guild_id))

    def _ask(
        self, sitting: Sitting, learner: Learner, library: Library, hidden: Container[str], at: datetime
    ) -> Sitting | Refusal:
        """Choose and put a question that is not in `hidden`. Nothing is awaited."""
        if refusal := play.may_ask(sitting):
            return refusal
        if not self.accepting:
            return Refusal.SHUTTING_DOWN
        seed = sitting.seed + len(sitting.asked)
        allowed = pool(learner, sitting.wish, library, seed)
        questions = [q for q in allowed if q.id not in hidden]
        earlier = [
            choosing.Asked(asked.question.id, asked.skipped or asked.answers[sitting.player_id].correct)
            for asked in sitting.asked
        ]
        offered = candidates(learner, sitting, questions, at)
        choice = None
        for some in in_order(offered, learner, library.order, seed):
            choice = choice or choosing.choose(some, earlier, learner.picture.verdict.chances, at, seed)
        if choice is None:
            held = [q for q in allowed if q.id in hidden]
            if held and sitting.wish.focus in CHOSEN:
                return Refusal.BEING_ASKED
            answered = [one for one, asked in zip(earlier, sitting.asked, strict=True) if not asked.skipped]
            waiting, chances = candidates(learner, sitting, held, at), learner.picture.verdict.chances
            waits = choosing.choose(waiting, answered, chances, at, seed) is not None
            return Refusal.LEFT_BEING_ASKED if waits else Refusal.ALL_REST
        question = next(question for question in questions if question.id == choice.candidate.item)
        return play.ask(sitting, question, _reason(sitting.wish.focus, Reason[choice.reason.upper()]), at)

    async def _learner_of(self, game_id: int, at: datetime) -> Learner | None:
        """What is believed of a sitting's player; worked out anew after a restart."""
        if game_id not in self._learners and (sitting := await self.find(game_id)) is not None:
            learner = await self._learn(sitting.player_id, sitting.guild_id, at)
            self._know(game_id, learner)
        if game_id in self._learners:
            self._learners.move_to_end(game_id)
        known = self._learners.get(game_id)
        return known and known.turn_to(at)

    async def _known(self, game_id: int, here: int, at: datetime) -> tuple[Learner, set[str], Library] | None:
        """For a turn: what is believed of the player, what a game of theirs asks just now, what can be asked.

        What the server does not want asked is read anew, as what can be asked is: a sitting may go on for days.
        """
        learner, sitting = await self._learner_of(game_id, at), await self.find(game_id)
        if learner is None or sitting is None:
            return None
        learner.muted = await self._muted_in(sitting.guild_id)
        return learner, await self._hidden(sitting, here), await self._sources.library(sitting.guild_id)

    def _know(self, game_id: int, learner: Learner) -> Learner:
        known = self._learners.setdefault(game_id, learner)
        while len(self._learners) > IN_MEMORY:
            self._learners.popitem(last=False)
        return known

    async def _learn(self, player_id: int, guild_id: int, at: datetime) -> Learner:
        library = await self._sources.library(guild_id)
        history = await self._history.history(player_id, guild_id)
        learnt, priors = await self._history.difficulties(), await self._history.spreads()
        blanks = await self._history.blanks(player_id, guild_id)
        muted = await self._muted_in(guild_id)
        days = await self._exams_of(player_id)

        def work() -> Learner:
            picture = estimate(responses(history, library, learnt), at, priors=priors, bank=bank_of(library, learnt))
            return Learner(picture, memories(history, library, blanks), learnt, muted, days).turn_to(at)

        return await asyncio.to_thread(work)

    async def _earned_badge(self, sitting: Sitting, position: int) -> bool:
        """Whether the badge came with this answer and was not theirs before it."""
        history = await self._history.history(sitting.player_id, sitting.guild_id)
        library = await self._sources.library(sitting.guild_id)
        before = [one for one in history if (one.game_id, one.position) != (sitting.id, position)]
        return lifecycle_badge(history, library) and not lifecycle_badge(before, library)

    def _drop(self, game_id: int, why: Refusal | None) -> Refusal:
        self._sittings.forget(game_id)
        self._learners.pop(game_id, None)
        return why or Refusal.UNKNOWN
