"""Reading what somebody typed; refused in words that say how to write it."""

import re
from datetime import time

_TIME = re.compile(r"(\d{1,2})(?:[:.h](\d{2}))?\s*(am|pm)?", re.IGNORECASE)


class UnreadableError(ValueError):
    """Something that was typed cannot be read; the message says how to write it."""


def read_time(text: str) -> time:
    """`9`, `09:00`, `21.30`, `9 pm`."""
    found = _TIME.fullmatch(text.strip())
    hour, minute, half = (int(found[1]), int(found[2] or 0), (found[3] or "").casefold()) if found else (99, 0, "")
    if half and not 1 <= hour <= 12:
        hour = 99
    elif half:
        hour = hour % 12 + (12 if half == "pm" else 0)
    if hour > 23 or minute > 59:
        raise UnreadableError(f"“{text}” is not a time of day. Write it like 09:00 or 9 pm.")
    return time(hour, minute)
