"""The private message that each entrant has: it shows their next game by itself while Discord lets us edit it.

Only a convenience, held in memory: after a restart the "My game" button shows the same.
"""

from collections.abc import Iterable
from datetime import datetime
from functools import partial

from bot.duels.api import Duel
from bot.kernel.background import Background
from bot.tournaments.rules.model import Tournament
from cogs.duels.privates import DuelPrivates
from cogs.shared.privates import Privates
from cogs.tournaments.private import game_card, private_card


class TournamentPrivates(Privates[Tournament]):
    """Each entrant's last private message in each running tournament; while a game is on, it follows that game."""

    def __init__(self, background: Background, duels: DuelPrivates) -> None:
        super().__init__(background)
        self._duels = duels

    def begun(self, tournament: Tournament, duel: Duel, at: datetime) -> None:
        """Show both the way to their game, which they then see begin, though they press nothing."""
        for player in duel.players:
            self.update(tournament.id, player.id, game_card(tournament, duel, player.id), at)
            self.hand_over(tournament.id, player.id, self._duels, duel.id, partial(self._duels.card, player.id))

    def moved_on(self, tournament: Tournament, player_ids: Iterable[int], at: datetime) -> None:
        """Show these where they are now."""
        for player_id in player_ids:
            if self.has(tournament.id, player_id):
                self.update(tournament.id, player_id, private_card(tournament, player_id), at)
