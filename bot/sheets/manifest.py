"""Sheets, put together."""

from bot.feature import Core, Feature
from bot.sheets.service import SheetService
from cogs.sheets.commands import SheetCommands
from cogs.sheets.components import SheetComponents


class Sheets(Feature):
    """Neighbors side by side; all its messages are private answers."""

    def __init__(self, core: Core) -> None:
        pressed = SheetComponents(SheetService(core.sources))
        self.cogs = [SheetCommands(pressed)]
        self.handlers = pressed.handlers()
