"""Weak spots, put together."""

from bot.feature import Core, Feature
from bot.learning.manifest import history
from bot.practice.manifest import components
from bot.weakspots.service import WeakspotsService
from cogs.weakspots.commands import WeakspotsCommands
from cogs.weakspots.components import WeakspotsComponents


class Weakspots(Feature):
    """Where somebody is weak; all its messages are private answers."""

    def __init__(self, core: Core) -> None:
        pressed = WeakspotsComponents(WeakspotsService(core.once(history), core.sources), core.once(components))
        self.cogs = [WeakspotsCommands(pressed)]
        self.handlers = pressed.handlers()
