"""When a decision began, by a clock that only counts: one from before an erasure is told from one after it.

Whoever decides something has found out before who is concerned: from memory, from rows, from what Discord sent. What
they found can be outdated by the time they write. A press, a command, or a look of a tick begins a decision; all that
it calls and all tasks that it starts belong to it. What never began anything is older than everything.
"""

from collections.abc import Callable
from contextvars import ContextVar, copy_context
from itertools import count
from typing import TypeVar

T = TypeVar("T")

_moments = count(1)
_began: ContextVar[int] = ContextVar("began", default=0)


def moment() -> int:
    """A moment later than all before it."""
    return next(_moments)


def begin() -> None:
    """Whatever the current task finds out and decides from here on is newer than all that was erased until now."""
    _began.set(moment())


def began() -> int:
    """The moment in which the decision began that is being made."""
    return _began.get()


def afresh(do: Callable[[], T]) -> T:
    """Have this, and the tasks that it starts, be a decision of its own, whoever asks for it."""

    def work() -> T:
        begin()
        return do()

    return copy_context().run(work)
