"""The verbs in the custom ids of `/me`. Whoever presses means themselves."""

from datetime import date
from enum import StrEnum

from bot.kernel.custom_ids import build, mark

NO_GAME, CARD = 0, "m"


class Verb(StrEnum):
    """What a press asks for."""

    LOOK = "ml"
    EXAM = "me"
    EXAM_FORM = "mf"
    EXPORT = "mx"
    ANKI = "ma"
    ERASE = "md"
    ERASE_FOR_GOOD = "mz"
    WISHES = "mw"
    WISH = "mv"
    REMINDER = "mr"
    REMINDER_FORM = "mt"
    REMINDER_SET = "ms"
    REMINDER_OFF = "mo"
    PRACTISE = "mp"
    NO_MORE = "mn"


def here(verb: Verb, *arguments: str) -> str:
    """The id of a control. `arguments`: of the exam dates, the exam whose `/exam ready` they are set from."""
    return build(verb, NO_GAME, CARD, *arguments)


def on_reminder(verb: Verb, day: date) -> str:
    """The id of a control on a day's reminder: its card is named after the day, so that it can be found again."""
    return build(verb, NO_GAME, _card_of(day))


def mark_of_reminder(day: date) -> str:
    """What the controls on a day's reminder have in common."""
    return mark(NO_GAME, _card_of(day))


def _card_of(day: date) -> str:
    return f"m{day:%y%m%d}"
