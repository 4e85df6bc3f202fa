"""One's own data, put together."""

from bot.feature import Core, Feature
from bot.learners.exams_store import SqlLearners
from bot.learners.store import SqlPreferences
from bot.learning.manifest import history
from bot.profile.service import ProfileService
from bot.profile.store import SqlEraser
from bot.reports.manifest import reported
from cogs.profile.commands import MeCommands
from cogs.profile.components import MeComponents
from cogs.profile.wishes import WishComponents


class Profile(Feature):
    """`/me`; all its messages are private answers."""

    def __init__(self, core: Core) -> None:
        reading = core.database.reading
        learners, eraser = SqlLearners(core.writer, reading), SqlEraser(core.writer, reading)
        me = MeComponents(
            ProfileService(core.once(history), core.sources, learners, eraser, core.once(reported), core.forget)
        )
        self.cogs = [MeCommands(me)]
        self.handlers = me.handlers() | WishComponents(SqlPreferences(core.writer, reading)).handlers()
