"""The private page that each writer has: it says by itself that nothing can be changed any more.

Only a convenience, held in memory: after a restart the page says so once its button is pressed.
"""

from datetime import datetime

from bot.evenings.rules import Evening, Phase
from cogs.evenings.words import IS_CALLED_OFF, WRITING_IS_OVER
from cogs.shared.cards import Card
from cogs.shared.privates import Privates


class EveningPrivates(Privates[Evening]):
    """Each writer's last page with what they saved."""

    def written(self, evening: Evening, at: datetime) -> None:
        """Writing is over, or was called off: nobody is offered to change their text."""
        told = IS_CALLED_OFF if evening.phase is Phase.CALLED_OFF else WRITING_IS_OVER
        for player_id in self.reached_in(evening.id):
            self.update(evening.id, player_id, Card(told), at)
        self.ended(evening.id)
