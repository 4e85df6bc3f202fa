"""Reports of questions, put together."""

from bot.feature import Core, Feature
from bot.learning.manifest import history
from bot.packs import content
from bot.reports.service import ReportService
from bot.reports.store import SqlReports
from cogs.reports.commands import PacksCommands, ReportCommands
from cogs.reports.components import ReportComponents


def reported(core: Core) -> SqlReports:
    """What was reported, and what is muted."""
    return SqlReports(core.writer, core.database.reading, content)


class Reports(Feature):
    """What people say of questions, and what organizers make of it; all its messages are private answers."""

    def __init__(self, core: Core) -> None:
        service = ReportService(core.once(reported), core.once(history), core.sources)
        pressed = ReportComponents(service, core.client.name_of)
        self.cogs = [ReportCommands(core.client, pressed), PacksCommands(pressed)]
        self.handlers = pressed.handlers()
