"""What a duel's messages show, drawn from the duel alone."""

from collections.abc import Sequence

from bot.delivery.sender import Drawing
from bot.duels.rules.cards import DUEL, RESULT, cards
from bot.duels.rules.model import Duel, Phase
from bot.ratings.api import Change
from cogs.duels.rendering.challenge import challenge_card
from cogs.duels.rendering.result import result_card


def draw(duel: Duel, card: str, moved: Sequence[Change]) -> Drawing | None:
    """One message of a duel as it should look now; None where it never came to be."""
    if card not in cards(duel):
        return None
    if card == RESULT:
        return Drawing(result_card(duel, moved), settled=True)
    challenged = duel.invited.id if duel.invited and duel.phase is Phase.OFFERED else None
    return Drawing(challenge_card(duel), settled=duel.phase is Phase.ENDED, mentions=challenged)


__all__ = ["DUEL", "RESULT", "draw"]
