"""Summaries, put together."""

from bot.feature import Core, Feature
from bot.nights.store import SqlNights
from bot.packs import content
from bot.rounds.store import RoundReader
from bot.summaries.service import SummaryService
from bot.summaries.store import SqlSummaries
from bot.tournaments.store import SqlTournaments
from cogs.summaries.components import SummaryComponents


class Summaries(Feature):
    """What organizers see of a game that is over; all its messages are private answers."""

    def __init__(self, core: Core) -> None:
        reading = core.database.reading
        self.summaries = SummaryService(
            SqlSummaries(reading, content),
            RoundReader(reading, content),
            SqlNights(core.writer, reading, core.ids),
            SqlTournaments(core.writer, reading, core.ids),
        )
        self.handlers = SummaryComponents(self.summaries).handlers()
