"""Tournaments, put together."""

from collections.abc import Mapping
from datetime import datetime

from bot.delivery.sender import Drawing
from bot.duels.manifest import desk
from bot.feature import Core, Feature, Tick
from bot.kernel.absences import Absences
from bot.kernel.obstacles import Obstacle
from bot.kernel.ports import MessageKey
from bot.kernel.sources import Game
from bot.own.manifest import named
from bot.tournaments.rules.cards import is_card
from bot.tournaments.rules.model import Tournament
from bot.tournaments.service import TournamentService
from bot.tournaments.store import SqlTournaments
from cogs.tournaments.commands import TournamentCommands
from cogs.tournaments.components import TournamentComponents
from cogs.tournaments.privates import TournamentPrivates
from cogs.tournaments.rendering import draw
from cogs.tournaments.words import NAMED

TICK_S = 1.0


class Tournaments(Feature):
    """Swiss and arena, on top of duels."""

    def __init__(self, core: Core) -> None:
        self._is_there = core.is_there
        made = core.once(desk)
        shown = made.components.privates
        privates = TournamentPrivates(core.background, core.client.passing, made.duels.find, shown.follow, shown.result)
        self.tournaments = TournamentService(
            SqlTournaments(core.writer, core.database.reading, core.ids),
            made.duels,
            core.delivery,
            privates,
            core.goes_on,
            core.hears,
        )
        components = TournamentComponents(self.tournaments, privates, made.components.mine)
        made.components.onward.go = components.mine
        self.cogs = [TournamentCommands(self.tournaments, components, core.delivery.stands)]
        self.handlers = components.handlers()
        core.once(named).by(self._named)
        self.ticks = [Tick(TICK_S, self.tournaments.tick, "tournaments")]

    async def _named(self, guild_id: int, topic: str) -> list[tuple[Game, str]]:
        """The tournaments that ask about it, to be begun or under way."""
        running = await self.tournaments.open_in(guild_id)
        return [(Game.DUEL, NAMED.format(channel=one.channel_id)) for one in running if one.plan.topic == topic]

    def owns(self, card: str) -> bool:
        """The sign-up, the rounds, and the end."""
        return is_card(card)

    async def recover(self, absences: Absences, at: datetime) -> None:
        """Move the bells."""
        await self.tournaments.recover(absences, at)

    async def draw(self, key: MessageKey) -> Drawing | None:
        """A card of a tournament."""
        found = await self.tournaments.find(key.game_id)
        if found is None:
            return None
        waiting, ends = await self.tournaments.waiting(found), await self.tournaments.open_until(found)
        return draw(found, key.card, waiting, ends)

    async def blocked(self, key: MessageKey, at: datetime, obstacle: Obstacle) -> None:
        """A card that cannot be shown pauses the tournament, unless its whole server is away."""
        found = await self._played_there(key)
        if obstacle.missing and found is not None and self._is_there(found.guild_id):
            await self.tournaments.blocked(key.game_id, at, deleted=obstacle.deleted)

    async def cleared(self, key: MessageKey, at: datetime) -> None:
        """The channel is open again, unless it is one that the tournament has left."""
        if await self._played_there(key) is not None:
            await self.tournaments.cleared(key.game_id, at)

    async def _played_there(self, key: MessageKey) -> Tournament | None:
        """The tournament, unless it has left the channel in which a card stands."""
        found = await self.tournaments.find(key.game_id)
        return None if found is None or await self.tournaments.is_left(found, key.card) else found

    def forget(self, scope: object) -> None:
        """What was not written did not happen."""
        self.tournaments.forget(scope)

    def figures(self) -> Mapping[str, float]:
        """How many tournaments are being played."""
        return {"tournaments_running": self.tournaments.running}

    def close(self) -> None:
        """No new games; those under way go on after the start."""
        self.tournaments.accepting = False
