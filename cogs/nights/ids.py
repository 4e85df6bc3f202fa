"""The verbs in the custom ids of quiz nights."""

from enum import StrEnum

from bot.kernel.custom_ids import base36, build, mark

NO_GAME = 0


class Verb(StrEnum):
    """What a press asks for."""

    SIGN_UP = "nj"
    WITHDRAW = "nl"
    STANDING = "ns"
    SKIP = "nk"
    STOP = "nx"
    STOP_FOR_GOOD = "nz"
    NO_REMINDERS = "nq"
    REMINDERS = "nr"


def on_night(verb: Verb, night_id: int, card: str, *arguments: int) -> str:
    """The id of a control on a card of a night."""
    return build(verb, night_id, card, *map(base36, arguments))


def on_reminder(verb: Verb, night_id: int) -> str:
    """The id of a control on a reminder, or about reminders: it is one person's, wherever they press it."""
    return build(verb, NO_GAME, _card_of(night_id))


def mark_of_reminder(night_id: int) -> str:
    """What the controls on a night's reminder have in common."""
    return mark(NO_GAME, _card_of(night_id))


def _card_of(night_id: int) -> str:
    return f"n{base36(night_id)}"
