"""The private message that each entrant has: it shows their next game by itself while Discord lets us edit it.

Only a convenience, held in memory: after a restart the "My game" button shows the same. Messages from before it
still say that they follow along, so for as long as they do, the games of who has such a one wait for both.
"""

from collections.abc import Awaitable, Callable, Iterable
from datetime import datetime
from functools import partial

from discord import Interaction

from bot.duels.api import Duel, Phase
from bot.kernel.background import Background
from bot.tournaments.rules.model import Tournament
from cogs.shared.cards import Card
from cogs.shared.passing import EDITABLE, Passing
from cogs.shared.privates import Privates
from cogs.tournaments.private import game_card, private_card


class TournamentPrivates(Privates[Tournament]):
    """Each entrant's last private message in each running tournament."""

    def __init__(
        self,
        background: Background,
        passing: Passing,
        duel_now: Callable[[int], Awaitable[Duel | None]],
        follow: Callable[[Duel, Interaction], None],
    ) -> None:
        """`follow` has the private message that answers a press show a duel by itself from then on."""
        super().__init__(background, passing)
        self._duel_now = duel_now
        self._follow = follow
        self._left_behind: dict[int, tuple[datetime, set[int]]] = {}

    def begun(self, tournament: Tournament, duel: Duel, at: datetime) -> None:
        """Show both the way to their game; one that begins by itself shows its questions there, too."""
        for player in duel.players:
            anew = partial(self._game, duel.id, player.id)
            self.update(tournament.id, player.id, game_card(tournament, duel, player.id), at, anew)
            if duel.is_live and (on := self.before(tournament.id, player.id, at)) is not None:
                self._follow(duel, on)

    def moved_on(self, tournament: Tournament, player_ids: Iterable[int], at: datetime) -> None:
        """Show these where they are now."""
        for player_id in player_ids:
            if self.has(tournament.id, player_id):
                self.update(tournament.id, player_id, private_card(tournament, player_id), at)

    def given_back(self, tournament: Tournament, at: datetime) -> None:
        """Whoever has the way to their game before them sees when it begins, or ends, now."""
        self.put_off(tournament.id, tournament, at)

    def left_behind(self, tournament: Tournament, at: datetime) -> None:
        """Note whose private message, if they have one, cannot be redrawn, and since when."""
        gone = {one.id for one in tournament.playing if self.before(tournament.id, one.id, at) is None}
        matter = {game_id: noted for game_id, noted in self._left_behind.items() if at - noted[0] < EDITABLE}
        self._left_behind = {**matter, tournament.id: (at, gone)}

    def misses(self, tournament_id: int, player_id: int, at: datetime) -> bool:
        """Whether somebody may look at a private message that says it follows along, and does not since an outage."""
        since, gone = self._left_behind.get(tournament_id, (at, set()))
        return player_id in gone and at - since < EDITABLE and self.before(tournament_id, player_id, at) is None

    async def _game(self, duel_id: int, player_id: int, tournament: Tournament) -> Card | None:
        duel = await self._duel_now(duel_id)
        ahead = duel is not None and duel.phase is not Phase.ENDED and duel.position < 0
        return game_card(tournament, duel, player_id) if duel is not None and ahead else None
