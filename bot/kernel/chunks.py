"""Long lists in parts: either engine takes only so many parameters in one statement, and each waits for the whole."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

T = TypeVar("T")

IN_A_STATEMENT = 500
"""Parameters that either engine takes."""


def in_parts(some: Iterable[T], most: int = IN_A_STATEMENT) -> Iterator[list[T]]:
    """The same in lists of at most so many."""
    rest = iter(some)
    while part := list(islice(rest, most)):
        yield part
