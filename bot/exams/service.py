"""What somebody who sits a mock can do, and what time does.

As in every game: the rules decide on the paper as it stands in memory, the rows are queued in the same instant, and
whoever asked is answered once they are on disk.
"""

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import datetime, timedelta

from bot.exams.forming import Forms
from bot.exams.ports import SittingStore
from bot.exams.rules import sitting as rules
from bot.exams.rules.forms import Form
from bot.exams.rules.model import Cause, Refusal, Sitting
from bot.exams.rules.report import Result
from bot.kernel import grading
from bot.kernel.absences import Absences
from bot.kernel.background import each
from bot.kernel.exams import Guide
from bot.kernel.grading import Answer
from bot.kernel.keeper import Keeper
from bot.kernel.keys import Viewer
from bot.kernel.people import ErasedPerson
from bot.kernel.ports import GoesOn, MessageKey, Outbox, StorageError, always_goes_on
from bot.kernel.questions import Exam
from bot.kernel.sources import Source
from bot.kernel.turns import Turns

PAPER = "paper"
"""The card of a paper, where it lies in somebody's direct messages."""

IN_MEMORY = 1_000
"""Papers held in memory; an older one is read from its rows again when it is touched."""

Rule = Callable[[Sitting], Sitting | Refusal]


class ExamService:
    """The papers of this process; `open` it before use. `handed_in` is told of each that is in.

    `given_back` is told of each that got lost time back, in the same instant. Time is lost, and counts, where a paper
    is sat: in direct messages where it lies there, whatever becomes of the server in which it was begun.

    `guides` are those of the exams for servers whose questions come without any.
    """

    def __init__(
        self,
        store: SittingStore,
        sources: Source,
        guides: Mapping[Exam, Guide],
        outbox: Outbox,
        now: Callable[[], datetime],
        goes_on: GoesOn = always_goes_on,
        drawing: Turns | None = None,
    ) -> None:
        """`drawing`: whose turn it is to draw on each server."""
        self._store = store
        self._outbox = outbox
        self._goes_on = goes_on
        self._papers: Keeper[Sitting, Refusal] = Keeper(
            store.load, Refusal.GONE, over=lambda paper: not paper.is_open, most=IN_MEMORY
        )
        self._running: dict[int, int] = {}
        self._now = now
        self._forms = Forms(store, sources, guides, now)
        self._drawing = drawing or Turns()
        self.handed_in: Callable[[Sitting], None] = lambda _: None
        self.given_back: Callable[[Sitting, datetime], None] = lambda *_: None
        self.accepting = True

    async def open(self) -> None:
        """Learn who sits a mock."""
        self._running = dict(await self._store.running())

    # Beginning

    async def introduce(self, player_id: int, guild_id: int, exam: Exam) -> Guide | Refusal:
        """What an exam asks, for who is about to sit a mock of it; or why they cannot now."""
        if not self.accepting:
            return Refusal.SHUTTING_DOWN
        if await self.sitting(player_id):
            return Refusal.RUNNING
        form = await self.form_for([player_id], guild_id, exam)
        return Refusal.NO_FORM if form is None else await self.guide(guild_id, exam)

    async def start(
        self, *, player_id: int, guild_id: int, channel_id: int, exam: Exam, extra_time: bool, seed: int, at: datetime
    ) -> Sitting | Refusal:
        """Sit a mock alone, from now on; if its form has to be built, from when it is there."""
        if not self.accepting:
            return Refusal.SHUTTING_DOWN
        async with self.form_at([player_id], guild_id, exam, at) as (form, begins):
            guide = await self.guide(guild_id, exam)
            if form is None:
                return Refusal.NO_FORM
            if await self.sitting(player_id) or self.sits(player_id):  # since that was asked
                return Refusal.RUNNING
            paper = rules.begin(
                sitting_id=self._store.next_id(),
                player_id=player_id,
                guild_id=guild_id,
                channel_id=channel_id,
                guide=guide,
                form=form,
                seed=seed,
                extra_time=extra_time,
                at=begins,
            )
            self._running[player_id] = paper.id
            try:
                await self._papers.keep(None, paper, self._store.save)
            except StorageError:
                self._free(paper)
                if await self.sitting(player_id):  # begun meanwhile, by another process
                    return Refusal.RUNNING
                raise
            return paper

    async def guide(self, guild_id: int, exam: Exam) -> Guide:
        """What an exam asks, as a server's questions come with it."""
        return await self._forms.guide(guild_id, exam)

    @asynccontextmanager
    async def form_at(
        self, player_ids: Sequence[int], guild_id: int, exam: Exam, at: datetime
    ) -> AsyncIterator[tuple[Form | None, datetime]]:
        """As `form_for`; and when a paper that was asked for at an instant begins, later by what the form took.

        Until it is written, nothing else of the server draws, or a quiz that comes meanwhile would ask the same.
        """
        asked = self._now()
        await self.form_for(player_ids, guild_id, exam)  # what has to be built first, nobody else waits for
        async with self._drawing.of(guild_id):
            form = await self.form_for(player_ids, guild_id, exam)
            yield form, at + max(self._now() - asked, timedelta())

    async def form_for(self, player_ids: Sequence[int], guild_id: int, exam: Exam) -> Form | None:
        """The form for these people together; None where the questions of the server fill none."""
        return await self._forms.of(player_ids, guild_id, exam)

    # On behalf of a group, which writes its papers together with itself

    def next_id(self) -> int:
        """An id that no game has had."""
        return self._store.next_id()

    def hold(self, paper: Sitting) -> None:
        """A group hands this paper out, and writes it."""
        self._running[paper.player_id] = paper.id
        self._papers.hold(paper, being_written=True)

    def drop(self, paper: Sitting) -> None:
        """It could not be written, so it never was."""
        self._free(paper)
        self._papers.forget(paper.id)

    async def of_room(self, room_id: int) -> list[Sitting]:
        """All papers of a group."""
        return await self._store.of_room(room_id)

    async def paper_in(self, room_id: int, player_id: int) -> Sitting | None:
        """Somebody's paper in a group; None where they have none there."""
        mine = await self._store.paper_in(room_id, player_id)
        return None if mine is None else await self.find(mine)

    # Working on a paper

    def sits(self, player_id: int) -> bool:
        """Whether somebody sits a mock of this process just now."""
        return player_id in self._running

    async def sitting(self, *player_ids: int) -> set[int]:
        """Which of them sit a mock just now, on whichever server that is."""
        return {one for one in player_ids if self.sits(one)} | await self._store.sitting(player_ids)

    @property
    def running(self) -> int:
        """How many papers are being worked on."""
        return len(self._running)

    async def find(self, sitting_id: int) -> Sitting | None:
        """A paper as it stands, in or not; None where there never was one."""
        return await self._papers.find(sitting_id)

    async def stored(self, sitting_id: int) -> Sitting | None:
        """A paper as its rows say. What another process may be changing is looked at so, and not held."""
        return await self._store.load(sitting_id)

    async def current(self, player_id: int) -> Sitting | None:
        """Somebody's mock: the one that they sit, else the last that is in; None before the first."""
        if (running := self._running.get(player_id)) is not None:
            return await self.find(running)
        latest = await self._store.latest(player_id)
        return None if latest is None else await self.stored(latest)

    async def look(self, sitting_id: int, by: int, place: int, at: datetime) -> Sitting | Refusal:
        """Turn to a question."""
        return await self._change(sitting_id, by, lambda paper: rules.look(paper, place, at))

    async def answer(self, sitting_id: int, by: int, place: int, given: Answer, at: datetime) -> Sitting | Refusal:
        """Answer a question. Raises `grading.AnswerError`, in words for the person, where it fits no such question."""

        def rule(paper: Sitting) -> Sitting | Refusal:
            if not 0 <= place < len(paper.asked):
                return Refusal.UNKNOWN
            return rules.answer(paper, place, grading.check(paper.asked[place].question, given), at)

        return await self._change(sitting_id, by, rule)

    async def flag(self, sitting_id: int, by: int, place: int, at: datetime, *, on: bool) -> Sitting | Refusal:
        """Flag a question, or take the flag away."""
        return await self._change(sitting_id, by, lambda paper: rules.flag(paper, place, at, on=on))

    async def doubt(self, sitting_id: int, by: int, place: int, at: datetime, *, on: bool) -> Sitting | Refusal:
        """Say that one is not sure of a question, or is after all."""
        return await self._change(sitting_id, by, lambda paper: rules.doubt(paper, place, at, on=on))

    async def strike(
        self, sitting_id: int, by: int, place: int, options: frozenset[int], at: datetime
    ) -> Sitting | Refusal:
        """Have exactly these options of a question struck out."""
        return await self._change(sitting_id, by, lambda paper: rules.strike(paper, place, options, at))

    async def hand_in(self, sitting_id: int, by: int, at: datetime, *, sure: bool) -> Sitting | Refusal:
        """Hand the paper in; with something blank only where they are `sure`."""
        return await self._change(sitting_id, by, lambda paper: rules.hand_in(paper, at, sure=sure))

    async def discard(self, sitting_id: int, by: int, at: datetime) -> Sitting | Refusal:
        """Throw the paper away, so that it counts for nothing."""
        return await self._change(sitting_id, by, lambda paper: rules.discard(paper, at))

    async def explain(self, sitting_id: int, by: int, place: int, cause: Cause | None) -> Sitting | Refusal:
        """Say why a question was missed."""
        return await self._change(sitting_id, by, lambda paper: rules.explain(paper, place, cause))

    # After it

    async def results(self, player_id: int, exam: Exam | None = None) -> list[Result]:
        """What somebody's mocks came to, the newest first."""
        return await self._store.results(player_id, exam)

    async def hidden(self, viewer: Viewer) -> set[str]:
        """The questions whose keys somebody may not see now, by id."""
        return await self._store.being_asked(viewer)

    async def lay(self, paper: Sitting, channel_id: int, at: datetime) -> MessageKey:
        """Have a paper appear in a channel."""
        await self._store.lay(paper, PAPER, channel_id, at)
        key = MessageKey(paper.id, PAPER)
        self._outbox.redraw(key, urgent=True)
        return key

    async def take_up(self, key: MessageKey) -> None:
        """A paper cannot be shown in direct messages: it is called for where it was begun."""
        await self._store.take_up(key)

    # What time does

    async def tick(self, at: datetime) -> None:
        """Collect every paper whose time is up, but for those that are sat where nobody is heard."""
        due = await self._store.due(at)
        places = await self._store.places(PAPER, due)

        def rule(paper: Sitting) -> Sitting:
            return rules.tick(paper, at) if self._goes_on(places.get(paper.id, paper.guild_id), paper.id) else paper

        await each(due, lambda sitting_id: self._decide(sitting_id, rule))

    async def recover(self, absences: Absences, at: datetime) -> None:
        """Give papers the time back that was lost."""
        places = await self._store.places(PAPER, list(self._running.values()))
        await absences.make_up(places, at, lambda sitting_id, since: self._give_back(sitting_id, since, at))

    async def _give_back(self, sitting_id: int, since: datetime, at: datetime) -> None:
        if (paper := await self.find(sitting_id)) is None:
            return
        after = await self._decide(sitting_id, await self._made_up(paper, since, at))
        self._outbox.redraw(MessageKey(sitting_id, PAPER), urgent=False)
        if isinstance(after, Sitting):
            self.given_back(after, at)

    async def _made_up(self, paper: Sitting, since: datetime, at: datetime) -> Rule:
        """Give back what was lost since then; if that is later than now, the clock was ahead."""
        if since <= at:
            return lambda now: rules.after_outage(now, since, at)
        guide = await self.guide(paper.guild_id, paper.exam)
        return lambda now: rules.set_back(now, since - at, at, rules.time_given(now, guide))

    def forget(self, scope: object) -> None:
        """Something decided for this paper was not written, or rows are gone: memory says nothing of it any more."""
        if isinstance(scope, ErasedPerson):
            self._running.pop(scope.player_id, None)
        if isinstance(scope, int):
            self._papers.forget(scope)

    # How it is done

    async def _change(self, sitting_id: int, by: int, rule: Rule) -> Sitting | Refusal:
        """Change a paper on behalf of whose it is.

        Where its time stands still, nobody is told that it is up: it is about to get back what was lost.
        """

        def own(paper: Sitting) -> Sitting | Refusal:
            return rule(paper) if paper.player_id == by else Refusal.NOT_YOURS

        result = await self._decide(sitting_id, own)
        stands_still = result is Refusal.LATE and not await self._time_counts(sitting_id)
        return Refusal.AWAY if stands_still else result

    async def _time_counts(self, sitting_id: int) -> bool:
        place = (await self._store.places(PAPER, [sitting_id])).get(sitting_id)
        return place is None or self._goes_on(place, sitting_id)

    async def _decide(self, sitting_id: int, rule: Rule) -> Sitting | Refusal:
        return await self._papers.change(sitting_id, rule, self._store.save, self._show)

    def _show(self, before: Sitting | None, after: Sitting) -> None:
        if after.is_open or (before is not None and not before.is_open):
            return
        self._free(after)
        self._outbox.redraw(MessageKey(after.id, PAPER), urgent=True)
        self.handed_in(after)

    def _free(self, paper: Sitting) -> None:
        if self._running.get(paper.player_id) == paper.id:
            del self._running[paper.player_id]
