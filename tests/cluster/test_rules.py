"""Who has which part: one valid owner at a time, nothing left alone, and shared out evenly."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace

from hypothesis import given
from hypothesis import strategies as st

from bot.cluster.rules import Lease, plan

NAMES = "abcde"


@dataclass
class World:
    """A table of leases as the database keeps it: a change is made only where the epoch is still the one looked at."""

    leases: dict[int, Lease]
    there: set[str] = field(default_factory=set)
    owners: dict[tuple[int, int], str] = field(default_factory=dict)
    leaving: set[str] = field(default_factory=set)
    moves: int = 0

    def seen(self) -> list[Lease]:
        return [replace(one, free=one.owner not in self.there) for one in self.leases.values()]

    def hand(self, looked: Lease, to: str) -> None:
        if self.leases[looked.part].epoch != looked.epoch:
            return
        changed = Lease(looked.part, looked.epoch + 1, to, free=False)
        self.leases[looked.part] = changed
        self.moves += 1
        assert (changed.part, changed.epoch) not in self.owners, "two owners of one epoch"
        self.owners[changed.part, changed.epoch] = to

    def look(self, names: list[str]) -> None:
        """These look in the same instant, and act one after the other on what they saw."""
        plans = [
            (name, plan(name, frozenset(self.there), self.seen(), frozenset(self.leaving)))
            for name in names
            if name in self.there
        ]
        for name, found in plans:
            for lease in found.take:
                self.hand(lease, name)
            if found.give is not None:
                self.hand(*found.give)

    def spread(self) -> list[int]:
        has = Counter(one.owner for one in self.leases.values())
        return sorted(has[name] for name in self.there - self.leaving)

    def settle(self) -> None:
        """Everybody looks until that changes nothing."""
        before = None
        while before != self.leases:
            before = dict(self.leases)
            self.look(sorted(self.there))


def a_world(parts: int) -> World:
    return World({part: Lease(part, 0, None, free=True) for part in range(parts)})


happenings = st.lists(
    st.one_of(
        st.tuples(st.just("comes"), st.sampled_from(NAMES)),
        st.tuples(st.just("dies"), st.sampled_from(NAMES)),
        st.tuples(st.just("leaves"), st.sampled_from(NAMES)),
        st.tuples(st.just("look"), st.lists(st.sampled_from(NAMES), unique=True)),
    ),
    max_size=30,
)


@given(st.integers(1, 16), happenings)
def test_nothing_is_left_alone_and_everybody_has_an_even_share(parts: int, happened: list[tuple[str, str]]) -> None:
    """Whatever came and went: after one look of all that are there everything has an owner; soon it is even.

    And no part ever had two owners in one epoch, whoever looked at the same time.
    """
    world = a_world(parts)
    for what, whom in happened:
        if what == "look":
            world.look(list(whom))
        elif what == "comes":
            world.there.add(whom)
            world.leaving.discard(whom)
        elif what == "leaves":
            world.leaving.add(whom)
        else:
            world.there.discard(whom)
    if not world.there - world.leaving:
        world.there.add("a")
        world.leaving.discard("a")
    everybody = sorted(world.there)
    for _ in range(len(everybody) + 1):  # whoever looked at what another one took first looks again
        world.look(everybody)
    assert all(not one.free for one in world.seen())
    for _ in range(2 * parts):
        world.look(everybody)
    spread = world.spread()
    assert spread[-1] - spread[0] <= 1
    assert sum(spread) == parts, "who is leaving has nothing any more"
    settled = dict(world.leases)
    world.look(everybody)
    assert world.leases == settled, "what is even stays where it is"


def test_a_part_is_given_only_by_the_richest_and_only_when_all_have_an_owner() -> None:
    """Three of four parts lie with one process, and a new one has none."""
    world = a_world(4)
    world.there = {"a", "b", "c"}
    world.leases = {part: Lease(part, 1, owner, free=False) for part, owner in enumerate("aaab")}
    assert plan("a", world.there, world.seen()).give == (Lease(2, 1, "a", free=False), "c")
    assert plan("b", world.there, world.seen()).give is None
    world.leases[3] = Lease(3, 1, "dead", free=False)
    assert plan("a", world.there, world.seen()).give is None
    assert [one.part for one in plan("c", world.there, world.seen()).take] == [3]


def test_who_is_not_there_takes_nothing() -> None:
    """A process that is leaving may look once more."""
    assert not plan("a", {"b"}, [Lease(0, 3, None, free=True)]).take


def test_of_one_part_nobody_has_a_share_but_its_owner() -> None:
    """The others stand by, and the first of them that looks takes it once its owner is gone."""
    world = a_world(1)
    world.there = {"a", "b"}
    world.look(["a", "b"])
    assert world.leases[0] == Lease(0, 1, "a", free=False)
    world.there = {"b", "c"}
    world.look(["b", "c"])
    assert world.leases[0] == Lease(0, 2, "b", free=False)


@given(st.integers(1, 24), st.integers(1, 4))
def test_a_newcomer_is_given_its_share_and_nothing_else_moves(parts: int, others: int) -> None:
    """As few parts as that takes change hands: each is a connection that begins anew."""
    world = a_world(parts)
    world.there = set(NAMES[:others])
    world.settle()
    world.moves = 0
    world.there.add("e")
    world.settle()
    assert world.moves == parts // (others + 1)


@given(st.integers(1, 24), st.integers(2, 5))
def test_who_is_leaving_gives_all_it_has_and_the_others_keep_theirs(parts: int, members: int) -> None:
    world = a_world(parts)
    world.there = set(NAMES[:members])
    world.settle()
    had = sum(one.owner == "a" for one in world.leases.values())
    world.moves = 0
    world.leaving.add("a")
    world.settle()
    assert world.moves == had
    assert "a" not in {one.owner for one in world.leases.values()}


def test_where_all_are_leaving_everybody_keeps_what_it_has() -> None:
    world = a_world(3)
    world.there = {"a", "b"}
    world.settle()
    world.leaving = {"a", "b"}
    before = dict(world.leases)
    world.settle()
    assert world.leases == before
