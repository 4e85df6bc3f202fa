"""The forgetting of servers, put together."""

from bot.feature import Core, Feature, Tick
from bot.servers.departures import SqlDepartures
from bot.servers.retention import RetentionService
from cogs.retention.listening import RetentionListener

LOOK_S = 3600.0


class Retention(Feature):
    """Servers that have removed the bot are forgotten in time; it has no messages of its own."""

    def __init__(self, core: Core) -> None:
        store = SqlDepartures(core.writer, core.database.reading)
        self.retention = RetentionService(store, core.members, core.forget)
        self.cogs = [RetentionListener(self.retention, core.clock.now)]
        self.ticks = [Tick(LOOK_S, self.retention.look, "departures")]
