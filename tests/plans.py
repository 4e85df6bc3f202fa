"""How the database goes about what the program asks of it, as SQLite puts it, whichever of the two it is."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from typing import Any

from sqlalchemy import event

from bot.kernel.accuracy import accuracy_floor
from bot.storage.database import Database
from bot.storage.every_table import metadata
from tests.engines import ON_A_SERVER

Plans = dict[str, list[str]]

RUNNING = (
    "games_running",
    "rounds_one_a_channel",
    "exam_rooms_running",
    "exam_rooms_extra",
    "tournaments_running",
    "nights_open",
    "_ready",
    "exam_sittings_running",
    "exam_results_judged",
)
ON_THEIR_WAY = "messages_unseen", "messages_unsettled"
HIDDEN = "keys_withheld", "keys_kept", "preferences_hidden"
_GROWING = {*metadata.tables} - {"learnt_difficulties", "departures"}
"""All tables but two that are read whole, once a while: they have a row for each question, each server that left."""

_QUERY = re.compile(r"\s*(SELECT|INSERT|UPDATE|DELETE|WITH)\b", re.IGNORECASE)
_explained: Plans = {}


def read_whole(steps: Iterable[str]) -> list[str]:
    """The steps that read all of a table, or of an index that holds more than few rows of it.

    Few are games in which somebody is ready, messages that are on their way, mocks that are being sat, dailies that
    somebody may finish for some minutes more, who hides, results of exams that there was a forecast of."""
    scans = (step for step in steps if step.startswith("SCAN") and "CONSTANT ROW" not in step)
    return [step for step in scans if not any(few in step for few in RUNNING + ON_THEIR_WAY + HIDDEN)]


@contextmanager
def watching(database: Database) -> Iterator[Plans]:
    """Collect what is executed while the body runs: statement → steps; it is filled when the body ends."""
    seen: dict[str, Any] = {}
    found: Plans = {}

    def note(*execution: Any) -> None:
        _connection, _cursor, statement, parameters, _context, many = execution
        seen.setdefault(statement, parameters[0] if many else parameters)

    engines = database.writing, database.reading.sync_engine
    for engine in engines:
        event.listen(engine, "before_cursor_execute", note)
    try:
        yield found
    finally:
        for engine in engines:
            event.remove(engine, "before_cursor_execute", note)
        found.update(_plans_there(seen) if ON_A_SERVER else _plans(str(database.place), seen))


def _plans(path: str, seen: dict[str, Any]) -> Plans:
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as connection:
        connection.create_function("accuracy_floor", 2, accuracy_floor, deterministic=True)
        for statement, parameters in seen.items():
            if statement not in _explained and _QUERY.match(statement):
                rows = connection.execute(f"EXPLAIN QUERY PLAN {statement}", (0,) * len(parameters))
                _explained[statement] = [str(row[3]) for row in rows]
    return {statement: _explained[statement] for statement in seen if statement in _explained}


def _plans_there(seen: dict[str, Any]) -> Plans:
    from tests.plans_there import explained_there

    new = {one: given for one, given in seen.items() if one not in _explained and _QUERY.match(one)}
    _explained.update(explained_there(new))
    return {statement: _explained[statement] for statement in seen if statement in _explained}


def reading_tables_whole(plans: Plans) -> Plans:
    """Statements of which a step reads a whole table of the database's own, not one that it made up on the way."""
    bad = {
        statement: [step for step in read_whole(steps) if _table(step) in _GROWING]
        for statement, steps in plans.items()
    }
    return {statement: steps for statement, steps in bad.items() if steps}


def _table(step: str) -> str:
    """Which table a step reads; an alias of it ends in a number."""
    return re.sub(r"_\d+$", "", step.split()[1])
