"""Seasons, put together."""

from bot.boards.manifest import membership
from bot.daily.manifest import schedules
from bot.feature import Core, Feature
from bot.seasons.service import SeasonService
from bot.seasons.store import SqlSeasons
from bot.timing.zones import PinnedZones
from cogs.seasons.commands import SeasonCommands
from cogs.seasons.components import SeasonComponents


class SeasonTables(Feature):
    """Four weeks of everything that a server plays together; all its messages are private answers."""

    def __init__(self, core: Core) -> None:
        store = SqlSeasons(core.writer, core.database.reading)
        self.seasons = SeasonService(store, PinnedZones(), core.once(membership))
        pressed = SeasonComponents(self.seasons)
        self.cogs = [SeasonCommands(self.seasons, core.once(schedules), pressed)]
        self.handlers = pressed.handlers()

    def forget(self, scope: object) -> None:
        """Who was erased is read no more."""
        self.seasons.forget(scope)
