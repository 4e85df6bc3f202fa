"""The courses of servers' groups: what organizers set, what time makes due, and how a group stands."""

import asyncio
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, tzinfo

import structlog

from bot.cohorts import rules
from bot.cohorts.ports import CohortStore, Post
from bot.cohorts.rules import Cohort, Kind, Plan, Refusal, State
from bot.kernel.background import each
from bot.kernel.courses import Course, Module, Objective, module_topic
from bot.kernel.library import Library
from bot.kernel.people import ErasedPerson, ForgottenServer
from bot.kernel.ports import MessageKey, Outbox, Zones
from bot.kernel.shared_reading import begun, is_stopped, shared
from bot.kernel.sources import Source
from bot.kernel.turns import Turns
from bot.learning.api import HistoryStore, bank_of, responses
from bot.study.bank import Bank
from bot.study.estimates import estimate
from bot.study.group import LEAST_CONTRIBUTORS, contributors
from bot.study.rasch import Priors
from bot.study.responses import Response

CARD = "cohort"
"""The one message of a step."""

STANDS_FOR = timedelta(seconds=30)
"""For so long it is not looked up anew how a group stands: everybody may ask, and it is read from thousands of rows."""

CLOCK_WENT_BACK = timedelta(minutes=1)

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Stand:
    """How a group stands on an objective: the expected share of right answers; None where too few have answered."""

    objective: Objective
    share: float | None


@dataclass(frozen=True, slots=True)
class Where:
    """A group's course as it stands: the module that it is at, None before the first, after the last, while it rests.

    `posting`: what the card is about that is due right now, None where none is. `next_kind`, `next_module`, `next_at`:
    what the card is about that comes next after it, and when.
    """

    cohort: Cohort
    course: Course
    module: Module | None
    posting: Kind | None
    next_at: datetime | None
    next_kind: Kind
    next_module: Module | None


@dataclass(frozen=True, slots=True)
class Showing:
    """What a step's card tells of; `module` is None at the end. `until`: when the next module begins, or the end."""

    kind: Kind
    course: Course
    module: Module | None
    until: datetime | None
    stands: Sequence[Stand]


