"""One file at a time of a person, and of a server."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

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
