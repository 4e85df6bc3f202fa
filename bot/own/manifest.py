"""A server's own questions, put together."""

from bot.delivery.sender import DiscordSender
from bot.feature import Core, Feature, Tick
from bot.kernel.people import ErasedPerson, ForgottenServer
from bot.own.files import FileService
from bot.own.named import Named
from bot.own.service import OwnService
from bot.own.source import OwnSource
from bot.own.store import SqlOwn
from bot.own.suggestions import SuggestionService
from bot.own.sweeping import Sweeping
from bot.packs import content
from bot.reports.manifest import reported
from cogs.checking import unfit
from cogs.own.commands import OwnCommands
from cogs.own.components import OwnComponents
from cogs.own.desk import Desk
from cogs.own.filing import FileComponents
from cogs.own.suggesting import SuggestionComponents
from cogs.own.telling import Teller

SWEEP_S = 21_600.0
"""Several times a day, since whoever starts anew waits that long for the first time."""


def named(_core: Core) -> Named:
    """What is set to ask about a topic; the features that have such things say so themselves."""
    return Named()


class Own(Feature):
    """Packs that servers write or bring; all messages about them are private answers."""

    def __init__(self, core: Core) -> None:
        store = SqlOwn(core.writer, core.database.reading, content)
        self.source = OwnSource(store, core.changed)
        self.sources = [self.source]
        core.sources.follow(self.source.chosen)
        self.service = own = OwnService(store, self.source, unfit)
        desk = Desk(own)
        self.teller = Teller(DiscordSender(core.client), core.limiter, core.background)
        met = core.once(reported).met
        packs = OwnComponents(desk, core.sources, core.once(named), self.teller.tell)
        files = FileComponents(desk, FileService(store, self.source, own, unfit), core.client.counts.imported)
        suggestions = SuggestionComponents(desk, SuggestionService(store, own), met, self.teller.tell)
        self.cogs = [OwnCommands(packs, suggestions, files)]
        self.handlers = {**packs.handlers(), **suggestions.handlers(), **files.handlers()}
        self.ticks = [Tick(SWEEP_S, Sweeping(store, own).look, "questions deleted long ago")]
        self._with_drafts = packs, suggestions, files

    async def open(self) -> None:
        """Learn which servers have packs, and what is off where."""
        await self.source.open()

    def forget(self, scope: object) -> None:
        """A server or a person is forgotten, or something of a server's packs could not be written: read it again."""
        if isinstance(scope, ForgottenServer):
            self.source.forget(scope.guild_id)
        elif isinstance(scope, ErasedPerson):
            for components in self._with_drafts:
                components.forget_person(scope.player_id)
        elif isinstance(scope, tuple) and len(scope) == 2 and scope[0] == "own":
            self.source.drop(int(scope[1]))

    async def changed_elsewhere(self, guild_id: int | None) -> None:
        """Direct messages and what is reckoned over all servers read it, too."""
        await self.source.again(guild_id)
