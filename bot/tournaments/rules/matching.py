"""Who meets whom: near in rank where that is possible, and as many as possible in every case.

First everybody is given the best partner that is left, from the top. Whoever is left over then is fitted in along an
augmenting path, by Edmonds' blossom algorithm ("Paths, Trees, and Flowers", 1965): it finds a partner for everybody
whenever there is any way to. Nodes are ranks, 0 the best.
"""

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain, takewhile

ALONE = -1
"""In place of a partner."""

MayMeet = Callable[[int, int], bool]


class Matching:
    """Pairs among `size` ranks; `may_meet` is asked of two of them, in either order with the same answer."""

    def __init__(self, size: int, may_meet: MayMeet) -> None:
        self.partner = [ALONE] * size
        self._may_meet = may_meet

    def match(self, groups: Sequence[float]) -> None:
        """Pair everybody that can be; equal `groups` (of scores) stand together, best first.

        Within a group the upper half meets the lower half, as in the Dutch system; whoever is left over there meets
        the nearest below. A rank beyond `groups` is chosen last, from the lowest rank up.
        """
        for extra in range(len(groups), len(self.partner)):
            self._join_first(extra, range(len(groups) - 1, -1, -1))
        left = [rank for rank in range(len(groups)) if self.partner[rank] == ALONE]
        while left:
            rank = left.pop(0)
            found = self._join_first(rank, (left[place] for place in _preferred(rank, left, groups)))
            if found != ALONE:
                left.remove(found)
        for rank in range(len(self.partner)):
            if self.partner[rank] == ALONE:
                _Search(self.partner, self._may_meet, rank).run()

    def pairs(self) -> list[tuple[int, int]]:
        """Who meets whom, the higher rank first."""
        return [(rank, partner) for rank, partner in enumerate(self.partner) if rank < partner]

    def left_over(self) -> list[int]:
        """Who has no partner."""
        return [rank for rank, partner in enumerate(self.partner) if partner == ALONE]

    def _join_first(self, rank: int, others: Iterable[int]) -> int:
        for other in others:
            if self.partner[other] == ALONE and self._may_meet(rank, other):
                self.partner[rank], self.partner[other] = other, rank
                return other
        return ALONE


def _preferred(rank: int, left: Sequence[int], groups: Sequence[float]) -> Iterable[int]:
    """Places in `left` in the order in which `rank`, the highest of all that are left, would like to meet them."""
    same = sum(1 for _ in takewhile(lambda other: groups[other] == groups[rank], left))
    half = max((same + 1) // 2 - 1, 0)
    return chain(range(half, same), range(half - 1, -1, -1), range(same, len(left)))


class _Search:
    """A breadth-first search for an augmenting path from one rank that is alone.

    `parent` leads back along the path; `base` is the rank that stands for the blossom in which a rank lies.
    """

    def __init__(self, partner: list[int], may_meet: MayMeet, root: int) -> None:
        self._partner, self._may_meet, self._root = partner, may_meet, root
        size = len(partner)
        self._parent = [ALONE] * size
        self._base = list(range(size))
        self._reached = [False] * size
        self._queue = deque([root])
        self._reached[root] = True

    def run(self) -> None:
        """Give the root a partner, where there is a way to; whoever else changes theirs keeps one."""
        end = self._find()
        while end != ALONE:
            before = self._parent[end]
            following = self._partner[before]
            self._partner[end], self._partner[before] = before, end
            end = following

    def _find(self) -> int:
        while self._queue:
            rank = self._queue.popleft()
            for other in _nearest(rank, len(self._partner)):
                if self._is_new(rank, other) and self._reach(rank, other):
                    return other
        return ALONE

    def _is_new(self, rank: int, other: int) -> bool:
        apart = self._base[rank] != self._base[other] and self._partner[rank] != other
        return apart and self._may_meet(rank, other)

    def _reach(self, rank: int, other: int) -> bool:
        """Follow one edge; whether it ends the path."""
        mate = self._partner[other]
        if other == self._root or (mate != ALONE and self._parent[mate] != ALONE):
            self._contract(rank, other)
        elif self._parent[other] == ALONE:
            self._parent[other] = rank
            if mate == ALONE:
                return True
            self._visit(mate)
        return False

    def _visit(self, rank: int) -> None:
        if not self._reached[rank]:
            self._reached[rank] = True
            self._queue.append(rank)

    def _contract(self, rank: int, other: int) -> None:
        """An odd circle was closed: from here on it counts as one rank."""
        base = self._common_base(rank, other)
        blossom = {*self._mark(rank, base, other), *self._mark(other, base, rank)}
        for one in range(len(self._base)):
            if self._base[one] in blossom:
                self._base[one] = base
                self._visit(one)

    def _common_base(self, rank: int, other: int) -> int:
        above = set()
        while True:
            rank = self._base[rank]
            above.add(rank)
            if self._partner[rank] == ALONE:
                break
            rank = self._parent[self._partner[rank]]
        while self._base[other] not in above:
            other = self._parent[self._partner[self._base[other]]]
        return self._base[other]

    def _mark(self, rank: int, base: int, child: int) -> Iterator[int]:
        while self._base[rank] != base:
            mate = self._partner[rank]
            yield from (self._base[rank], self._base[mate])
            self._parent[rank] = child
            child, rank = mate, self._parent[mate]


def _nearest(rank: int, size: int) -> Iterator[int]:
    """All other ranks, the nearest first."""
    for step in range(1, size):
        if rank + step < size:
            yield rank + step
        if rank - step >= 0:
            yield rank - step
