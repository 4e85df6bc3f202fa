"""Weak spots, put together."""

from bot.feature import Core, Feature
from bot.kernel.sources import Game
from bot.learning.manifest import history
from bot.practice.manifest import components
from bot.reports.manifest import reported
from bot.weakspots.service import WeakspotsService
from cogs.weakspots.commands import WeakspotsCommands
from cogs.weakspots.components import WeakspotsComponents


class Weakspots(Feature):
    """Where somebody is weak; all its messages are private answers."""

    def __init__(self, core: Core) -> None:
        practiced, played = core.sources.of(Game.PRACTICE), core.sources.of(Game.QUIZ)
        weakspots = WeakspotsService(core.once(history), practiced, played, core.once(reported).muted)
        pressed = WeakspotsComponents(weakspots, core.once(components))
        self.cogs = [WeakspotsCommands(pressed)]
        self.handlers = pressed.handlers()
