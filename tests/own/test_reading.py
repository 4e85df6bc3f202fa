"""One file at a time of a person, and of a server."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

from cogs.own.desk import Kept
from cogs.own.reading import OneFile


def upload(person: int, guild: int) -> Any:
    return SimpleNamespace(user=SimpleNamespace(id=person), guild_id=guild)


def test_one_file_at_a_time() -> None:
    """Of two from one person the second waits, in another server too; and of two for one server. Others' come in."""
    reading = OneFile()
    with reading.turn(upload(1, 10)) as first:
        found = []
        for person, guild in ((1, 10), (1, 20), (2, 10), (2, 20)):
            with reading.turn(upload(person, guild)) as free:
                found.append(free)
        assert (first, found) == (True, [False, False, False, True])
    with reading.turn(upload(1, 20)) as free:
        assert free


NOON = datetime(2026, 11, 28, 12, tzinfo=UTC)


def press(person: int, after: timedelta = timedelta(), guild: int = 1) -> Any:
    return SimpleNamespace(user=SimpleNamespace(id=person), guild_id=guild, created_at=NOON + after)


def test_files_in_memory_are_bounded_by_what_is_in_them() -> None:
    """However few they are; the last one is kept in any case."""
    kept: Kept[str] = Kept(most=10, size=len)
    for person, file in enumerate(("aaaa", "bbbb", "cccc", "d" * 50)):
        kept.put(press(person), file)
        assert kept.get(press(person)) == file
        assert sum(map(len, (one for one, _ in kept.of.values()))) <= max(10, len(file))
    assert len(kept.of) == 1


def test_what_one_keeps_pushes_out_nothing_of_another_server_or_person() -> None:
    """Whoever cannot save a hundred questions loses their own oldest; the last is kept in any case."""
    kept: Kept[str] = Kept(most=10)
    kept.put(press(1), "Ada's, an hour's work", "a")
    kept.put(press(3, guild=2), "Cleo's", "c")
    for number in range(100):
        kept.put(press(2, guild=2), "Ben's", f"b{number}")
    assert kept.get(press(1), "a")
    assert kept.get(press(3, guild=2), "c")
    assert [about for guild, person, about in kept.of if person == 2] == [f"b{number}" for number in range(92, 100)]
    kept.put(press(4, guild=3), "Dan's", "d")
    assert kept.get(press(4, guild=3), "d")
    assert kept.get(press(1), "a")
    assert len(kept.of) == 10


def test_files_that_nobody_brings_in_leave_memory_after_a_while() -> None:
    """Whoever comes later is told to send theirs again, and whatever anybody does takes the old ones out."""
    kept: Kept[str] = Kept(lasts=timedelta(minutes=15))
    kept.put(press(1), "old")
    assert kept.get(press(1, timedelta(minutes=15))) == "old"
    kept.put(press(2, timedelta(minutes=16)), "new")
    assert [one for one, _ in kept.of.values()] == ["new"]
    assert kept.take(press(1, timedelta(minutes=16))) is None


def test_whoever_is_erased_leaves_none_of_theirs_in_memory() -> None:
    """On no server, and whatever it is about; others keep theirs."""
    kept: Kept[str] = Kept()
    for person in (1, 11):
        kept.put(press(person), "about a pack", "biology")
        kept.put(press(person), "about nothing")
    kept.forget_person(1)
    assert {key[1] for key in kept.of} == {11}
    assert len(kept.of) == 2
