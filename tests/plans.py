"""How SQLite would go about what was asked of it: every statement that a test caused, explained."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Any

from sqlalchemy import Engine, event

from bot.storage.database import Database

_ASKED = re.compile(r"\s*(SELECT|INSERT|UPDATE|DELETE|WITH)\b", re.IGNORECASE)
_explained: dict[str, list[str]] = {}


@contextmanager
def watching(database: Database) -> Iterator[dict[str, list[str]]]:
    """Collect what is executed while the body runs: statement → how each table in it is read, known after the body."""
    seen: dict[str, int] = {}

    def note(_connection: Any, _cursor: Any, statement: str, parameters: Any, _context: Any, many: bool) -> None:  # noqa: FBT001
        seen.setdefault(statement, len(parameters[0] if many else parameters))

    engines: list[Engine] = [database.writing, database.reading.sync_engine]
    for engine in engines:
        event.listen(engine, "before_cursor_execute", note)
    found: dict[str, list[str]] = {}
    try:
        yield found
    finally:
        for engine in engines:
            event.remove(engine, "before_cursor_execute", note)
        found.update(_plans(str(database.place), seen))


def _plans(path: str, seen: dict[str, int]) -> dict[str, list[str]]:
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as connection:
        connection.create_function("accuracy_floor", 2, lambda *_: 0, deterministic=True)
        for statement, count in seen.items():
            if _ASKED.match(statement) and statement not in _explained:
                rows = connection.execute(f"EXPLAIN QUERY PLAN {statement}", (0,) * count)
                _explained[statement] = [str(row[3]) for row in rows]
    return {statement: _explained[statement] for statement in seen if statement in _explained}
