"""What people and time can do with essay evenings. The rows are read anew each time, under the evening's lock.

Marks stay with the text that they are about until both are deleted: they are evidence of nothing, and move nothing.
"""

from collections import Counter
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from datetime import datetime

from bot.essays.api import Mark
from bot.evenings import rules
from bot.evenings.hiding import HiddenCards
from bot.evenings.ports import EveningStore
from bot.evenings.rules import Evening, Phase, Refusal, Text
from bot.evenings.views import Board, Desk, Page, Result, ToMark
from bot.kernel.absences import Absences
from bot.kernel.background import each
from bot.kernel.essays import Essay
from bot.kernel.keys import Viewer
from bot.kernel.names import shows_something, unhidden
from bot.kernel.obstacles import Obstacle
from bot.kernel.ports import GoesOn, MessageKey, Outbox, always_goes_on
from bot.kernel.sources import Source
from bot.kernel.turns import Turns

WRITE, MARK = "evewrite", "evemark"
"""The cards of an evening: for as long as one writes, and from when the time is up."""


Act = Callable[[Evening], Awaitable[Evening | Refusal]]


class EveningService:
    """The evenings. Nothing of them is kept in memory."""

    def __init__(
        self,
        store: EveningStore,
        sources: Source,
        outbox: Outbox,
        goes_on: GoesOn = always_goes_on,
        written: Callable[[Evening, datetime], None] = lambda *_: None,
    ) -> None:
        """`written` hears that an evening's writing is over."""
        self._written = written
        self._store = store
        self._sources = sources
        self._outbox = outbox
        self._goes_on = goes_on
        self._turns = Turns()
        self.hidden = HiddenCards(store, self._turns)
        self.accepting = True

    async def subjects(self, guild_id: int) -> Mapping[str, Essay]:
        """What one can write about."""
        return (await self._sources.library(guild_id)).essays

    # What people do

    async def begin(
        self, *, guild_id: int, channel_id: int, host_id: int, essay: str, minutes: int, seed: int, at: datetime
    ) -> Evening | Refusal:
        """Have everybody in a channel write on a subject from now on."""
        if not self.accepting:
            return Refusal.SHUTTING_DOWN
        subject = (await self.subjects(guild_id)).get(essay)
        if subject is None:
            return Refusal.NO_ESSAY
        async with self._turns.of(channel_id):
            if await self._store.writing_in(channel_id):
                return Refusal.BUSY
            evening = rules.begin(
                evening_id=self._store.next_id(),
                guild_id=guild_id,
                channel_id=channel_id,
                host_id=host_id,
                essay=subject,
                seed=seed,
                minutes=minutes,
                at=at,
            )
            earlier = await self._earlier(evening)
            await self._store.begin(evening, WRITE)
        self._draw(MessageKey(evening.id, WRITE), *earlier)
        return evening

    async def find(self, evening_id: int) -> Evening | None:
        """An evening."""
        return await self._store.find(evening_id)

    async def desk(self, evening_id: int, player_id: int) -> Desk | Refusal:
        """What somebody has written so far."""
        found = await self._with_essay(evening_id)
        if isinstance(found, Refusal):
            return found
        evening, essay = found
        return Desk(evening, essay, await self._of(evening_id, player_id))

    async def write(self, evening_id: int, player_id: int, text: str, at: datetime) -> Desk | Refusal:
        """Keep what somebody wrote, in place of what they had written before."""
        async with self._turns.of(evening_id):
            found = await self._with_essay(evening_id)
            if isinstance(found, Refusal):
                return found
            evening, essay = found
            writers = {one.author_id for one in await self._store.texts(evening_id)}
            refusal = rules.may_write(evening, player_id, writers, self.counted(evening, at))
            if refusal or not shows_something(text):
                return refusal or Refusal.EMPTY
            mine = Text(player_id, unhidden(text), at)
            await self._store.put_text(evening_id, mine)
        if player_id not in writers:
            self._outbox.redraw(MessageKey(evening_id, WRITE), urgent=False)
        return Desk(evening, essay, mine)

    def counted(self, evening: Evening, at: datetime) -> datetime:
        """What the evening's clock shows: it stands still while its server is away, and gets back what was lost."""
        return at if self._goes_on(evening.guild_id, evening.id) else min(at, evening.ends_at)

    async def stop_writing(self, evening_id: int, by: int, at: datetime, *, may_manage: bool) -> Evening | Refusal:
        """The host says that the time is up; open forms can still be sent for a moment, then it goes on by itself."""

        async def act(evening: Evening) -> Evening | Refusal:
            after = rules.stop(evening, self.counted(evening, at))
            if isinstance(after, Evening):
                await self._store.keep(after)
                self._outbox.redraw(MessageKey(evening_id, WRITE), urgent=True)
            return after

        return await self._steer(evening_id, by, Phase.WRITING, act, may_manage=may_manage)

    async def steered(self, evening_id: int, by: int, phase: Phase, *, may_manage: bool) -> Board | Refusal:
        """How an evening stands, for who may call off or end this part of it."""

        async def look(evening: Evening) -> Evening:
            return evening

        found = await self._steer(evening_id, by, phase, look, may_manage=may_manage)
        return found if isinstance(found, Refusal) else await self.board(evening_id) or Refusal.UNKNOWN

    async def call_off(self, evening_id: int, by: int, *, may_manage: bool) -> Evening | Refusal:
        """The host takes it back; what was written is deleted."""

        async def act(evening: Evening) -> Evening | Refusal:
            after = rules.call_off(evening)
            if isinstance(after, Evening):
                earlier = await self._earlier(evening)
                await self._store.clear(after)
                self._draw(MessageKey(evening.id, WRITE), *earlier)
            return after

        return await self._steer(evening_id, by, Phase.WRITING, act, may_manage=may_manage)

    async def end_marking(self, evening_id: int, by: int, at: datetime, *, may_manage: bool) -> Evening | Refusal:
        """The host has waited long enough for marks."""

        async def act(evening: Evening) -> Evening | Refusal:
            return await self._finish(evening, at)

        return await self._steer(evening_id, by, Phase.MARKING, act, may_manage=may_manage)

    async def page(self, evening_id: int, player_id: int, place: int) -> Page | Refusal:
        """One of the answers, for anybody who can see the evening; none before the time is up."""
        found = await self._with_essay(evening_id)
        if isinstance(found, Refusal):
            return found
        evening, essay = found
        if evening.phase is Phase.WRITING:
            return Refusal.NOT_YET
        texts = await self._store.texts(evening_id)
        if not texts:
            return Refusal.OVER
        at = place % len(texts)
        return Page(evening, essay, texts[at], at, len(texts), texts[at].author_id == player_id)

    async def to_mark(self, evening_id: int, player_id: int) -> ToMark | Refusal:
        """The answer that somebody is to mark next."""
        found = await self._with_essay(evening_id)
        if isinstance(found, Refusal):
            return found
        evening, essay = found
        if evening.phase is not Phase.MARKING:
            return Refusal.NOT_YET if evening.phase is Phase.WRITING else Refusal.OVER
        if hidden := await self._why_hidden(evening, player_id):
            return hidden
        texts = {text.author_id: text for text in await self._store.texts(evening_id)}
        theirs = [one for one in await self._store.markings(evening_id) if one.marker_id == player_id]
        points = len(essay.points)
        open_ones = [one for one in theirs if not rules.is_done(one, points) and one.author_id in texts]
        waiting = sorted(open_ones, key=lambda one: (not one.marks, texts[one.author_id].place or 0))
        if not waiting:
            return Refusal.NOTHING_TO_MARK if theirs or player_id in texts else Refusal.NOT_WROTE
        author = waiting[0].author_id
        return ToMark(evening, essay, texts[author], waiting[0], len(waiting) - 1, list(texts).index(author))

    async def mark(
        self, evening_id: int, player_id: int, text: int, place: int, mark: Mark, at: datetime
    ) -> ToMark | Refusal:
        """Mark a point of the answer with a number; what is to be marked next."""
        async with self._turns.of(evening_id):
            now = await self.to_mark(evening_id, player_id)
            if isinstance(now, Refusal) or now.text.place != text:
                return now
            after = rules.marked(now.marking, place, mark, len(now.essay.points), at)
            if after is not now.marking:
                await self._store.put_marking(evening_id, after)
            if after.done_at:
                await self._look(now.evening, len(now.essay.points), at)
                self._outbox.redraw(MessageKey(evening_id, MARK), urgent=False)
        return await self.to_mark(evening_id, player_id)

    async def result(self, evening_id: int, player_id: int) -> Result | Refusal:
        """What somebody wrote, with how others marked it."""
        found = await self._with_essay(evening_id)
        if isinstance(found, Refusal):
            return found
        evening, essay = found
        mine = await self._of(evening_id, player_id)
        if mine is None:
            return Refusal.NOT_WROTE if evening.is_open else Refusal.OVER
        if hidden := await self._why_hidden(evening, player_id):
            return hidden
        about = [one for one in await self._store.markings(evening_id) if one.author_id == player_id]
        done = sorted((one for one in about if one.done_at), key=lambda one: rules.draw(evening, one.marker_id))
        return Result(evening, essay, mine, done, len(about) - len(done))

    async def board(self, evening_id: int) -> Board | None:
        """What everybody may know of an evening."""
        evening = await self._store.find(evening_id)
        if evening is None:
            return None
        essay = await self._essay(evening)
        texts, markings = await self._store.texts(evening_id), await self._store.markings(evening_id)
        done = [one for one in markings if one.done_at]
        marked = {one.author_id for one in done}
        told = essay is not None and evening.phase is Phase.OVER and len(marked) >= rules.LEAST_TOLD
        withheld = told and evening.essay in await self._store.being_written(Viewer(0, evening.guild_id))
        told = told and not withheld
        points = range(len(essay.points) if essay else 0)
        fared = [Counter(one.marks[at] for one in done if at < len(one.marks)) for at in points] if told else []
        return Board(evening, essay, len(texts), len(done), len(markings), fared, withheld)

    # What time and Discord do

    async def tick(self, at: datetime) -> None:
        """Do what the time asks, but for servers that are away."""
        await each(await self._store.due(at), lambda evening_id: self._due(evening_id, at))
        await each(await self._store.marked(), lambda evening_id: self._all_marked(evening_id, at))

    async def recover(self, absences: Absences, at: datetime) -> None:
        """Give the time back that was lost."""
        running = {evening.id: evening.guild_id for evening in await self._store.running()}
        await absences.make_up(running, at, lambda evening_id, since: self._give_back(evening_id, since, at))

    async def blocked(self, key: MessageKey, obstacle: Obstacle) -> None:
        """An evening that nobody has seen is taken back. Else what was written stays, and its host is to hear of it.

        After a restart nobody knows whether its card was posted.
        """
        if key.card == WRITE and obstacle.unseen:
            await self._take_back(key.game_id)
        elif obstacle.missing or obstacle.doubtful:
            await self.hidden.is_gone(key.game_id)

    async def _take_back(self, evening_id: int) -> None:
        async with self._turns.of(evening_id):
            evening = await self._store.find(evening_id)
            after = rules.call_off(evening) if evening else Refusal.UNKNOWN
            if isinstance(after, Evening):
                earlier = await self._earlier(after)
                await self._store.clear(after)
                self._draw(*earlier)

    async def sample(self, evening_id: int, player_id: int) -> Essay | Refusal:
        """The subject with its sample answer."""
        found = await self._with_essay(evening_id)
        if isinstance(found, Refusal):
            return found
        return await self._why_hidden(found[0], player_id) or found[1]

    # How it is done

    async def _why_hidden(self, evening: Evening, player_id: int) -> Refusal | None:
        """Why somebody may not see yet what an answer has to say, if so: where they are, one is still being written."""
        if evening.phase is Phase.WRITING:
            return Refusal.NOT_YET
        written = await self._store.being_written(Viewer(player_id, evening.guild_id))
        return Refusal.WRITTEN_ELSEWHERE if evening.essay in written else None

    async def _due(self, evening_id: int, at: datetime) -> None:
        async with self._turns.of(evening_id):
            evening = await self._store.find(evening_id)
            if evening is None or evening.due_at is None or evening.due_at > at:
                return
            if evening.phase is Phase.OVER:
                await self._store.clear(rules.clear(evening))
                self._outbox.redraw(MessageKey(evening_id, MARK), urgent=False)
            elif self._goes_on(evening.guild_id, evening.id):
                await self._go_on(evening, at)

    async def _go_on(self, evening: Evening, at: datetime) -> None:
        if evening.phase is not Phase.WRITING:
            await self._finish(evening, at)
        elif at < evening.ends_at + rules.GRACE:
            await self._store.keep(rules.close(evening))
            self._outbox.redraw(MessageKey(evening.id, WRITE), urgent=True)
        else:
            await self._collect(evening, at)

    async def _all_marked(self, evening_id: int, at: datetime) -> None:
        """Whoever was still to mark was erased, and their markings with them."""
        async with self._turns.of(evening_id):
            evening = await self._store.find(evening_id)
            if evening and self._goes_on(evening.guild_id, evening.id):
                await self._look(evening, 1, at)

    async def _collect(self, evening: Evening, at: datetime) -> Evening:
        after, texts, markings = rules.collect(evening, await self._store.texts(evening.id), at)
        marking, earlier = after.phase is Phase.MARKING, await self._earlier(evening)
        await self._store.keep(replace(after, ends_at=min(after.ends_at, at)), texts, markings, MARK if marking else "")
        self._draw(MessageKey(evening.id, WRITE))
        self._written(after, at)
        self._draw(*([MessageKey(evening.id, MARK)] if marking else []), *earlier)
        return after

    async def _earlier(self, evening: Evening) -> list[MessageKey]:
        """The cards of earlier evenings on the same: what people write about is taken off them, and comes back.

        To be asked before an evening is written: what is written is not to fail afterwards.
        """
        same = (one for one in await self._store.running() if one.guild_id == evening.guild_id)
        return [MessageKey(one.id, MARK) for one in same if one.essay == evening.essay and one.phase is Phase.OVER]

    def _draw(self, *cards: MessageKey) -> None:
        for card in cards:
            self._outbox.redraw(card, urgent=True)

    async def _finish(self, evening: Evening, at: datetime) -> Evening:
        after = rules.finish(evening, at)
        await self._store.keep(after)
        self._outbox.redraw(MessageKey(evening.id, MARK), urgent=True)
        return after

    async def _look(self, evening: Evening, points: int, at: datetime) -> None:
        """With the last mark it is over."""
        if all(rules.is_done(one, points) for one in await self._store.markings(evening.id)):
            await self._finish(evening, at)

    async def _steer(self, evening_id: int, by: int, phase: Phase, act: Act, *, may_manage: bool) -> Evening | Refusal:
        async with self._turns.of(evening_id):
            evening = await self._store.find(evening_id)
            if evening is None:
                return Refusal.UNKNOWN
            if refusal := rules.by_host(evening, by, may_manage=may_manage):
                return refusal
            return await act(evening) if evening.phase is phase else Refusal.OVER

    async def _give_back(self, evening_id: int, since: datetime, at: datetime) -> None:
        async with self._turns.of(evening_id):
            if (evening := await self._store.find(evening_id)) is None:
                return
            if (after := rules.made_up(evening, since, at)) != evening:
                await self._store.keep(after)
        if evening.phase is not Phase.OVER:
            card = WRITE if evening.phase is Phase.WRITING else MARK
            self._outbox.redraw(MessageKey(evening_id, card), urgent=False)

    async def _with_essay(self, evening_id: int) -> tuple[Evening, Essay] | Refusal:
        evening = await self._store.find(evening_id)
        if evening is None:
            return Refusal.UNKNOWN
        essay = await self._essay(evening)
        return (evening, essay) if essay else Refusal.NO_ESSAY

    async def _essay(self, evening: Evening) -> Essay | None:
        return evening.asked or (await self.subjects(evening.guild_id)).get(evening.essay)

    async def _of(self, evening_id: int, player_id: int) -> Text | None:
        return next((one for one in await self._store.texts(evening_id) if one.author_id == player_id), None)
