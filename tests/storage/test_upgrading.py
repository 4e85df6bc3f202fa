"""A database of any earlier version comes to the newest with everything in it."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from bot.boards.recount import recount
from bot.storage.checking import check
from bot.storage.compatibility import OLDEST
from bot.storage.migrate import upgrade
from bot.storage.revisions import known_revisions, revisions
from bot.storage.scripts import migrations
from tests.engines import file_only

pytestmark = file_only

ROWS = 3
OWN = ("alembic_version", "sqlite_")
"""Tables that are not ours to fill."""

Rows = list[tuple[object, ...]]


def tables(connection: sqlite3.Connection) -> list[str]:
    found = connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")
    return [name for (name,) in found if not name.startswith(OWN)]


def fill(connection: sqlite3.Connection, table: str) -> None:
    """Rows 1 to 3, whose keys are their numbers, so that they fit their parents'; in the last all that may is NULL."""
    columns = connection.execute(f"PRAGMA table_info({table})").fetchall()
    for number in range(1, ROWS + 1):
        row = [
            None if number == ROWS and not (required or key) else value_for(kind, number)
            for _, _, kind, required, _, key in columns
        ]
        connection.execute(f"INSERT INTO {table} VALUES ({', '.join('?' * len(row))})", row)  # noqa: S608


def value_for(kind: str, number: int) -> object:
    return {"INTEGER": number, "REAL": number + 0.5, "TEXT": str(number)}[kind]


def read(connection: sqlite3.Connection, table: str, columns: list[str]) -> Rows:
    query = f"SELECT {', '.join(columns)} FROM {table} ORDER BY 1, 2"  # noqa: S608 - a table of this schema
    return [row for row in connection.execute(query) if row[0] != OLDEST]


@pytest.mark.parametrize("revision", sorted(known_revisions()))
def test_every_row_survives_an_upgrade(revision: str, path: Path) -> None:
    """Whatever stood in any table of an earlier version stands there after the upgrade, and the file is in order."""
    upgrade(path, revision)
    before: dict[str, tuple[list[str], Rows]] = {}
    with closing(sqlite3.connect(path)) as connection, connection:
        for table in tables(connection):
            fill(connection, table)
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        for table in tables(connection):
            columns = [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]
            before[table] = (columns, read(connection, table, columns))
    assert "answers" in before
    assert all(len(rows) == ROWS for _, rows in before.values())
    upgrade(path)
    assert check(path) == []
    with closing(sqlite3.connect(path)) as connection:
        for table, (columns, rows) in before.items():
            assert read(connection, table, columns) == rows, table


def begin_round(path: Path) -> None:
    """A round of the first version with an open question, one closed before it, and two who answered."""
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(
            "INSERT INTO games (id, kind, guild_id, channel_id, created_at) VALUES (9, 'round', 7, 8, 0)"
        )
        topic = '{"topic": "metrics"}'
        connection.execute("INSERT INTO contents VALUES ('h', ?)", (topic,))
        for player in (5, 6):
            connection.execute(f"INSERT INTO players VALUES (9, {player}, 'Name {player}', 0, 1)")  # noqa: S608
        for position, closed in enumerate((4, None)):
            asked = (9, position, "q", "h", 1, 0, 3, closed, 0)
            connection.execute("INSERT INTO asked VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", asked)
            for player in (5, 6):
                answer = (9, position, player, "[0]", 1, 1.0, 90, 10, 2, 0)
                connection.execute("INSERT INTO answers VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", answer)


@pytest.mark.parametrize("revision", ["0001", "0002"])
def test_what_was_answered_before_there_were_sums_counts(revision: str, path: Path) -> None:
    """An upgrade from before the leaderboards begins them with the answers there are: a recount differs in none."""
    upgrade(path, revision)
    begin_round(path)
    upgrade(path)
    assert recount(path) == []
    with closing(sqlite3.connect(path)) as connection, connection:
        query = "SELECT player_id, points FROM boards WHERE period = 'all' AND topic = '' ORDER BY 1"
        assert connection.execute(query).fetchall() == [(5, 90), (6, 90)]
        assert connection.execute("SELECT name FROM names ORDER BY 1").fetchall() == [("Name 5",), ("Name 6",)]


