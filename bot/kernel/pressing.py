"""When a press counts: not in the instant in which the buttons appear, where it was meant for what stood there."""

from datetime import datetime, timedelta

FRESH = timedelta(milliseconds=700)
"""For so long after they appeared, answer buttons take no press: the second half of a double click ends in it."""


def comes_too_soon(shown_at: datetime, pressed_at: datetime) -> bool:
    """Whether a press came before anybody could have read what it answers. Both are Discord's own times."""
    return pressed_at - shown_at < FRESH
