"""The help, put together."""

from bot.feature import Core, Feature
from bot.servers.service import ServerService
from bot.servers.store import SqlServers
from cogs.help.commands import HelpCommands
from cogs.shared.asking import KEEP, keep_it


class Help(Feature):
    """How it works, and the way back that all features share; it has no messages of its own to keep."""

    def __init__(self, core: Core) -> None:
        servers = ServerService(SqlServers(core.writer, core.database.reading))
        self.cogs = [HelpCommands(servers, core.clock.now)]
        self.handlers = {KEEP: keep_it}
