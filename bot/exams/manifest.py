"""Mock exams, put together."""

from datetime import datetime

from bot.delivery.sender import DiscordSender, Drawing
from bot.exams.rooms import ROOM, WALK, RoomService
from bot.exams.service import PAPER, ExamService
from bot.exams.store import SqlRooms, SqlSittings
from bot.feature import Core, Feature, Tick
from bot.kernel.availability import Absences
from bot.kernel.keys import Viewer
from bot.kernel.obstacles import Obstacle
from bot.kernel.ports import MessageKey
from bot.packs import content
from bot.packs.catalogue import BUILT_IN
from bot.packs.exams import load_guides
from cogs.exams.commands import ExamCommands
from cogs.exams.components import ExamComponents
from cogs.exams.desk import DiscordDesk
from cogs.exams.rendering.question import question_card
from cogs.exams.rendering.report import report_card
from cogs.exams.rendering.room import draw_room, draw_walk

TICK_S = 0.5


class Exams(Feature):
    """A mock, alone or as a group."""

    def __init__(self, core: Core) -> None:
        reading = core.database.reading
        store = SqlSittings(core.writer, reading, content, core.ids)
        desk = DiscordDesk(DiscordSender(core.client), core.background, core.clock.now)
        self.exams = ExamService(store, core.sources, load_guides(BUILT_IN), core.delivery, core.goes_on)
        desk.exams = self.exams
        rooms = SqlRooms(core.writer, reading, content, core.ids)
        self.rooms = RoomService(rooms, self.exams, desk, core.delivery, core.background, core.goes_on)
        components = ExamComponents(self.exams, self.rooms, desk, core.delivery.stands)
        self.cogs = [ExamCommands(components)]
        self.handlers = components.handlers()
        self.ticks = [Tick(TICK_S, self.exams.tick, "mock exams"), Tick(TICK_S, self.rooms.tick, "group mocks")]

    def owns(self, card: str) -> bool:
        """A paper, a group, and what it talks about."""
        return card in (PAPER, ROOM, WALK)

    async def open(self) -> None:
        """Learn who sits a mock."""
        await self.exams.open()

    async def recover(self, absences: Absences, at: datetime) -> None:
        """Give every paper its time back."""
        await self.exams.recover(absences, at)

    async def draw(self, key: MessageKey) -> Drawing | None:
        """A paper where it lies in direct messages, or a card of a group."""
        return await (self._paper(key.game_id) if key.card == PAPER else self._room(key))

    async def _paper(self, sitting_id: int) -> Drawing | None:
        paper = await self.exams.find(sitting_id)
        if paper is None or paper.is_open:
            return None if paper is None else Drawing(question_card(paper, paper.place), settled=False)
        earlier = await self.exams.results(paper.player_id, paper.exam)
        wait = await self.rooms.keys_wait(paper)
        guide = await self.exams.guide(paper.guild_id, paper.exam)
        return Drawing(report_card(paper, guide, earlier, keys_wait=wait), settled=True)

    async def _room(self, key: MessageKey) -> Drawing | None:
        room = await self.rooms.find(key.game_id)
        if room is None:
            return None
        papers = await self.exams.of_room(room.id)
        if key.card == ROOM:
            guide = await self.exams.guide(room.guild_id, room.exam)
            return draw_room(room, guide, await self.rooms.writing(room.id), papers)
        return draw_walk(room, papers, await self.exams.hidden(Viewer(guild_id=room.guild_id, game_id=room.id)))

    async def blocked(self, key: MessageKey, at: datetime, obstacle: Obstacle) -> None:
        """Direct messages that are shut are not tried again; a group that nobody can see is over."""
        if key.card == PAPER and obstacle.unseen:
            await self.exams.take_up(key)
        else:
            await self.rooms.blocked(key, at, obstacle)

    def forget(self, scope: object) -> None:
        """What was not written did not happen."""
        self.exams.forget(scope)
        self.rooms.forget(scope)

    def close(self) -> None:
        """No new mocks; those under way go on after the start, with their time."""
        self.exams.accepting = False
