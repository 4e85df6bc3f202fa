"""Studying, put together: practice alone, weak spots, one's own data."""

from bot.delivery.sender import DiscordSender
from bot.feature import Core, Feature, Tick
from bot.learners.exams_store import SqlLearners
from bot.learners.store import SqlPreferences
from bot.learning.difficulties import DifficultyService
from bot.learning.difficulties_store import SqlDifficulties
from bot.learning.store import SqlHistory
from bot.packs import content
from bot.practice.service import PracticeService
from bot.practice.store import SqlPracticeStore
from bot.profile.service import ProfileService
from bot.profile.store import SqlEraser
from bot.reminders.service import ReminderService
from bot.reminders.store import SqlReminders
from bot.reports.service import ReportService
from bot.reports.store import SqlReports
from bot.timing.zones import PinnedZones
from bot.weakspots.service import WeakspotsService
from cogs.practice.commands import PracticeCommands
from cogs.practice.components import PracticeComponents
from cogs.profile.commands import MeCommands
from cogs.profile.components import MeComponents
from cogs.profile.ids import mark_of_reminder
from cogs.profile.wishes import WishComponents
from cogs.reminders.components import ReminderComponents, reminder
from cogs.reminders.letters import DiscordLetters
from cogs.reports.commands import PacksCommands, ReportCommands
from cogs.reports.components import ReportComponents
from cogs.weakspots.commands import WeakspotsCommands
from cogs.weakspots.components import WeakspotsComponents

LEARNING_S = 60.0
REMINDERS_S = 5.0


class Study(Feature):
    """Everything that one does alone."""

    def __init__(self, core: Core) -> None:
        store = SqlPracticeStore(core.writer, core.database.reading, content, core.ids)
        history = SqlHistory(core.database.reading, content)
        learners = SqlLearners(core.writer, core.database.reading)
        reported = SqlReports(core.writer, core.database.reading, content)
        self.practice = PracticeService(store, history, core.sources, learners.exam_at, reported.muted)
        practice = PracticeComponents(self.practice)
        weakspots = WeakspotsComponents(WeakspotsService(history, core.sources), practice)
        eraser = SqlEraser(core.writer, core.database.reading)
        me = MeComponents(ProfileService(history, core.sources, learners, eraser, reported, core.forget))
        wishes = WishComponents(SqlPreferences(core.writer, core.database.reading))
        difficulties = SqlDifficulties(core.writer, core.database.reading)
        self.difficulties = DifficultyService(difficulties, history, core.sources)
        letters = DiscordLetters(DiscordSender(core.client), core.limiter, reminder, mark_of_reminder)
        remembered = SqlReminders(core.writer, core.database.reading)
        reminders = ReminderService(remembered, letters, self.practice.due, PinnedZones())
        self.ticks = [
            Tick(LEARNING_S, self.difficulties.learn, "difficulties"),
            Tick(REMINDERS_S, reminders.tick, "reminders", direct=True),
        ]
        reports = ReportComponents(ReportService(reported, history, core.sources))
        self.cogs = [
            PracticeCommands(practice),
            WeakspotsCommands(weakspots),
            MeCommands(me),
            ReportCommands(core.client, reports),
            PacksCommands(reports),
        ]
        components = (practice, weakspots, me, wishes, reports, ReminderComponents(reminders, practice))
        self.handlers = {verb: handler for part in components for verb, handler in part.handlers().items()}

    def owns(self, card: str) -> bool:  # noqa: ARG002 - all its messages are private answers
        """None: what one does alone is answered privately."""
        return False

    def forget(self, scope: object) -> None:
        """What was not written did not happen."""
        self.practice.forget(scope)

    def close(self) -> None:
        """No new questions; what is answered is still taken."""
        self.practice.accepting = False
