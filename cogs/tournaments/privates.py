"""The private message that each entrant has: it shows their next game by itself while Discord lets us edit it.

Only a convenience, held in memory: after a restart the "My game" button shows the same. Messages from before it
still say that they follow along, so for as long as they do, the games of who has such a one wait for both.
"""

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial

from discord import Interaction

from bot.duels.api import Duel, Phase
from bot.kernel.background import Background
from bot.tournaments.rules.model import Tournament
from cogs.shared.cards import Card
from cogs.shared.passing import EDITABLE, Passing
from cogs.shared.privates import Privates
from cogs.tournaments.private import LastGame, game_card, own_lines, private_card

LastSeen = tuple[int | None, datetime]
"""Somebody's latest duel, and their latest press in the tournament."""


KEPT = timedelta(days=8)
"""So long after its newest game began, a tournament's latest games are known: no round lasts longer than seven days."""


class TournamentPrivates(Privates[Tournament]):
    """Each entrant's last private message in each running tournament."""

    def __init__(
        self,
        background: Background,
        passing: Passing,
        duel_now: Callable[[int], Awaitable[Duel | None]],
        follow: Callable[[Duel, Interaction], None],
        result: Callable[[int, Duel], Awaitable[Sequence[str]]],
    ) -> None:
        """`follow` has the private message that answers a press show a duel by itself from then on.

        `result` tells one of the two how a duel ended.
        """
        super().__init__(background, passing)
        self._duel_now = duel_now
        self._follow = follow
        self._result = result
        self._played: dict[int, tuple[datetime, dict[int, int]]] = {}
        """The latest duel of each entrant, in each tournament, and when the newest of them began."""
        self._left_behind: dict[int, tuple[datetime, set[int]]] = {}

    def begun(self, tournament: Tournament, duel: Duel, at: datetime) -> None:
        """Show both the way to their game; one that begins by itself shows its questions there, too."""
        _, latest = self._played.get(tournament.id, (at, {}))
        for player in duel.players:
            anew = partial(self._game, duel.id, player.id, self._last_of(tournament, player.id, at))
            self.update(tournament.id, player.id, partial(anew, tournament), at, anew)
            if duel.is_live and (on := self.before(tournament.id, player.id, at)) is not None:
                self._follow(duel, on)
        matter = {game_id: noted for game_id, noted in self._played.items() if at - noted[0] < KEPT}
        self._played = {**matter, tournament.id: (at, latest | {player.id: duel.id for player in duel.players})}

    def moved_on(self, tournament: Tournament, player_ids: Iterable[int], at: datetime) -> None:
        """Show these where they are now; their places are worked out once for all of them."""
        shown = [one for one in player_ids if self.before(tournament.id, one, at) is not None]
        places = own_lines(tournament) if shown else {}
        for player_id in shown:
            seen = self._last_of(tournament, player_id, at)
            self.update(tournament.id, player_id, partial(self._where, player_id, seen, tournament, places), at)

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

    def ended(self, game_id: int) -> None:
        """Nothing more will come of this tournament."""
        super().ended(game_id)
        self._played.pop(game_id, None)

    def _last_of(self, tournament: Tournament, player_id: int, at: datetime) -> LastSeen:
        """The latest duel of somebody's, and when they last asked for more than it."""
        on = self.before(tournament.id, player_id, at)
        _, latest = self._played.get(tournament.id, (at, {}))
        return latest.get(player_id), on.created_at if on is not None else at

    async def _last_game(self, player_id: int, seen: LastSeen) -> LastGame | None:
        """How somebody's game ended, if they have asked for nothing since."""
        duel_id, asked_at = seen
        duel = await self._duel_now(duel_id) if duel_id is not None else None
        if duel is None or duel.ended_at is None or duel.ended_at < asked_at:
            return None
        texts = await self._result(player_id, duel)
        return LastGame(duel, texts) if texts else None

    async def _where(self, player_id: int, seen: LastSeen, tournament: Tournament, places: Mapping[int, str]) -> Card:
        return private_card(tournament, player_id, last=await self._last_game(player_id, seen), places=places)

    async def _game(self, duel_id: int, player_id: int, seen: LastSeen, tournament: Tournament) -> Card | None:
        duel = await self._duel_now(duel_id)
        ahead = duel is not None and duel.phase is not Phase.ENDED and duel.position < 0
        last = await self._last_game(player_id, seen)
        return game_card(tournament, duel, player_id, last) if duel is not None and ahead else None
