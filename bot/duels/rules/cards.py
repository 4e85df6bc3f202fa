"""The messages of a duel: the challenge, which later shows how it goes, and the result."""

from bot.duels.rules.model import Duel, Phase

DUEL = "duel"
RESULT = "result"


def cards(duel: Duel) -> list[str]:
    """Every message that the duel must have shown by now, in order; none where it is a part of something."""
    if duel.part_of is not None:
        return []
    return [DUEL, RESULT] if duel.phase is Phase.ENDED and duel.opponent is not None else [DUEL]


def new_cards(before: Duel | None, after: Duel) -> list[str]:
    """The messages that a change calls for."""
    known = cards(before) if before else []
    return [card for card in cards(after) if card not in known]
