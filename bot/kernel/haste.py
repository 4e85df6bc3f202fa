"""How urgent a reading is: whoever presses something goes before what comes by itself.

A reading is for whoever set it going: a press, unless it is said otherwise. All tasks that are started by something
are as urgent as that.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from enum import IntEnum


class Haste(IntEnum):
    """What goes before what."""

    PRESS = 0
    """Somebody waits for an answer."""
    RETURN = 1
    """A start, a takeover, or the end of an outage: until it is over, presses there are not answered."""
    LOOK = 2
    """A look at what time has made due, which comes again."""


class Errand:
    """What is under way, and how urgent. Somebody more urgent may come to wait for it, too."""

    def __init__(self, haste: Haste) -> None:
        self.haste = haste
        self.told: set[Callable[[], None]] = set()
        """Called once it has become more urgent."""

    def hurry(self, haste: Haste) -> None:
        """Somebody waits for it from now on for whom it is at least as urgent as this."""
        if haste < self.haste:
            self.haste = haste
            for tell in [*self.told]:
                tell()


_errand: ContextVar[Errand | None] = ContextVar("errand", default=None)


def errand() -> Errand:
    """What the current task is about."""
    return _errand.get() or Errand(Haste.PRESS)


@contextmanager
def on(haste: Haste) -> Iterator[Errand]:
    """While the body runs, and in the tasks that it starts, something is so urgent."""
    begun = Errand(haste)
    before = _errand.set(begun)
    try:
        yield begun
    finally:
        _errand.reset(before)
