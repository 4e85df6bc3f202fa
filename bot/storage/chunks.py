"""Long lists for statements: either engine takes only so many parameters in one."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

T = TypeVar("T")

IN_A_STATEMENT = 500


def in_parts(some: Iterable[T], most: int = IN_A_STATEMENT) -> Iterator[list[T]]:
    """The same in lists of at most so many."""
    rest = iter(some)
    while part := list(islice(rest, most)):
        yield part
