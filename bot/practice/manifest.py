"""Practice, put together."""

from bot.feature import Core, Feature
from bot.kernel.sources import Game
from bot.learners.exams_store import SqlExamDays
from bot.learning.manifest import history
from bot.packs import content
from bot.practice.service import PracticeService
from bot.practice.store import SqlPracticeStore
from bot.reports.manifest import reported
from bot.timing.zones import PinnedZones
from cogs.practice.commands import PracticeCommands
from cogs.practice.components import PracticeComponents


def practice(core: Core) -> PracticeService:
    """The sittings, for whoever leads on into one."""
    return PracticeService(
        SqlPracticeStore(core.writer, core.database.reading, content, core.ids),
        core.once(history),
        core.sources.of(Game.PRACTICE),
        SqlExamDays(core.writer, core.database.reading, PinnedZones()).of,
        core.once(reported).muted,
    )


def components(core: Core) -> PracticeComponents:
    """Their buttons, which also begin a sitting in place of another feature's message."""
    return PracticeComponents(core.once(practice))


class Practice(Feature):
    """Studying alone; all its messages are private answers."""

    def __init__(self, core: Core) -> None:
        self.practice = core.once(practice)
        pressed = core.once(components)
        self.cogs = [PracticeCommands(pressed)]
        self.handlers = pressed.handlers()

    def forget(self, scope: object) -> None:
        """What was not written did not happen."""
        self.practice.forget(scope)

    def close(self) -> None:
        """No new questions; what is answered is still taken."""
        self.practice.accepting = False
