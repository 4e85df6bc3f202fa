"""Forgetting a server leaves nothing of it in any table, and costs nobody else, and no learner, anything."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.dialects import sqlite

from bot.kernel.sources import own_id
from bot.servers.departures import GAMES_AT_ONCE, SqlDepartures
from bot.servers.retention import BEGUN
from bot.servers.rules import Away
from bot.storage.belonging import Forget, belonging_of
from bot.storage.every_table import metadata
from bot.storage.stores import SqlHeartbeat
from tests.engines import ON_A_SERVER, outside
from tests.storage.conftest import Storage
from tests.storage.test_erasing import filled, occurrences
from tests.strategies import NOON

LEFT, STAYED, ADA = 401_000_000_000_000_001, 401_000_000_000_000_002, 301_000_000_000_000_001
KEPT = {table for table in metadata.sorted_tables if belonging_of(table).server is Forget.KEEP}
GAMES = {LEFT: 11, STAYED: 12}


def plant(path: Path) -> None:
    """A row of each server's in every table that can hold one."""
    with outside(path) as connection:
        for table in metadata.sorted_tables:
            for guild_id, game_id in GAMES.items():
                row = filled(table, ADA + game_id, game_id) | ({"guild_id": guild_id} if "guild_id" in table.c else {})
                row |= {"kind": "round", "ended_at": None} if table.name == "games" else {}
                row |= {"channel_id": guild_id + 50} if "channel_id" in table.c else {}
                connection.execute(str(table.insert().compile(dialect=sqlite.dialect())), list(row.values()))


def read(path: Path) -> dict[str, list[tuple[Any, ...]]]:
    with outside(path) as connection:
        return {name: connection.execute(f'SELECT * FROM "{name}"').fetchall() for name in metadata.tables}  # noqa: S608


@pytest.fixture
def departures(storage: Storage) -> SqlDepartures:
    return SqlDepartures(storage.writer, storage.database.reading)


async def test_forgetting_a_server_leaves_no_trace_of_it(
    departures: SqlDepartures, storage: Storage, path: Path
) -> None:
    """No table holds its id or a channel's any more; the other server's rows are whole."""
    plant(path)
    before = read(path)
    await departures.erase(LEFT, NOON, lambda _: None)
    assert list(occurrences(path, LEFT)) == list(occurrences(path, LEFT + 50)) == []
    after = read(path)
    for table in metadata.sorted_tables:
        if table not in KEPT and {"guild_id", "game_id"} & set(table.c.keys()):
            assert len(after[table.name]) == 1, table.name
        assert before[table.name][1] in after[table.name]
    assert storage.failed == []


async def test_what_people_learnt_there_stays_with_them(
    departures: SqlDepartures, storage: Storage, path: Path
) -> None:
    """Answers, their questions and practice are people's own; their games name no server, and none runs for ever."""
    plant(path)
    before = read(path)
    await departures.erase(LEFT, NOON, lambda _: None)
    after = read(path)
    for table in KEPT - {metadata.tables["games"]}:
        assert after[table.name] == before[table.name]
    with outside(path) as connection:
        [forgotten, kept] = connection.execute("SELECT guild_id, channel_id, ended_at FROM games ORDER BY id")
    assert forgotten == (0, 0, int(NOON.timestamp() * 1000))
    assert kept == (STAYED, STAYED + 50, None)
    assert storage.failed == []


async def test_which_servers_are_known(departures: SqlDepartures, path: Path) -> None:
    """A server is known by any row of its own; practice alone, which needs no bot there, makes none known."""
    assert await departures.known() == set()
    plant(path)
    assert await departures.known() == {LEFT, STAYED}
    with outside(path) as connection:
        for table in metadata.sorted_tables:
            if table.name not in ("games", "departures") and "guild_id" in table.c:
                connection.execute(f'DELETE FROM "{table.name}"')  # noqa: S608
        assert await departures.known() == {LEFT, STAYED}
        connection.execute("UPDATE games SET kind = 'practice'")
        connection.commit()
    assert await departures.known() == set()


async def test_many_servers_can_be_back_at_once(departures: SqlDepartures, storage: Storage) -> None:
    """After a long outage those are more than a statement takes parameters."""
    many = range(1, 70_000 if ON_A_SERVER else 2_000)
    if not ON_A_SERVER:
        with storage.database.writing.connect() as only:
            driver: Any = only.connection.driver_connection
            driver.setlimit(sqlite3.SQLITE_LIMIT_VARIABLE_NUMBER, 999)  # as in older versions
    await departures.note(dict.fromkeys(many, Away(NOON, NOON)))
    await departures.cancel(many)
    assert await departures.departed() == {}
    heartbeat = SqlHeartbeat(storage.writer, storage.database.reading)
    await heartbeat.beat({0: NOON}, dict.fromkeys(many, NOON))
    await heartbeat.beat({0: NOON}, {})
    last = await SqlHeartbeat(storage.writer, storage.database.reading).last()
    assert last is not None
    assert last.away == {}


async def test_a_large_server_is_forgotten_in_steps(departures: SqlDepartures, path: Path) -> None:
    """What others write comes in between; who stops on the way finds it marked, and goes on from there."""
    plant(path)
    with outside(path) as connection:
        more = "INSERT INTO games(id, kind, guild_id, channel_id, created_at) VALUES (?, 'round', ?, 5, 0)"
        connection.executemany(more, [(number, LEFT) for number in range(1000, 1250)])
        connection.executemany(
            "INSERT INTO names(guild_id, player_id, name) VALUES (?, ?, 'Ada')", [(LEFT, n) for n in range(2, 1202)]
        )
        connection.commit()
    steps: list[int] = []

    def stop(games: Sequence[int]) -> None:
        steps.append(len(games))
        if len(steps) == 2:
            raise RuntimeError("killed")

    with pytest.raises(RuntimeError):
        await departures.erase(LEFT, NOON, stop)
    assert (await departures.departed())[LEFT].since == BEGUN
    await departures.erase(LEFT, NOON, lambda games: steps.append(len(games)))
    assert steps == [GAMES_AT_ONCE, GAMES_AT_ONCE, 51]
    assert list(occurrences(path, LEFT)) == []
    assert list(await departures.departed()) == [STAYED]


async def test_since_when_a_server_is_away_is_kept(departures: SqlDepartures) -> None:
    """With when that was looked at last, until the server is back."""
    away = {LEFT: Away(NOON, NOON + timedelta(hours=1)), STAYED: Away(NOON, NOON)}
    await departures.note(away)
    assert await departures.departed() == away
    await departures.note({LEFT: away[LEFT].seen(NOON + timedelta(days=9))})
    assert await departures.departed() == away | {LEFT: away[LEFT].seen(NOON + timedelta(days=9))}
    await departures.cancel([LEFT])
    assert await departures.departed() == {STAYED: away[STAYED]}


async def test_what_was_learnt_of_its_own_questions_goes_with_a_server(departures: SqlDepartures, path: Path) -> None:
    """Its number stands in their ids; everybody's questions and another server's stay."""
    names = [own_id(LEFT, "a"), own_id(LEFT, "zz"), own_id(STAYED, "a"), own_id(LEFT * 36, "a"), "q1"]
    with outside(path) as connection:
        connection.executemany("INSERT INTO learnt_difficulties VALUES (?, 0.5, 3)", [(name,) for name in names])
        connection.commit()
    await departures.erase(LEFT, NOON, lambda _: None)
    assert {row[0] for row in read(path)["learnt_difficulties"]} == set(names[2:])
