"""The help, put together."""

from bot.features.base import Core, Feature
from cogs.help.commands import HelpCommands


class Help(Feature):
    """How it works; it has no messages of its own to keep."""

    def __init__(self, core: Core) -> None:  # noqa: ARG002 - needs nothing of it
        self.cogs = [HelpCommands()]

    def owns(self, card: str) -> bool:  # noqa: ARG002
        """No card."""
        return False
