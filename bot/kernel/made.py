"""What was made of other things, kept no longer than these are there: what is superseded leaves memory at once."""

from collections import OrderedDict
from collections.abc import Hashable, Sequence
from typing import Any, Generic, TypeVar
from weakref import ref

T = TypeVar("T")

_Key = tuple[tuple["ref[Any]", ...], Hashable]


class Made(Generic[T]):
    """So many at most, those asked for last. What is made must not hold the things that it was made of."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._kept: OrderedDict[_Key, T] = OrderedDict()

    def __len__(self) -> int:
        return len(self._kept)

    def get(self, of: Sequence[object], how: Hashable = ()) -> T | None:
        """What was made of these things so, None where there is nothing."""
        key = tuple(ref(one) for one in of), how
        found = self._kept.get(key)
        if found is not None:
            self._kept.move_to_end(key)
        return found

    def put(self, made: T, of: Sequence[object], how: Hashable = ()) -> T:
        """Keep it while these things are there."""
        self._kept[tuple(ref(one, self._gone) for one in of), how] = made
        while len(self._kept) > self._most:
            self._kept.popitem(last=False)
        return made

    def drop(self, made: T) -> None:
        """Keep it no longer."""
        for key in [key for key, one in self._kept.items() if one is made]:
            del self._kept[key]

    def _gone(self, thing: "ref[Any]") -> None:
        for key in list(self._kept):
            if any(one is thing for one in key[0]):
                self._kept.pop(key, None)
