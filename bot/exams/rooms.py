"""What a group that sits a mock together can do: gather, begin at once, and talk about it once all papers are in."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime

from bot.exams.ports import Desk, RoomStore
from bot.exams.rules import room as rules
from bot.exams.rules import sitting as papers
from bot.exams.rules.forms import Form
from bot.exams.rules.model import Refusal, Sitting
from bot.exams.rules.report import worth_talking_about
from bot.exams.rules.room import Phase, Room
from bot.exams.service import ExamService
from bot.kernel.absences import Absences
from bot.kernel.asked import Player
from bot.kernel.background import Background, each
from bot.kernel.exams import Guide
from bot.kernel.keeper import Keeper
from bot.kernel.obstacles import Obstacle
from bot.kernel.ports import GoesOn, MessageKey, Outbox, StorageError, always_goes_on
from bot.kernel.questions import Exam

ROOM, WALK = "examroom", "examwalk"
"""The cards of a group: who is in and who has handed in; what they talk about."""

AT_ONCE = 20
"""So many are ended by one look."""

Rule = Callable[[Room], Room | Refusal]


class RoomService:
    """The groups of this process."""

    def __init__(
        self,
        store: RoomStore,
        exams: ExamService,
        desk: Desk,
        outbox: Outbox,
        background: Background,
        goes_on: GoesOn = always_goes_on,
    ) -> None:
        self._store = store
        self._exams = exams
        self._desk = desk
        self._outbox = outbox
        self._background = background
        self._goes_on = goes_on
        self._rooms: Keeper[Room, Refusal] = Keeper(
            store.load, Refusal.GONE, over=lambda room: room.ended_at is not None
        )
        exams.handed_in = self._handed_in

    async def find(self, room_id: int) -> Room | None:
        """A group as it stands."""
        return await self._rooms.find(room_id)

    async def keys_wait(self, paper: Sitting) -> bool:
        """Whether a paper's keys wait for others of its group to hand in.

        The rows are asked: the group may be another shard's, and what were held of it here would stay as it is. They
        say that it sits a little longer than anybody does: what split it is worked out first.
        """
        room = await self._store.load(paper.room_id) if paper.room_id is not None else None
        return room is not None and room.phase is Phase.SITTING and not await self._store.all_in(room.id)

    async def gather(
        self, *, guild_id: int, channel_id: int, host: Player, exam: Exam, seed: int, at: datetime
    ) -> Room | Refusal:
        """Ask everybody in a channel to sit a mock together."""
        if not self._exams.accepting:
            return Refusal.SHUTTING_DOWN
        if await self._exams.form_for([host.id], guild_id, exam) is None:
            return Refusal.NO_FORM
        if await self._exams.sitting(host.id):
            return Refusal.RUNNING
        room = rules.gather(
            room_id=self._store.next_id(),
            guild_id=guild_id,
            channel_id=channel_id,
            host=host,
            exam=exam,
            seed=seed,
            at=at,
        )
        await self._rooms.keep(None, room, self._write, self._show)
        return room

    async def join(self, room_id: int, player: Player, at: datetime, *, extra_time: bool) -> Room | Refusal:
        """Come in."""
        if await self._exams.sitting(player.id):
            return Refusal.RUNNING
        return await self._change(room_id, lambda room: rules.join(room, player, at, extra_time=extra_time))

    async def begin(self, room_id: int, by: int, at: datetime, *, may_manage: bool) -> Room | Refusal:
        """Hand out the papers: the same form to everybody, in an order of each one's own.

        All clocks run from the press; if the form has to be built, from when it is there.
        """
        before = await self._change(room_id, lambda room: rules.may_steer(room, by, may_manage=may_manage))
        if isinstance(before, Refusal):
            return before
        async with self._exams.form_at(list(before.members), before.guild_id, before.exam, at) as (form, begins):
            guide = await self._exams.guide(before.guild_id, before.exam)
            if form is None:
                return Refusal.NO_FORM
            if not self._exams.accepting:
                return Refusal.SHUTTING_DOWN
            handed_out: list[Sitting] = []
            sitting = await self._exams.sitting(*before.members)

            def rule(room: Room) -> Room | Refusal:
                busy = frozenset(one for one in room.members if one in sitting or self._exams.sits(one))
                begun = rules.begin(room, by, at, may_manage=may_manage, left_out=busy)
                if isinstance(begun, Room):
                    handed_out.extend(self._papers(begun, guide, form, begins))
                return begun

            def write(room: Room | None, begun: Room) -> Awaitable[None]:
                for paper in handed_out:
                    self._exams.hold(paper)
                return self._store.save(room, begun, (), handed_out)

            try:
                result = await self._rooms.change(room_id, rule, write, self._show)
            except StorageError:
                for paper in handed_out:
                    self._exams.drop(paper)
                raise

        self._desk.hand_out(handed_out)
        return result

    def _papers(self, room: Room, guide: Guide, form: Form, at: datetime) -> Sequence[Sitting]:
        return [
            papers.begin(
                sitting_id=self._exams.next_id(),
                player_id=player_id,
                guild_id=room.guild_id,
                channel_id=room.channel_id,
                guide=guide,
                form=form,
                seed=room.seed + place,
                extra_time=player_id in room.extra_time,
                at=at,
                room_id=room.id,
            )
            for place, player_id in enumerate(room.members)
        ]

    async def call_off(self, room_id: int, by: int, at: datetime, *, may_manage: bool) -> Room | Refusal:
        """Take it back before it has begun."""
        return await self._change(room_id, lambda room: rules.call_off(room, by, at, may_manage=may_manage))

    async def may_call_off(self, room_id: int, by: int, at: datetime, *, may_manage: bool) -> Room | Refusal:
        """The group as it gathers, or why this person cannot take it back."""
        room = await self.find(room_id)
        if room is None:
            return Refusal.GONE
        result = rules.call_off(room, by, at, may_manage=may_manage)
        return result if isinstance(result, Refusal) else room

    async def go(self, room_id: int, step: int, at: datetime) -> Room | Refusal:
        """Walk on through what split the group."""
        return await self._change(room_id, lambda room: rules.go(room, step, at))

    async def paper_of(self, room_id: int, player_id: int) -> Sitting | None:
        """Somebody's paper in a group; None where they have none there."""
        return await self._exams.paper_in(room_id, player_id)

    # What time and Discord do

    async def tick(self, at: datetime) -> None:
        """Call off who gathers for too long; end what all have handed in."""
        await each(await self._store.due(at), lambda room_id: self._look(room_id, at))

    async def end_walks(self, at: datetime) -> None:
        """Have those end with which nobody has gone on for long: else their cards would be drawn at each start."""
        left = await self._store.left_off(WALK, at - rules.WALK_WAITS, AT_ONCE)
        await each(left, lambda room_id: self._change(room_id, lambda room: rules.leave(room, at)))

    async def recover(self, absences: Absences, at: datetime) -> None:
        """Give groups that gather their lost time back."""

        async def give_back(room_id: int, since: datetime) -> None:
            await self._change(room_id, lambda now: rules.after_outage(now, since, at))

        await absences.make_up(await self._store.gathering(), at, give_back)

    async def blocked(self, key: MessageKey, at: datetime, obstacle: Obstacle) -> None:
        """A group that nobody can see cannot gather; one that sits goes on in private."""
        if key.card == ROOM and obstacle.unseen:
            await self._change(key.game_id, lambda room: _called_off(room, at))

    def forget(self, scope: object) -> None:
        """Something decided for this group was not written: memory says nothing of it any more."""
        if isinstance(scope, int):
            self._rooms.forget(scope)

    # How it is done

    async def _look(self, room_id: int, at: datetime) -> None:
        room = await self.find(room_id)
        if room is None or not self._goes_on(room.guild_id, room_id):
            return
        if await self._store.all_in(room_id):  # memory is ahead of the rows while papers are being handed out
            walk = worth_talking_about(await self._exams.of_room(room_id))
            await self._change(room_id, lambda now: rules.finish(now, walk, at))
        else:
            await self._change(room_id, lambda now: rules.tick(now, at))

    def _handed_in(self, paper: Sitting) -> None:
        """Say so on the group's card; with the last paper the group is over."""
        if paper.room_id is not None:
            self._outbox.redraw(MessageKey(paper.room_id, ROOM), urgent=False)
            self._background.run(self._look(paper.room_id, paper.ended_at or paper.deadline))

    async def _change(self, room_id: int, rule: Rule) -> Room | Refusal:
        return await self._rooms.change(room_id, rule, self._write, self._show)

    def _write(self, before: Room | None, after: Room) -> Awaitable[None]:
        known = cards(before) if before else []
        return self._store.save(before, after, [card for card in cards(after) if card not in known])

    def _show(self, before: Room | None, after: Room) -> None:
        step = before is None or (before.phase, before.step) != (after.phase, after.step)
        for card in cards(after):
            self._outbox.redraw(MessageKey(after.id, card), urgent=step)
        if before is not None and before.step < 0 <= after.step:  # the card of a group that is over is settled
            self._outbox.refresh(MessageKey(after.id, ROOM))


def cards(room: Room) -> list[str]:
    """Every message that the group must have shown by now."""
    return [ROOM, WALK] if room.step >= 0 else [ROOM]


def _called_off(room: Room, at: datetime) -> Room | Refusal:
    return rules.call_off(room, room.host_id, at, may_manage=True)
