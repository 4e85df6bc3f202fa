"""The messages of a night: its announcement, one for each break, and the end."""

from datetime import datetime

from bot.nights.rules.model import Night, Phase

NIGHT = "night"
BREAK = "nightbreak"
PODIUM = "nightpodium"


def break_card(number: int) -> str:
    """The card of the break after a round, by the round's number."""
    return f"{BREAK}{number}"


def is_card(card: str) -> bool:
    """Whether a message is a night's."""
    return card in (NIGHT, PODIUM) or card.startswith(BREAK)


def round_before(card: str) -> int:
    """After which round a break is."""
    return int(card.removeprefix(BREAK))


def cards(night: Night) -> list[str]:
    """Every message that must have been shown by now, in order."""
    breaks = [break_card(number) for number in range(1, night.number) if not night.legs[number - 1].left_out]
    if night.phase is Phase.BREAK:
        breaks.append(break_card(night.number))
    ended = night.phase is Phase.ENDED and night.number > 0
    return [NIGHT, *breaks, *([PODIUM] if ended else [])]


def new_cards(before: Night | None, after: Night) -> list[str]:
    """The messages that a change calls for."""
    known = cards(before) if before else []
    return [card for card in cards(after) if card not in known]


def changed_at(night: Night) -> datetime:
    """When a night became what it is, for its new messages: never in the future, or none would be searched for."""
    if night.ended_at is not None:
        return night.ended_at
    if night.phase is Phase.PLANNED or night.due_at is None:
        return night.created_at
    return night.due_at - night.plan.pause if night.phase is Phase.BREAK else night.due_at
