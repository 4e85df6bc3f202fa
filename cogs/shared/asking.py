"""What would cut something off is asked once more, on a card that says what is left of it and how to keep it."""

from discord import Interaction

from bot.kernel.custom_ids import Press, build
from cogs.shared.cards import MAIN, STOP, Card, button, row
from cogs.shared.interactions import acknowledge
from cogs.shared.words import KEEP_IT, NOTHING_CHANGED

KEEP = "kk"
"""The verb of the way back of whatever has no page of its own to go back to."""

_NO_GAME, _CARD = 0, "k"


def asked_first(*question: str, deed: tuple[str, str], keep: tuple[str, str] | None = None) -> Card:
    """Whether something is really to be cut off; `question` says what is left of it.

    `deed`: the label and the id of the control that does it. `keep`: those of the one that does not, where it leads
    back to a page, or is better called something else; without it, the card says that nothing has changed.
    """
    label, custom_id = keep or (KEEP_IT, build(KEEP, _NO_GAME, _CARD))
    return Card(*question, rows=[row(button(label, custom_id, MAIN), button(*deed, STOP))])


async def keep_it(interaction: Interaction, press: Press) -> None:  # noqa: ARG001
    """Leave everything as it is."""
    await acknowledge(interaction, NOTHING_CHANGED)
