"""What can keep a message from standing in its channel, told apart by what somebody can do about it."""

from dataclasses import dataclass
from enum import StrEnum


class Barrier(StrEnum):
    """`LATE`: nothing is known yet. `MALFORMED`: Discord shows no such message anywhere."""

    NO_ACCESS = "no_access"
    NO_PERMISSION = "no_permission"
    ARCHIVED = "archived"
    LOCKED = "locked"
    NO_MESSAGES_HERE = "no_messages_here"
    GONE = "gone"
    TOO_MANY_THREADS = "too_many_threads"
    MALFORMED = "malformed"
    LATE = "late"


@dataclass(frozen=True, slots=True)
class Obstacle:
    """A message cannot be shown. `unseen`: it has never been on the screen; `deleted`: it has been, and is no more.

    `doubtful`: an earlier process may have posted it, or not.
    """

    barrier: Barrier
    unseen: bool
    deleted: bool = False
    doubtful: bool = False

    @property
    def missing(self) -> bool:
        """Whether it is not on the screen: what stands there only shows what was."""
        return self.unseen or self.deleted
