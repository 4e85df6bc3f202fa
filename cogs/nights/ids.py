"""The verbs in the custom ids of quiz nights."""

from collections.abc import Sequence
from enum import StrEnum
from hashlib import blake2b

from bot.kernel.custom_ids import base36, build, mark
from bot.nights.rules.model import Leg, Night

NO_GAME = 0


class Verb(StrEnum):
    """What a press asks for."""

    SIGN_UP = "nj"
    WITHDRAW = "nl"
    STANDING = "ns"
    SKIP = "nk"
    STOP = "nx"
    STOP_FOR_GOOD = "nz"
    REMOVE_ROUND = "nd"
    NO_REMINDERS = "nq"
    REMINDERS = "nr"


def on_night(verb: Verb, night_id: int, card: str, *arguments: int) -> str:
    """The id of a control on a card of a night."""
    return build(verb, night_id, card, *map(base36, arguments))


def on_reminder(verb: Verb, night: Night) -> str:
    """The id of a control on a reminder, or about reminders: it is one person's, wherever they press it."""
    return build(verb, NO_GAME, card_of_reminder(night))


def mark_of_reminder(night: Night) -> str:
    """What the controls on a night's reminder have in common. Moved to another time, the night has another one."""
    return mark(NO_GAME, card_of_reminder(night))


def card_of_reminder(night: Night) -> str:
    """A night and the time at which it begins, in at most eleven characters."""
    return "n" + base36(_digest(f"{night.id} {night.plan.starts_at.timestamp()}", 6))


def rounds_seen(legs: Sequence[Leg]) -> int:
    """What tells whether the rounds of a night are still those that somebody has before them."""
    return _digest(repr(legs), 4)


def _digest(said: str, size: int) -> int:
    return int.from_bytes(blake2b(said.encode(), digest_size=size).digest())
