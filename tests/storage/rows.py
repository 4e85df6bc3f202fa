"""Small rows for the writer to write, and what of them another process sees."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Update

from bot.storage import tables
from bot.storage.changes import Put
from tests.engines import outside


def fact(name: str, value: object = "x") -> Put:
    return Put(tables.meta, {"name": name, "value": value})


def bad() -> Put:
    """A row that the database refuses."""
    return fact("bad", None)


def renamed(name: str, other: str) -> Update:
    return tables.meta.update().where(tables.meta.c.name == name).values(name=other)


def on_disk(path: Path) -> dict[str, str]:
    """What another process would see."""
    with outside(path) as other:
        return dict(other.execute("SELECT name, value FROM meta WHERE name NOT IN ('oldest_program', 'holder')"))
