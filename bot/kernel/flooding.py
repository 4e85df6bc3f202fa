"""How often one member may have something posted in a channel for all to see."""

from collections.abc import Sequence
from datetime import datetime, timedelta

MOST, WITHIN = 12, timedelta(minutes=1)
"""So many in any so long a time: far more than anybody plays, far less than a flood."""


def time_to_wait(times: Sequence[datetime], at: datetime) -> timedelta | None:
    """How long whoever did it at `times` (oldest first) has to wait at `at`; None where they may now."""
    lately = [time for time in times if at - time < WITHIN]
    return lately[-MOST] + WITHIN - at if len(lately) >= MOST else None
