"""What rests until an instant, by a clock that may have been ahead when the instant was set."""

from datetime import datetime, timedelta

LONGEST_WAIT = timedelta(days=1)
"""Nothing that was refused waits for longer."""


def waits(until: datetime | None, at: datetime) -> bool:
    """Whether something still rests. What lies further ahead than anything waits was set while the clock was ahead."""
    return until is not None and at < until <= at + LONGEST_WAIT
