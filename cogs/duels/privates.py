"""The private message that each of the two has: it follows the duel by itself while Discord lets us edit it.

Only a convenience, held in memory: after a restart the "My part" button shows the same.
"""

from bot.domain.duels.model import Duel
from cogs.duels.private import private_card
from cogs.shared.privates import Privates


class DuelPrivates(Privates):
    """Each player's last private message in each running duel."""

    def moved_on(self, duel: Duel, by: int | None) -> None:
        """Bring both messages up to date, but that of who is answered anyway."""
        for player in duel.players:
            if player.id != by:
                self.update(duel.id, player.id, private_card(duel, player.id), duel.active_at)
