"""How PostgreSQL goes about statements where each table has thousands of rows, in the words that SQLite has for it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

import psycopg

from bot.storage.postgresql import READING
from tests.sized import SMALL, sized

_BY_INDEX = {"Index Scan", "Index Only Scan", "Bitmap Index Scan"}

Node = dict[str, Any]


def explained_there(statements: Mapping[str, Any]) -> dict[str, list[str]]:
    """Statement → steps, with the settings of the sessions that read. Each is given with its parameters."""
    if not statements:
        return {}
    url = sized()
    with psycopg.connect(
        host=str(url.query["host"]),
        user="recall",
        dbname=url.database,
        options=READING,
        cursor_factory=psycopg.ClientCursor,
        autocommit=True,
    ) as session:
        return {one: [*_steps(session, one, given)] for one, given in statements.items()}


def _steps(session: psycopg.Connection, statement: str, given: Any) -> Iterator[str]:
    [(plan,)] = session.execute(f"EXPLAIN (FORMAT JSON) {statement}".encode(), given).fetchall()
    for node in _nodes(plan[0]["Plan"]):
        if node["Node Type"] == "Sort":
            yield "USE TEMP B-TREE FOR ORDER BY"
        elif node["Node Type"] == "Seq Scan":
            table = node["Relation Name"]
            yield f"SEARCH {table} IN FULL" if table in SMALL else f"SCAN {table}"
        elif node["Node Type"] in _BY_INDEX:
            table, condition = _tables()[node["Index Name"]], node.get("Index Cond", "")
            how = "SEARCH" if condition or table in SMALL else "SCAN"
            yield f"{how} {table} USING INDEX {node['Index Name']} {condition}"


def _nodes(node: Node) -> Iterator[Node]:
    yield node
    for below in node.get("Plans", ()):
        yield from _nodes(below)


@cache
def _tables() -> dict[str, str]:
    """Index → its table."""
    url = sized()
    with psycopg.connect(host=str(url.query["host"]), user="recall", dbname=url.database) as session:
        return dict(session.execute("SELECT indexname, tablename FROM pg_indexes").fetchall())
