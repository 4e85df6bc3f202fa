"""Forecast and plan, put together."""

from bot.exams.manifest import exams
from bot.feature import Core, Feature
from bot.learners.exams_store import SqlExamDays
from bot.learning.manifest import history
from bot.packs.exams import built_in_guides
from bot.practice.manifest import components
from bot.readiness.service import ReadinessService
from bot.readiness.store import SqlReadiness
from bot.reports.manifest import reported
from bot.timing.zones import PinnedZones
from cogs.readiness.commands import ReadinessCommands
from cogs.readiness.components import ReadinessComponents


def readiness(core: Core) -> ReadinessService:
    """The forecast and the plan, for whoever shows the countdown."""
    return ReadinessService(
        SqlReadiness(core.writer, core.database.reading),
        core.once(history),
        core.sources,
        SqlExamDays(core.writer, core.database.reading, PinnedZones()),
        core.once(exams),
        built_in_guides(),
        core.once(reported).muted,
    )


def pages(core: Core) -> ReadinessComponents:
    """How ready somebody is, for whoever leads back there."""
    return ReadinessComponents(core.once(readiness), core.once(components))


class Readiness(Feature):
    """Ready for the exam? All its messages are private answers."""

    def __init__(self, core: Core) -> None:
        pressed = core.once(pages)
        self.cogs = [ReadinessCommands(pressed)]
        self.handlers = pressed.handlers()