def test_the_one_date_of_an_exam_goes_to_the_exam_that_it_was_for(path: Path) -> None:
    """That of the last forecast, else of the last mock, else the first; who had set none has none."""
    upgrade(path, "0020")
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.executemany("INSERT INTO learners VALUES (?, ?)", [(1, 86_400_000), (2, 1), (3, 1), (4, None)])
        told = [(1, "MLA-C02", 1, 2, 0.5, 0.4, 0.6), (1, "AIF-C01", 1, 1, 0.5, 0.4, 0.6)]
        connection.executemany("INSERT INTO forecasts VALUES (?, ?, ?, ?, ?, ?, ?)", told)
        game = "INSERT INTO games (id, kind, guild_id, channel_id, created_at) VALUES (?, 'exam', 1, 1, 0)"
        connection.executemany(game, [(8,), (9,)])
        columns = "game_id, player_id, exam, form, seed, extra_time, scored, place, deadline, looked_at, end_reason"
        for number, exam in ((8, "AIF-C01"), (9, "MLA-C02")):
            values = (number, 2, exam, 1, 1, 0, "[]", 0, 1, 1, "time")
            connection.execute(f"INSERT INTO exam_sittings ({columns}) VALUES ({', '.join('?' * 11)})", values)  # noqa: S608
    upgrade(path)
    assert check(path) == []
    with closing(sqlite3.connect(path)) as connection:
        found = connection.execute("SELECT player_id, exam, exam_at FROM learners ORDER BY 1").fetchall()
    assert found == [(1, "MLA-C02", 86_400_000), (2, "MLA-C02", 1), (3, "AIF-C01", 1), (4, "AIF-C01", None)]


def test_a_mock_that_lost_its_paper_is_over_and_no_other(path: Path) -> None:
    """Earlier erasures left it open for good; what somebody sits, or has sat, and other games stay as they are."""
    upgrade(path, "0052")
    with closing(sqlite3.connect(path)) as connection, connection:
        game = "INSERT INTO games (id, kind, guild_id, channel_id, created_at, ended_at) VALUES (?, ?, 1, 1, 5, ?)"
        kinds = [(1, "exam", None), (2, "exam", None), (3, "exam", 9), (4, "daily", None), (5, "exam", 9)]
        connection.executemany(game, kinds)
        columns = "game_id, player_id, exam, form, seed, extra_time, scored, place, deadline, looked_at"
        for number in (2, 3):
            values = (number, number, "AIF-C01", 1, 1, 0, "[]", 0, 1, 1)
            connection.execute(f"INSERT INTO exam_sittings ({columns}) VALUES ({', '.join('?' * 10)})", values)  # noqa: S608
    upgrade(path)
    with closing(sqlite3.connect(path)) as connection:
        found = connection.execute("SELECT id, ended_at FROM games ORDER BY 1").fetchall()
    assert found == [(1, 5), (2, None), (3, 9), (4, None), (5, 9)]


def test_the_migrations_are_in_the_order_of_their_files() -> None:
    """A start goes by the names of the files, and reads the migrations themselves only where one is lacking."""
    found = migrations()

    assert [migration.revision for migration in found] == list(revisions())
    assert [migration.down_revision for migration in found] == [None, *revisions()[:-1]]


def test_a_start_on_the_newest_tables_reads_no_migration(path: Path) -> None:
    upgrade(path)
    asked = f"from pathlib import Path; from bot.storage.migrate import upgrade; upgrade(Path({str(path)!r}))"

    done = subprocess.run([sys.executable, "-X", "importtime", "-c", asked], capture_output=True, text=True, check=True)

    assert "sqlalchemy" in done.stderr
    assert "alembic" not in done.stderr
