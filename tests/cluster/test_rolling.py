"""A roll: one process after the other hands over, ends, and is replaced; where that fails, it is said, and it stops."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import pytest

from bot.cluster import rolling
from bot.cluster.rolling import NotRolledError, Watch, is_complete, roll
from bot.cluster.rules import Lease
from bot.cluster.store import Member, Seen


def member(name: str, program: str = "0.3.0") -> Member:
    return Member(name, "night", program, there=True, silent_s=0)


@dataclass
class Cluster:
    """As many processes as there are names, shared out evenly; `stays` does not end, and nothing replaces `last`.

    `dies` dies by itself meanwhile, and is there again by another name.
    """

    names: list[str]
    shards: int = 4
    stays: str = ""
    last: str = ""
    dies: str = ""
    said: list[str] = field(default_factory=list)
    drained: set[str] = field(default_factory=set)
    ended: list[str] = field(default_factory=list)
    most_away: int = 0
    now: float = 0.0
    look_s: float = 0.0

    def look(self) -> Seen:
        self.now += self.look_s
        programs = {name: "0.4.0" if name.startswith("new") else "0.3.0" for name in self.names}
        staying = [name for name in self.names if name not in self.drained] or self.names
        leases = (Lease(part, 1, staying[part % len(staying)], free=False) for part in range(self.shards))
        there = (replace(member(*one), leaving=one[0] in self.drained) for one in programs.items())
        return Seen(tuple(there), tuple(leases))

    def end(self, name: str) -> None:
        self.ended.append(name)
        if name != self.stays:
            self.names.remove(name)

    def pause(self) -> None:
        """A second: whatever runs the processes starts one anew."""
        self.now += 1
        self.names = ["again" if name == self.dies else name for name in self.names]
        self.most_away = max(self.most_away, 3 - len(self.names))
        if self.ended[-1] not in (self.stays, self.last) and len(self.names) < 3:
            self.names.append(f"new {len(self.ended)}")

    def roll(self) -> None:
        roll(self.look, self.end, self.said.append, Watch(lambda: self.now, self.pause))


def test_each_is_replaced_and_only_one_is_away_at_a_time() -> None:
    cluster = Cluster(["ada", "ben", "cy"])
    cluster.roll()
    assert sorted(cluster.ended) == ["ada", "ben", "cy"]
    assert cluster.names == ["new 1", "new 2", "new 3"]
    assert cluster.most_away == 1
    assert cluster.said[:2] == ["ben hands over shard 1 and ends.", "new 1 (0.4.0) has taken its place."]


def test_those_that_were_drained_by_hand_are_replaced_too() -> None:
    """They have nothing and take nothing, so nobody waits for as many with shards as there were processes."""
    cluster = Cluster(["ada", "ben", "cy"], drained={"ben", "cy"})
    cluster.roll()
    assert sorted(cluster.ended) == ["ada", "ben", "cy"]
    assert cluster.names == ["new 1", "new 2", "new 3"]


def test_one_that_has_died_and_is_there_again_is_not_waited_for() -> None:
    """There are as many as before, and what was started since then is new."""
    cluster = Cluster(["ada", "ben", "cy"], dies="cy")
    cluster.roll()
    assert cluster.ended == ["ben", "ada"]
    assert sorted(cluster.names) == ["again", "new 1", "new 2"]


@pytest.mark.parametrize("look_s", [0.0, 4.0])
def test_one_that_does_not_end_stops_the_roll(look_s: float) -> None:
    """After the time that is told, however slow a look at the database is."""
    cluster = Cluster(["ada", "ben", "cy"], stays="ben", look_s=look_s)
    with pytest.raises(NotRolledError, match="ben has not ended within 120 seconds"):
        cluster.roll()
    assert cluster.ended == ["ben"]
    assert cluster.now <= 120 + 5 * (1 + look_s)


def test_one_that_nothing_replaces_stops_the_roll() -> None:
    """The others have its shards, and would have fewer and fewer processes to be on."""
    cluster = Cluster(["ada", "ben", "cy"], last="ben")
    with pytest.raises(NotRolledError, match="nothing has taken its place"):
        cluster.roll()
    assert cluster.ended == ["ben"]


@pytest.mark.parametrize(
    ("names", "free", "told"),
    [(["ada"], None, rolling.TOO_FEW), (["ada", "ben"], 2, "Shards without a process: 2.")],
)
def test_nothing_begins_where_nobody_could_take_over(names: list[str], free: int | None, told: str) -> None:
    cluster = Cluster(names)
    seen = cluster.look()
    leases = tuple(replace(one, free=one.part == free) for one in seen.leases)
    watch = Watch(lambda: cluster.now, cluster.pause)
    with pytest.raises(NotRolledError) as refused:
        roll(lambda: Seen(seen.members, leases), cluster.end, cluster.said.append, watch)
    assert str(refused.value).startswith(told)
    assert not cluster.ended


def test_a_new_one_has_its_share_before_the_next_one_ends() -> None:
    members = (member("ada"), member("ben"))

    def shared_out(*owners: str) -> Seen:
        return Seen(members, tuple(Lease(part, 1, owner, free=False) for part, owner in enumerate(owners)))

    assert not is_complete(shared_out("ada", "ada", "ada", "ben"), 2)
    assert is_complete(shared_out("ada", "ben", "ada", "ben"), 2)
