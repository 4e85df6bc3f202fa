"""The one verb of summaries."""

from enum import StrEnum

from bot.kernel.custom_ids import build


class Verb(StrEnum):
    """What a press asks for."""

    SUMMARY = "su"


def on_game(game_id: int, card: str) -> str:
    """The id of the button for a game's summary, on the card that it ends with."""
    return build(Verb.SUMMARY, game_id, card)
