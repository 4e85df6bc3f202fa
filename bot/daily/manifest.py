"""The daily challenge, put together; and the settings of a server, of which the daily is the largest part."""

from dataclasses import replace
from datetime import datetime
from uuid import uuid4

from bot.daily.ports import CARD_OF_DAILY
from bot.daily.posting import DailyPosting
from bot.daily.rules.play import Daily
from bot.daily.rules.schedule import State
from bot.daily.schedules import DailySchedules
from bot.daily.service import DailyService
from bot.daily.store import SqlDailyStore
from bot.delivery.sender import Drawing
from bot.feature import Core, Feature, Tick
from bot.kernel.absences import Absences
from bot.kernel.obstacles import Obstacle
from bot.kernel.ports import MessageKey
from bot.kernel.sources import Game
from bot.learners.store import SqlPreferences
from bot.own.manifest import named
from bot.packs import content
from bot.servers.service import ServerService
from bot.servers.store import SqlServers
from bot.storage.share import share_of
from bot.storage.stores import SqlMeta
from bot.timing.zones import PinnedZones
from cogs.daily.commands import DailyCommands
from cogs.daily.components import DailyComponents
from cogs.daily.rendering.post import draw
from cogs.daily.words import NAMED as DAILY_NAMES_IT
from cogs.settings.commands import SettingsCommands
from cogs.settings.components import SettingsComponents
from cogs.settings.defaults import Defaults
from cogs.settings.words import NAMED as QUIZZES_NAME_IT
from cogs.shared.privates import Privates

TICK_S = 1.0
CLOSING_S = 5.0

_TZDATA = "tzdata"


def daily_store(core: Core) -> SqlDailyStore:
    """The rows of the daily."""
    return SqlDailyStore(core.writer, core.database.reading, content, core.ids, owner=uuid4().hex)


def schedules(core: Core) -> DailySchedules:
    """The schedules, also for what comes at the same hour."""
    return DailySchedules(core.once(daily_store), core.sources.of(Game.DAILY), PinnedZones())


class DailyChallenge(Feature):
    """A post a day in every server that wants one."""

    def __init__(self, core: Core) -> None:
        self._is_there = core.is_there
        self.store = core.once(daily_store)
        self.dailies = DailyService(self.store, core.delivery, share_of(core.database.reading).has)
        sources = core.sources.of(Game.QUIZ)
        self.schedules = core.once(schedules)
        self.posting = DailyPosting(
            self.store,
            self.schedules,
            self.dailies,
            core.delivery,
            lambda: core.delivery.under_way(CARD_OF_DAILY),
            core.goes_on,
            lambda: core.delivery.failing(CARD_OF_DAILY),
            share_of(core.database.reading).shards or 1,
            core.drawing,
            core.hears,
        )
        self._meta = SqlMeta(core.writer, core.database.reading)
        self._share = share_of(core.database.reading)
        servers = ServerService(SqlServers(core.writer, core.database.reading))
        preferences = SqlPreferences(core.writer, core.database.reading)
        commands = DailyCommands(
            self.dailies, self.schedules, core.clock.now, core.client.name_of, core.client.is_member, preferences
        )
        self.cogs = [
            commands,
            SettingsCommands(self.schedules, servers, sources),
        ]
        self._servers = servers
        core.once(named).by(self._named)
        components = DailyComponents(
            self.dailies, Privates[Daily](core.background, core.client.passing), core.client.is_member
        )
        settings = SettingsComponents(Defaults(servers, sources))
        self.handlers = components.handlers() | commands.handlers() | settings.handlers()
        self.ticks = [
            Tick(TICK_S, self.posting.tick, "dailies due"),
            Tick(CLOSING_S, self.posting.close_some, "dailies over"),
        ]

    async def _named(self, guild_id: int, topic: str) -> list[tuple[Game, str]]:
        schedule = await self.schedules.schedule(guild_id)
        by_daily = schedule is not None and schedule.state is not State.OFF and topic in schedule.plan.topics
        by_quizzes = topic == (await self._servers.settings(guild_id)).quiz.topic
        return [(Game.DAILY, DAILY_NAMES_IT)] * by_daily + [(Game.QUIZ, QUIZZES_NAME_IT)] * by_quizzes

    def owns(self, card: str) -> bool:
        """The day's post."""
        return card == CARD_OF_DAILY

    async def open(self) -> None:
        """Learn who is to be told something; compute anew what is due where the zones' rules are another release."""
        await self.schedules.open()
        version, fact = self.schedules.zones.version, self._share.named(_TZDATA)
        if await self._meta.get(fact) != version:
            await self.schedules.rules_changed()
            await self._meta.put(fact, version)

    async def recover(self, absences: Absences, at: datetime) -> None:
        """Time away is held against nobody's streak."""
        await self.posting.recover(absences, at)

    async def draw(self, key: MessageKey) -> Drawing | None:
        """A day's post."""
        shown = await self.posting.showing(key.game_id)
        if shown is None:
            return None
        left_out = shown.hidden, shown.off_boards
        drawing = draw(shown.daily, shown.previous, shown.closes_at, *left_out, followed=shown.followed)
        played_unseen = shown.daily.players and shown.daily.closed_at is None
        if drawing and played_unseen and not await self.store.was_posted(key.game_id):
            return replace(drawing, settled=False)  # refused, it stays open for who came by `/daily`, and comes later
        return drawing

    async def posted(self, key: MessageKey, at: datetime) -> None:  # noqa: ARG002 - it is open since it was written
        """A post is on the screen."""
        self.posting.posted(key.game_id)

    async def blocked(self, key: MessageKey, at: datetime, obstacle: Obstacle) -> None:  # noqa: ARG002 - the date counts, not the moment
        """A post that was refused switches the daily off."""
        daily = await self.dailies.find(key.game_id)
        if daily is not None and self._is_there(daily.guild_id):
            await self.posting.blocked(key.game_id)

    def forget(self, scope: object) -> None:
        """What was not written did not happen."""
        self.dailies.forget(scope)
        self.schedules.forget(scope)
        self.posting.forget(scope)

    def close(self) -> None:
        """No new posts: the rows keep them."""
        self.posting.accepting = False
