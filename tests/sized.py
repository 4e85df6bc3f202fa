"""A database on the tests' server with thousands of rows in each table: PostgreSQL goes about a small one differently.

The rows are nobody's and mean nothing. What matters is how many there are, how many of them have the same server or
person, and that few games are running.
"""

from __future__ import annotations

from functools import cache

import psycopg
from sqlalchemy import URL, Column, Float, Table, Text

from bot.storage.columns import Instant
from bot.storage.every_table import metadata
from tests.postgresql import server, template

ROWS, SERVERS, PEOPLE = 3_000, 30, 500
ANSWERS = 5 * ROWS
GUILD = 5 << 22
"""One of the servers."""

SMALL = {
    *("absences", "departures", "erasures_due", "heartbeat", "keys_kept", "keys_withheld", "leases", "members"),
    *("meta", "sessions", "turns", "duel_seats"),
}
"""Tables that never have many rows: a process, a shard, a fact, a game that is being played. To scan them is right."""
IN_SMALL = 50

_GUILD = f"(i % {SERVERS} + 1)::bigint << 22"
_PERSON = f"i::bigint * 7919 % {PEOPLE} + 1000"
_TIME = "1700000000000 + i::bigint * 1000"
_RARE = "i % 100 = 0"
_OF = {
    "settled": f"CASE WHEN {_RARE} THEN 0 ELSE 1 END",
    "hidden": f"CASE WHEN {_RARE} THEN 1 ELSE 0 END",
    "phase": f"CASE WHEN {_RARE} THEN 'gathering' ELSE 'ended' END",
    "ready": f"CASE WHEN {_RARE} THEN '[1]' ELSE '[]' END",
    "end_reason": f"CASE WHEN {_RARE} THEN NULL ELSE 'handed_in' END",
    "ended_at": f"CASE WHEN {_RARE} THEN NULL ELSE {_TIME} END",
    "message_id": f"CASE WHEN {_RARE} THEN NULL ELSE i END",
    "left_at": f"CASE WHEN {_RARE} THEN {_TIME} END",
    "due_at": f"CASE WHEN {_RARE} THEN {_TIME} END",
    "remind_at": f"CASE WHEN {_RARE} THEN {_TIME} END",
    "event_at": f"CASE WHEN {_RARE} THEN {_TIME} END",
    "sending_at": f"CASE WHEN {_RARE} THEN {_TIME} END",
    "chance": f"CASE WHEN {_RARE} THEN 0.5 END",
    "kind": "(ARRAY['round', 'duel', 'daily', 'practice', 'exam'])[1 + i % 5]",
    "question_id": "'q' || i % 500",
    "content_hash": "md5((i % 500)::text)",
    "card": "(ARRAY['q0', 'q1', 'q2', 'q3', 'q4', 'lobby', 'end', 'daily', 'next', 'last'])[1 + i % 10]",
}


@cache
def sized() -> URL:
    """The one of this process, made when it is first asked for."""
    url = server().make(template())
    with psycopg.connect(host=str(url.query["host"]), user="recall", dbname=url.database, autocommit=True) as session:
        session.execute("SET session_replication_role = replica")  # rows need not belong to others
        for table in metadata.sorted_tables:
            names, values = zip(*((column.name, _value(table, column)) for column in table.columns), strict=True)
            first = ROWS - IN_SMALL if table.name in SMALL else 1  # what is in those is of the latest games
            last = ANSWERS if table.name == "answers" else ROWS
            given = f"SELECT {', '.join(values)} FROM generate_series({first}, {last}) AS i"  # noqa: S608 - all is ours
            session.execute(f"INSERT INTO {table.name} ({', '.join(names)}) {given} ON CONFLICT DO NOTHING".encode())
        session.execute("ANALYZE")
    return url


def _value(table: Table, column: Column[object]) -> str:
    """What a column has in row `i`; the first part of a key of several has some rows each, as games have answers."""
    keys = list(table.primary_key.columns)
    if column.primary_key:
        return _key(column, len(keys), first=column is keys[0], of_servers=keys[0].name == "guild_id")
    is_given = column.nullable or isinstance(column.type, Text) or column.name in ("settled", "hidden")
    if column.name in _OF and is_given:
        return _OF[column.name]
    if column.name == "extra_time" and isinstance(column.type, Text):
        return _OF["ready"]
    value = _plain(column)
    return f"CASE WHEN i % 3 > 0 THEN {value} END" if column.nullable else value


def _key(column: Column[object], parts: int, *, first: bool, of_servers: bool) -> str:
    each = SERVERS if of_servers else 10
    if first:
        number = "i" if parts == 1 else _GUILD if of_servers else f"i / {each}"
    else:
        number = f"i / {each}" if of_servers else f"i % {each}"
    if column.name == "player_id" and not first:
        number = f"{number} + 1000"
    if column.name == "card":
        return _OF["card"]
    return f"'k' || ({number})" if isinstance(column.type, Text) else f"({number})::bigint"


def _plain(column: Column[object]) -> str:
    if isinstance(column.type, Instant):
        return _TIME
    if isinstance(column.type, Text):
        return "substr(md5(i::text), 1, 12)"
    if isinstance(column.type, Float):
        return "i % 1000 / 1000.0"
    if column.name == "guild_id":
        return _GUILD
    if column.name.endswith("_by") or (column.name.endswith("_id") and column.name not in _NOBODY):
        return _PERSON
    return "i::bigint" if column.name in _NOBODY else "i % 90"


_NOBODY = {"channel_id", "room_id", "previous_id", "role_id", "event_id", "part_of"}
