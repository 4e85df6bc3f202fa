"""What the buttons on a group's cards do: come in, begin, get one's paper, talk about what split the group."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from discord import Interaction

from bot.exams.rooms import ROOM, RoomService
from bot.exams.rules.model import Refusal
from bot.kernel.custom_ids import Press, read_number
from bot.kernel.ports import MessageKey
from bot.kernel.questions import Exam
from bot.kernel.seeds import seed_for
from cogs.exams.group.rendering import calling_off_card
from cogs.exams.group.words import ONLY_THE_GROUP, OPENED, WITH_MORE_TIME, YOU_ARE_IN
from cogs.exams.ids import ON, Verb
from cogs.exams.pages import Pages
from cogs.exams.words import REFUSALS
from cogs.shared.controls import once_seen
from cogs.shared.interactions import Handler, acknowledge, may_manage, player_of, refuse, say, take_time
from cogs.shared.standing import Stands, barred, barrier_to


@dataclass(frozen=True, slots=True)
class GroupComponents:
    """The handlers, by verb; each takes the interaction and the parsed id."""

    rooms: RoomService
    pages: Pages
    stands: Stands

    def handlers(self) -> dict[str, Handler]:
        """Verb → handler, for the router."""
        return {
            Verb.JOIN: self.join,
            Verb.BEGIN: self.begin,
            Verb.CALL_OFF: self.call_off,
            Verb.MINE: self.mine,
            Verb.WALK: self.walk,
        }

    async def gather(self, interaction: Interaction, exam: Exam, *, extra_time: bool) -> None:
        """Ask everybody in the channel to sit a mock together."""
        host, at = player_of(interaction), interaction.created_at
        await take_time(interaction)
        room = await self.rooms.gather(
            guild_id=interaction.guild_id or 0,
            channel_id=interaction.channel_id or 0,
            host=host,
            exam=exam,
            seed=seed_for(interaction.id),
            at=at,
        )
        if isinstance(room, Refusal):
            await refuse(interaction, REFUSALS[room])
            return
        if extra_time:
            await self.rooms.join(room.id, host, at, extra_time=True)
        barrier = await barrier_to(interaction, MessageKey(room.id, ROOM), self.stands)
        await say(interaction, OPENED if barrier is None else barred(interaction, barrier))

    async def join(self, interaction: Interaction, press: Press) -> None:
        """Come in, or with the other time."""
        extra = press.arguments == (ON,)
        result = await self.rooms.join(press.game_id, player_of(interaction), interaction.created_at, extra_time=extra)
        if isinstance(result, Refusal):
            await refuse(interaction, REFUSALS[result])
        else:
            await say(interaction, YOU_ARE_IN.format(more=WITH_MORE_TIME if extra else ""))

    async def begin(self, interaction: Interaction, press: Press) -> None:
        """Hand the papers out."""
        await take_time(interaction, quietly=True)
        await self._steer(interaction, press, self.rooms.begin)

    async def call_off(self, interaction: Interaction, press: Press) -> None:
        """Take it back before it has begun, once that was asked."""
        if press.is_sure:
            await once_seen(self._call_off)(interaction, press)
            return
        may, at = may_manage(interaction), interaction.created_at
        room = await self.rooms.may_call_off(press.game_id, interaction.user.id, at, may_manage=may)
        if isinstance(room, Refusal):
            await refuse(interaction, REFUSALS[room])
        else:
            await say(interaction, card=calling_off_card(room))

    async def _call_off(self, interaction: Interaction, press: Press) -> None:
        await self._steer(interaction, press, self.rooms.call_off)

    async def _steer(self, interaction: Interaction, press: Press, act: Callable[..., Awaitable[object]]) -> None:
        may, at = may_manage(interaction), interaction.created_at
        result = await act(press.game_id, interaction.user.id, at, may_manage=may)
        if isinstance(result, Refusal):
            await refuse(interaction, REFUSALS[result])
        else:
            await acknowledge(interaction)

    async def mine(self, interaction: Interaction, press: Press) -> None:
        """One's own paper in the group, wherever it stands."""
        paper = await self.rooms.paper_of(press.game_id, interaction.user.id)
        if paper is None:
            await refuse(interaction, REFUSALS[Refusal.NOT_IN])
        else:
            await say(interaction, card=await self.pages.of(paper))

    async def walk(self, interaction: Interaction, press: Press) -> None:
        """On to the next step of what split the group, for whoever sat in it, or manages the server."""
        step = read_number(press.arguments[0], 10) if press.arguments else None
        room, who = await self.rooms.find(press.game_id), interaction.user.id
        if room is not None and not may_manage(interaction) and await self.rooms.paper_of(room.id, who) is None:
            await refuse(interaction, ONLY_THE_GROUP)
            return
        result = await self.rooms.go(press.game_id, -1 if step is None else step, interaction.created_at)
        if isinstance(result, Refusal):
            await refuse(interaction, REFUSALS[result])
        else:
            await acknowledge(interaction)