class CohortService:
    """The courses of this process; `open` it before use. Whoever changes one holds its server's turn."""

    def __init__(
        self,
        store: CohortStore,
        history: HistoryStore,
        sources: Source,
        zones: Zones,
        outbox: Outbox,
        now: Callable[[], datetime],
        hears: Callable[[int], bool] = lambda _: True,
    ) -> None:
        self._store = store
        self._history = history
        self._sources = sources
        self.zones = zones
        self._outbox = outbox
        self._now = now
        self._hears = hears
        self._known: dict[int, Cohort] = {}
        self._sizes: dict[str, Sequence[str]] = {}
        self._stood: dict[tuple[int, Sequence[Module]], tuple[datetime, asyncio.Future[list[Stand]]]] = {}
        self._turns = Turns()
        self._looked_at: datetime | None = None
        self.accepting = True

    async def open(self) -> None:
        """Learn which servers follow a course."""
        self._known = {cohort.guild_id: cohort for cohort in await self._store.all()}
        offered = await self.courses(0) if self._known else {}  # no server's own packs hold a course
        self._sizes = {course.id: [module.id for module in course.modules] for course in offered.values()}

    def leading(self, guild_id: int) -> str:
        """The module that a server's group is at, named as a topic; empty where it is at none."""
        cohort = self._known.get(guild_id)
        modules = self._sizes.get(cohort.plan.course, ()) if cohort else ()
        zone = self.zones.find(cohort.plan.zone) if cohort else None
        if cohort is None or zone is None:
            return ""
        place = rules.module_at(cohort, len(modules), self._now(), zone)
        return "" if place is None else module_topic(cohort.plan.course, modules[place])

    # What people do

    async def courses(self, guild_id: int) -> Mapping[str, Course]:
        """The courses that a group can follow."""
        return (await self._sources.library(guild_id)).courses

    async def where(self, guild_id: int, at: datetime) -> Where | None:
        """A group's course, None where it has none, or where that is in no pack any more."""
        cohort, course = self._known.get(guild_id), await self._course(guild_id)
        if cohort is None or course is None:
            return None
        size, zone = len(course.modules), self._zone(cohort)
        place = rules.module_at(cohort, size, at, zone)
        looked, due = rules.look(cohort, size, at, zone)
        coming = looked if due is None else rules.posted(looked, size, at, zone)
        following = coming.step // 2
        return Where(
            cohort,
            course,
            None if place is None else course.modules[place],
            None if due is None else rules.kind_of(due, size),
            coming.due_at,
            rules.kind_of(coming.step, size),
            course.modules[following] if following < len(course.modules) else None,
        )

    async def arrange(self, guild_id: int, plan: Plan, by: int, run: int, at: datetime) -> Cohort | Refusal:
        """Follow a course like this from now on. Raises `LookupError` where the plan's zone is none.

        Where only the channel, the hour, or the pace is another, the course goes on where it is.
        """
        course = (await self.courses(guild_id)).get(plan.course)
        if course is None:
            return Refusal.UNKNOWN
        self._sizes[course.id] = [module.id for module in course.modules]
        size, zone = len(course.modules), self._find(plan.zone)
        async with self._turn(guild_id):
            before = self._known.get(guild_id)
            same = before is not None and before.state is not State.ENDED
            if before is not None and same and (before.plan.course, before.plan.first) == (plan.course, plan.first):
                after = rules.moved(before, plan, by, size, at, zone)
            else:
                after = rules.arrange(guild_id, plan, by, run, size, at, zone)
                if rules.is_over(after, size, at):
                    return Refusal.OVER
            await self._store.put(after)
            self._known[guild_id] = after
            return after

    async def pause(self, guild_id: int, at: datetime) -> Cohort | Refusal:
        """Rest from now on."""
        return await self._change(guild_id, lambda cohort, size, zone: rules.pause(cohort, size, at, zone))

    async def resume(self, guild_id: int, at: datetime) -> Cohort | Refusal:
        """Go on after a pause, or after posting was refused."""
        return await self._change(guild_id, lambda cohort, size, zone: rules.resume(cohort, size, at, zone))

    async def end(self, guild_id: int) -> Cohort | Refusal:
        """Stop for good."""
        return await self._change(guild_id, lambda cohort, *_: rules.end(cohort))

    async def to_tell(self, guild_id: int, user_id: int) -> Cohort | None:
        """The course, where this is its organizer and is yet to hear that posting was refused. Asked once."""
        cohort = self._known.get(guild_id)
        if cohort is None or cohort.told or cohort.organizer_id != user_id:
            return None
        await self._change(guild_id, lambda one, *_: replace(one, told=True))
        return cohort

    async def stands(self, guild_id: int, modules: Sequence[Module], at: datetime) -> list[Stand]:
        """How a group stands on the objectives of modules by its shared games, nobody named.

        Where fewer than five people have answered anything on an objective, nothing is told of it. Whoever asks
        within half a minute of somebody else is told the same.
        """
        key = guild_id, tuple(modules)
        self._stood = {one: known for one, known in self._stood.items() if abs(at - known[0]) < STANDS_FOR}
        if key not in self._stood or is_stopped(self._stood[key][1]):
            looking = begun(self._look_up(guild_id, modules, at))
            looking.add_done_callback(lambda done: self._forget_failed(key, done))
            self._stood[key] = at, looking
        return await shared(self._stood[key][1])

    def _forget_failed(self, key: tuple[int, tuple[Module, ...]], looking: asyncio.Future[list[Stand]]) -> None:
        if _failed(looking) and key in self._stood and self._stood[key][1] is looking:
            del self._stood[key]

    async def _look_up(self, guild_id: int, modules: Sequence[Module], at: datetime) -> list[Stand]:
        everybody = await self._history.of_guild(guild_id)
        learnt, priors = await self._history.difficulties(), await self._history.spreads()
        library = await self._sources.library(guild_id)

        def work(module: Module) -> list[Stand]:
            people = defaultdict(list)
            for player, given in everybody:
                if given.question.concept in module.concepts:
                    people[player].append(given)
            answered = {player: responses(history, library, learnt) for player, history in people.items()}
            return _stands(module, answered, library, bank_of(library, learnt), priors, at)

        return await asyncio.to_thread(lambda: [stand for module in modules for stand in work(module)])

    # What time and Discord do

    async def tick(self, at: datetime) -> None:
        """Post what is due, but in servers that are away."""
        if self._looked_at is None or at < self._looked_at - CLOCK_WENT_BACK:
            begun = [guild_id for guild_id, cohort in self._known.items() if cohort.step]
            await each(begun, lambda guild_id: self._set_right(guild_id, at))
        self._looked_at = at
        if self.accepting:
            guilds = [guild_id for guild_id in await self._store.due(at) if self._hears(guild_id)]
            await each(guilds, lambda guild_id: self._serve(guild_id, at))

    async def showing(self, game_id: int, at: datetime) -> Showing | None:
        """What a card tells of; None where there is no such card, or its course is in no pack any more."""
        post = await self._store.post(game_id)
        course = (await self.courses(post.guild_id)).get(post.course) if post else None
        if post is None or course is None:
            return None
        kind, place = rules.kind_of(post.step, len(course.modules)), post.step // 2
        module = None if kind is Kind.END else course.modules[place]
        told = [] if kind is Kind.FIRST else await self._told(post, course, module, at)
        return Showing(kind, course, module, self._until(post, len(course.modules)), told)

    async def server_of(self, game_id: int) -> int | None:
        """The server that a card was made for."""
        post = await self._store.post(game_id)
        return post.guild_id if post else None

    async def blocked(self, game_id: int) -> None:
        """Discord refused a card: nothing more comes until the organizer says otherwise, who is to be told."""
        post = await self._store.post(game_id)
        if post is None:
            return
        async with self._turn(post.guild_id):
            cohort, course = self._known.get(post.guild_id), await self._course(post.guild_id)
            if cohort is not None and rules.concerns(cohort, post.run, post.channel_id, post.step, course):
                after = rules.refused(cohort, post.step)
                await self._store.put_refused(after, game_id)
                self._known[post.guild_id] = after

    async def channel_gone(self, guild_id: int, channel_id: int) -> None:
        """A channel was deleted: a course whose cards come there stops, and its organizer is to be told."""
        async with self._turn(guild_id):
            cohort = self._known.get(guild_id)
            if cohort is not None and cohort.state is State.ON and cohort.plan.channel_id == channel_id:
                await self._keep(rules.refused(cohort, cohort.step))

    def forget(self, scope: object) -> None:
        """Rows are gone, or name somebody else now: memory says nothing of them any more."""
        self._stood.clear()
        if isinstance(scope, ForgottenServer):
            self._known.pop(scope.guild_id, None)
        if isinstance(scope, ErasedPerson):
            theirs = [one for one in self._known.values() if one.organizer_id == scope.player_id]
            self._known.update({one.guild_id: replace(one, organizer_id=0) for one in theirs})

    # How it is done

    def _turn(self, guild_id: int) -> asyncio.Lock:
        return self._turns.of(guild_id)

    def _find(self, name: str) -> tzinfo:
        found = self.zones.find(name)
        if found is None:
            raise LookupError(f"There is no time zone {name}.")
        return found

    def _zone(self, cohort: Cohort) -> tzinfo:
        return self._find(cohort.plan.zone)

    async def _course(self, guild_id: int) -> Course | None:
        """The course of a server's group as the packs have it now."""
        cohort = self._known.get(guild_id)
        course = (await self.courses(guild_id)).get(cohort.plan.course) if cohort else None
        if course is not None:
            self._sizes[course.id] = [module.id for module in course.modules]
        return course

    async def _change(self, guild_id: int, rule: Callable[[Cohort, int, tzinfo], Cohort | Refusal]) -> Cohort | Refusal:
        async with self._turn(guild_id):
            cohort, course = self._known.get(guild_id), await self._course(guild_id)
            if cohort is None:
                return Refusal.UNKNOWN
            after = rule(cohort, len(course.modules) if course else 0, self._zone(cohort))
            if isinstance(after, Cohort) and after != cohort:
                await self._store.keep(after)
                self._known[guild_id] = after
            return after

    async def _serve(self, guild_id: int, at: datetime) -> None:
        """Make the card that is due in one server, as its course stands now that its turn is ours."""
        async with self._turn(guild_id):
            cohort, course = self._known.get(guild_id), await self._course(guild_id)
            if cohort is None:
                return
            if course is None:  # its pack is missing, perhaps for a moment: it goes on when the pack is back
                return
            size, zone = len(course.modules), self._zone(cohort)
            waiting, step = rules.look(cohort, size, at, zone)
            if step is None:
                await self._keep(waiting)
                return
            post = Post(self._store.next_id(), guild_id, waiting.plan.channel_id, waiting.run, course.id, step)
            after = rules.posted(waiting, size, at, zone)
            await self._store.put_post(after, post, at)
            self._known[guild_id] = after
        self._outbox.redraw(MessageKey(post.game_id, CARD), urgent=True)

    async def _set_right(self, guild_id: int, at: datetime) -> None:
        """What was made of a course while the clock was ahead is taken back."""
        async with self._turn(guild_id):
            cohort, course = self._known.get(guild_id), await self._course(guild_id)
            if cohort is None or course is None:
                return
            after = rules.clock_set_back(cohort, len(course.modules), at, self._zone(cohort))
            if after != cohort:
                await self._store.set_back(after)
                self._known[guild_id] = after

    async def _keep(self, cohort: Cohort) -> None:
        await self._store.keep(cohort)
        self._known[cohort.guild_id] = cohort

    def _until(self, post: Post, size: int) -> datetime | None:
        """When the next module begins, or the course ends."""
        cohort = self._known.get(post.guild_id)
        if cohort is None or post.step >= 2 * size:
            return None
        return rules.due(cohort.plan, 2 * (post.step // 2 + 1), self._zone(cohort))

    async def _told(self, post: Post, course: Course, module: Module | None, at: datetime) -> list[Stand]:
        return await self.stands(post.guild_id, [module] if module else course.modules, at)


def _failed(looking: asyncio.Future[list[Stand]]) -> bool:
    return looking.cancelled() or looking.exception() is not None


def _stands(
    module: Module,
    answered: Mapping[int, Sequence[Response]],
    library: Library,
    bank: Bank,
    priors: Priors,
    at: datetime,
) -> list[Stand]:
    people = contributors(answered, lambda one: one.concept, at)
    everything = [one for given in answered.values() for one in given]
    known = sorted({question.topic for question in library.questions.values()})
    picture = estimate(everything, at, known, priors, bank, several=True)
    found = []
    for objective in module.objectives:
        those = set().union(*(people.get(concept, set()) for concept in objective.concepts))
        figures = [figure for (_, concept), figure in picture.concepts.items() if concept in objective.concepts]
        told = len(those) >= LEAST_CONTRIBUTORS and figures
        found.append(Stand(objective, sum(one.accuracy for one in figures) / len(figures) if told else None))
    return found
