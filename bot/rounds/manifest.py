"""The group quiz, put together."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial

from bot.daily.manifest import daily_store
from bot.delivery.sender import Drawing
from bot.feature import Core, Feature, Tick
from bot.kernel.absences import Absences
from bot.kernel.obstacles import Obstacle
from bot.kernel.ports import MessageKey
from bot.kernel.sources import Game
from bot.packs import content
from bot.ratings.store import RatingReader
from bot.rounds.hosting import HostService
from bot.rounds.rules.cards import LOBBY, PODIUM, current_card
from bot.rounds.rules.model import Phase
from bot.rounds.screens import SharedScreens
from bot.rounds.service import RoundService
from bot.rounds.store import SqlRoundStore
from bot.servers.service import ServerService
from bot.servers.store import SqlServers
from cogs.rounds.commands import QuizCommands
from cogs.rounds.components import QuizComponents
from cogs.rounds.hosting.components import HostComponents
from cogs.rounds.presenting.rendering import screen
from cogs.rounds.presenting.screen import sent
from cogs.rounds.privates import QuizPrivates
from cogs.rounds.rendering import draw

TICK_S = 0.5


@dataclass(frozen=True, slots=True)
class Desk:
    """The rounds and their players' private side, also for games that are made of rounds."""

    rounds: RoundService
    privates: QuizPrivates
    screens: SharedScreens


def desk(core: Core) -> Desk:
    """The rounds of this process."""
    privates = QuizPrivates(core.background, core.client.passing)
    screens = SharedScreens(core.presenter, lambda game, hidden: sent(screen(game, hidden)))
    store = SqlRoundStore(core.writer, core.database.reading, content, core.ids)
    core.presenter.reads = partial(screens.from_rows, store)
    rounds = RoundService(
        store,
        core.sources.of(Game.QUIZ),
        core.delivery,
        privates,
        core.background,
        core.goes_on,
        RatingReader(core.database.reading),
        screens.changed,
        core.once(daily_store).keeping,
        core.drawing,
    )
    return Desk(rounds, privates, screens)


class Quiz(Feature):
    """Rounds that a channel plays together."""

    def __init__(self, core: Core) -> None:
        self._is_there, self._now = core.is_there, core.clock.now
        made = core.once(desk)
        self.rounds, privates, self._screens = made.rounds, made.privates, made.screens
        self._changed = core.presenter.changed
        servers = ServerService(SqlServers(core.writer, core.database.reading))
        commands = QuizCommands(self.rounds, servers, privates, core.delivery.stands)
        self.cogs = [commands]
        components = QuizComponents(self.rounds, servers, privates, core.delivery.stands)
        hosting = HostComponents(self.rounds, HostService(self.rounds), privates, core.presenter)
        self.handlers = components.handlers() | hosting.handlers() | commands.handlers()
        core.presenter.shows = self.presented
        self.ticks = [Tick(TICK_S, self.rounds.tick, "rounds")]

    def owns(self, card: str) -> bool:
        """The lobby, the questions by number, the podium."""
        return card in (LOBBY, PODIUM) or (card[:1] == "q" and card[1:].isdigit())

    async def open(self) -> None:
        """Learn which channels have a round."""
        await self.rounds.open()

    async def recover(self, absences: Absences, at: datetime) -> None:
        """Give every running round its time back."""
        await self.rounds.recover(absences, at)

    async def draw(self, key: MessageKey) -> Drawing | None:
        """A card of a round."""
        game = await self.rounds.find(key.game_id)
        if game is None:
            return None
        restarting = not self.rounds.accepting and current_card(game) == key.card
        short = drawn = None
        if key.card == LOBBY and game.phase is Phase.LOBBY:
            short = await self.rounds.pool.shortage(game)
            chosen, repeats = await self.rounds.pool.drawn(game, self._now())
            game, drawn = replace(game, repeats=repeats), len(chosen)
        hidden = await self.rounds.kept_back(game) if key.card != LOBBY else ()
        return draw(game, key.card, restarting=restarting, short=short, drawn=drawn, hidden=hidden)

    async def presented(self, game_id: int, at: datetime) -> object | None:
        """A round on a shared screen; its link is over a while after its end."""
        return await self._screens.shown(self.rounds, game_id, at)

    async def posted(self, key: MessageKey, at: datetime) -> None:
        """A question's clock starts when it is on the screen."""
        await self.rounds.posted(key, at)

    async def blocked(self, key: MessageKey, at: datetime, obstacle: Obstacle) -> None:
        """A round that cannot be shown waits."""
        game = await self.rounds.find(key.game_id)
        never_opened = key.card == LOBBY and obstacle.unseen  # whoever opened it is told so in the same moment
        if game is not None and (never_opened or self._is_there(game.guild_id)):
            await self.rounds.blocked(key, at, obstacle)

    async def cleared(self, key: MessageKey, at: datetime) -> None:
        """A round that can be shown again goes on."""
        await self.rounds.cleared(key, at)

    def forget(self, scope: object) -> None:
        """What was not written did not happen."""
        self.rounds.forget(scope)
        if isinstance(scope, int):
            self._changed(scope)

    def figures(self) -> Mapping[str, float]:
        """How many rounds are not over."""
        return {"rounds_running": self.rounds.running}

    def close(self) -> None:
        """No new rounds; the running ones say that they go on in a moment."""
        self.rounds.accepting = False
        self.rounds.announce()
