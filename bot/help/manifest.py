"""The help, put together."""

from bot.feature import Core, Feature
from bot.servers.service import ServerService
from bot.servers.store import SqlServers
from cogs.help.commands import HelpCommands


class Help(Feature):
    """How it works; it has no messages of its own to keep."""

    def __init__(self, core: Core) -> None:
        servers = ServerService(SqlServers(core.writer, core.database.reading))
        self.cogs = [HelpCommands(servers, core.clock.now)]
