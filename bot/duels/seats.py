"""Who is taken up by a live duel: each player by one at most."""

from collections.abc import Collection

from bot.duels.rules.model import Duel, Phase


class Seats:
    """The players of each live duel that is offered or runs.

    A seat is taken in the instant in which a duel is decided, and freed only once its end is on disk: a write that is
    refused must not free who plays on.
    """

    def __init__(self) -> None:
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

    def of(self, player_ids: Collection[int]) -> list[int]:
        """The duels in which any of them sits."""
        return [duel_id for duel_id, players in self._players.items() if not players.isdisjoint(player_ids)]
