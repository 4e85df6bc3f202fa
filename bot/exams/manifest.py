"""Mock exams, put together."""

from collections.abc import Mapping
from datetime import datetime

from bot.delivery.sender import DiscordSender, Drawing
from bot.exams.rooms import ROOM, WALK, RoomService
from bot.exams.rooms_store import SqlRooms
from bot.exams.rules.model import Refusal, Sitting
from bot.exams.service import PAPER, ExamService
from bot.exams.store import SqlSittings
from bot.feature import Core, Feature, Tick
from bot.kernel.absences import Absences
from bot.kernel.keys import Viewer
from bot.kernel.obstacles import Obstacle
from bot.kernel.ports import MessageKey
from bot.packs import content
from bot.packs.exams import built_in_guides
from bot.practice.manifest import components as practicing
from cogs.exams.beginning import Beginning
from cogs.exams.commands import ExamCommands
from cogs.exams.components import ExamComponents
from cogs.exams.desk import DiscordDesk
from cogs.exams.group.components import GroupComponents
from cogs.exams.group.rendering import draw_room, draw_walk
from cogs.exams.pages import Pages
from cogs.exams.reading import Reading
from cogs.exams.words import REFUSALS
from cogs.shared.cards import Card
from cogs.shared.privates import Privates

TICK_S = 1.0
WALKS_S = 3600.0


def exams(core: Core) -> ExamService:
    """The papers, for whoever looks at what they came to."""
    store = SqlSittings(core.writer, core.database.reading, content, core.ids)
    return ExamService(
        store, core.sources, built_in_guides(), core.delivery, core.clock.now, core.goes_on, core.drawing
    )


class Exams(Feature):
    """A mock, alone or as a group."""

    def __init__(self, core: Core) -> None:
        reading = core.database.reading
        desk = DiscordDesk(DiscordSender(core.client), core.background, core.clock.now)
        self.exams = core.once(exams)
        desk.exams = self.exams
        rooms = SqlRooms(core.writer, reading, content, core.ids)
        self.rooms = RoomService(rooms, self.exams, desk, core.delivery, core.background, core.goes_on)
        self._pages = Pages(self.exams, self.rooms)
        privates = Privates[Sitting](core.background, core.client.passing)
        self.exams.given_back = lambda paper, at: privates.put_off(paper.id, paper, at)
        beginning = Beginning(self.exams, self._pages, desk, core.delivery.stands, privates)
        working = ExamComponents(self.exams, self._pages, privates)
        reading_it = Reading(self.exams, self.rooms, self._pages, core.once(practicing))
        group = GroupComponents(self.rooms, self._pages, core.delivery.stands)
        self.cogs = [ExamCommands(beginning, group)]
        self.handlers = beginning.handlers() | working.handlers() | reading_it.handlers() | group.handlers()
        self.ticks = [
            Tick(TICK_S, self.exams.tick, "mock exams"),
            Tick(TICK_S, self.rooms.tick, "group mocks"),
            Tick(WALKS_S, self.rooms.end_walks, "group mocks talked about no more"),
        ]

    def owns(self, card: str) -> bool:
        """A paper, a group, and what it talks about."""
        return card in (PAPER, ROOM, WALK)

    async def open(self) -> None:
        """Learn who sits a mock."""
        await self.exams.open()

    async def recover(self, absences: Absences, at: datetime) -> None:
        """Give every paper its time back, and every group that gathers."""
        await self.exams.recover(absences, at)
        await self.rooms.recover(absences, at)

    async def draw(self, key: MessageKey) -> Drawing | None:
        """A paper where it lies in direct messages, or a card of a group."""
        return await (self._paper(key.game_id) if key.card == PAPER else self._room(key))

    async def _paper(self, sitting_id: int) -> Drawing:
        """One that is gone was its person's, who was erased: what lies there has nothing to press any more."""
        paper = await self.exams.find(sitting_id)
        if paper is None:
            return Drawing(Card(REFUSALS[Refusal.GONE]), settled=True)
        return Drawing(await self._pages.of(paper), settled=not paper.is_open)

    async def _room(self, key: MessageKey) -> Drawing | None:
        room = await self.rooms.find(key.game_id)
        if room is None:
            return None
        papers = await self.exams.of_room(room.id)
        if key.card == ROOM:
            guide = await self.exams.guide(room.guild_id, room.exam)
            return draw_room(room, guide, papers)
        return draw_walk(room, papers, await self.exams.hidden(Viewer(guild_id=room.guild_id, game_id=room.id)))

    async def blocked(self, key: MessageKey, at: datetime, obstacle: Obstacle) -> None:
        """Direct messages that are shut are not tried again; a group that nobody can see is over."""
        if key.card == PAPER and obstacle.missing:
            await self.exams.take_up(key)
        else:
            await self.rooms.blocked(key, at, obstacle)

    def forget(self, scope: object) -> None:
        """What was not written did not happen."""
        self.exams.forget(scope)
        self.rooms.forget(scope)

    def figures(self) -> Mapping[str, float]:
        """How many mocks are being sat."""
        return {"mock_exams_running": self.exams.running}

    def close(self) -> None:
        """No new mocks; those under way go on after the start, with their time."""
        self.exams.accepting = False
