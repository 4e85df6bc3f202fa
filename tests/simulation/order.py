"""What is written stands in the order in which it was decided: a row that was queued last is there after the commit."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

from sqlalchemy import Table
from sqlalchemy.dialects import sqlite

from bot.storage.changes import Put
from tests.simulation.disk import WRITE
from tests.simulation.loop import work_of

_DIALECT = sqlite.dialect()


class Order:
    """Looks at each commit that both runs statements on a table and puts rows into it."""

    def __init__(self, database: Callable[[], Path]) -> None:
        self.violations: list[str] = []
        self._database = database

    def look(self, work: Callable[..., Any], arguments: tuple[Any, ...]) -> None:
        """To be called when a piece of work is done."""
        if work_of(work) != WRITE:
            return
        if last := [*_last_rows(arguments[-1])]:
            with closing(sqlite3.connect(f"file:{self._database()}?mode=ro", uri=True)) as rows:
                self.violations += [
                    f"{put.table.name} {key} was queued last, and is not there"
                    for put, key in last
                    if not _is_there(rows, put.table, key)
                ]


def _last_rows(units: list[Any]) -> Iterator[tuple[Put, dict[str, object]]]:
    """Rows that were put after the last statement of the commit, where one before was about the same table."""
    places = [place for place, unit in enumerate(units) if unit.statements]
    if not places:
        return
    touched = {statement.table for unit in units for statement in unit.statements}
    for unit in units[places[-1] + 1 :]:
        for row in unit.rows:
            if isinstance(row, Put) and row.table in touched:
                yield row, {column.name: row.values[column.name] for column in row.table.primary_key}


def _is_there(rows: sqlite3.Connection, table: Table, key: dict[str, object]) -> bool:
    where = " AND ".join(f'"{name}" = :{name}' for name in key)
    stored = {name: _stored(table, name, value) for name, value in key.items()}
    found = rows.execute(f'SELECT 1 FROM "{table.name}" WHERE {where}', stored)  # noqa: S608 - names of our own
    return found.fetchone() is not None


def _stored(table: Table, name: str, value: object) -> object:
    processor = table.c[name].type.dialect_impl(_DIALECT).bind_processor(_DIALECT)
    return value if processor is None else processor(value)
