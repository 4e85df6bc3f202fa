"""Who is taken up by a live duel: each player by one at most."""

from collections.abc import Collection

from bot.duels.ports import DuelStore
from bot.duels.rules.model import Duel, Phase, Refusal, is_over
from bot.kernel.keeper import Keeper


class Seats:
    """The players of each live duel that is offered or runs.

    A seat is taken in the instant in which a duel is decided, and freed only once its end is on disk: a write that is
    refused must not free who plays on.
    """

    def __init__(self, store: DuelStore, duels: Keeper[Duel, Refusal]) -> None:
        self._store = store
        self._duels = duels
        self._players: dict[int, frozenset[int]] = {}

    def take(self, duel: Duel) -> None:
        """Note who sits in a duel."""
        if duel.is_live and duel.phase is not Phase.ENDED:
            self._players[duel.id] = frozenset(player.id for player in duel.players)

    def free(self, duel_id: int) -> None:
        """Nobody sits in this duel any more."""
        self._players.pop(duel_id, None)

    def has(self, player_id: int, *, besides: int | None = None) -> bool:
        """Whether somebody sits in a duel, other than in one."""
        return any(player_id in players for duel_id, players in self._players.items() if duel_id != besides)

    async def busy(self, *player_ids: int) -> set[int]:
        """Which of them sit in a live duel, here or by the rows."""
        await self.make_sure(*player_ids)
        return {one for one in player_ids if self.has(one)} | await self.taken(*player_ids)

    async def taken(self, *player_ids: int, besides: int | None = None) -> set[int]:
        """Which of them the rows have in a live duel other than one, on whichever server that is."""
        seated = await self._store.seated(player_ids)
        return {player_id for player_id, duel_id in seated.items() if duel_id != besides}

    async def make_sure(self, *player_ids: int) -> None:
        """Have the seats of these players say what the duels say: a write may have been refused since."""
        for duel_id in self._of(player_ids):
            duel = await self._duels.find(duel_id)
            if self._duels.get(duel_id) is not None:
                continue  # as it was decided: one that is over is freed once that is on disk
            if duel is None or is_over(duel):
                self.free(duel_id)

    def _of(self, player_ids: Collection[int]) -> list[int]:
        """The duels in which any of them sits."""
        return [duel_id for duel_id, players in self._players.items() if not players.isdisjoint(player_ids)]


def why_busy(player_id: int, sit: set[int]) -> Refusal:
    """Why somebody cannot take a challenge up, of whom or of whose challenger it is known that they play."""
    return Refusal.BUSY if player_id in sit else Refusal.CHALLENGER_BUSY
