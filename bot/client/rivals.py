"""Another program that answers with the same token: each of the two finds some presses answered already."""

from datetime import datetime, timedelta

WITHIN = timedelta(hours=1)
MINUTES = 3
"""In so many different minutes: all at once it is a lost connection, or a process that was replaced."""

NOTICED = "another program answers with this token; if a second Recall is running with it, stop one of them"


class Rivals:
    """Counts the replies that somebody else was faster with."""

    def __init__(self) -> None:
        self._minutes: set[datetime] = set()

    def noticed(self, at: datetime) -> bool:
        """Whether it is time to say so, with one more such reply to a press made `at`; then it begins anew."""
        minute = at.replace(second=0, microsecond=0)
        self._minutes = {known for known in self._minutes if minute - known < WITHIN} | {minute}
        if len(self._minutes) < MINUTES:
            return False
        self._minutes.clear()
        return True
