"""An upgrade on a PostgreSQL server while others use the database: nobody stands still, and nobody is left guessing."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from sqlalchemy import URL, Connection, create_engine
from sqlalchemy.pool import NullPool
from structlog.testing import capture_logs

from bot.storage import holding, postgresql, upgrading_there
from bot.storage.commands import one_state, revision_in
from bot.storage.errors import DatabaseError
from bot.storage.holding import PREPARING
from bot.storage.migrate import upgrade_on
from bot.storage.revisions import newest_revision
from tests.engines import speaking
from tests.postgresql import server

OLD = "0044"
"""The migration after it changes a table that everybody reads."""


@pytest.fixture
def url() -> Iterator[URL]:
    """A database of an older version, in use."""
    made = server().make()
    with create_engine(made, poolclass=NullPool).connect() as connection:
        upgrade_on(connection, "it", OLD)
        connection.commit()
    yield made
    server().drop(made)


@pytest.fixture
def dump(url: URL) -> Iterator[ExitStack]:
    """What reads everything for as long as this is open."""
    with ExitStack() as reading:
        there = reading.enter_context(speaking(url))
        there.execute("SET application_name = 'pg_dump'")
        there.execute("BEGIN")
        there.execute("SELECT count(*) FROM asked")
        yield reading


@pytest.fixture
def between(monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[[], object]], None]:
    """Have something happen between two tries."""

    def happens(work: Callable[[], object]) -> None:
        for module in (holding, upgrading_there):
            monkeypatch.setattr(module, "pause", work)

    return happens


def start(url: URL) -> str | None:
    """The new version, beside the others; the revision that the database has then."""
    asyncio.run(postgresql.open_server(url, "new", together=True).close())
    return revision(url)


def revision(url: URL) -> str | None:
    with one_state(url) as connection:
        return revision_in(connection)


def test_nobody_queues_behind_an_upgrade_that_waits(
    url: URL, dump: ExitStack, between: Callable[[Callable[[], object]], None]
) -> None:
    """Beside a dump it waits for its turn, again and again, and everybody else has theirs. The log says for what."""
    queues: list[Any] = []

    def look() -> None:
        with speaking(url) as other:
            queues.append(other.execute("SELECT count(*) FROM pg_locks WHERE NOT granted").fetchone()[0])
            other.execute("SET lock_timeout = '10ms'")
            other.execute("SELECT 1 FROM asked LIMIT 1")
        if len(queues) == 3:
            dump.close()

    between(look)
    with capture_logs() as logs:
        assert start(url) == newest_revision()
    assert queues == [0, 0, 0]
    [line] = logs
    assert (line["log_level"], "(pg_dump)" in line["held_by"]) == ("warning", True)


def test_an_upgrade_waits_for_no_lock_longer_than_anybody_notices(url: URL, monkeypatch: pytest.MonkeyPatch) -> None:
    """What it does with its locks takes as long as it takes; afterwards the session is as hasty as it was."""
    limits: list[tuple[str, ...]] = []

    def note(connection: Connection, *_: object) -> None:
        limits.append(tuple(connection.exec_driver_sql(f"SHOW {name}").scalar_one() for name in NAMES))
        upgrade_on(connection, "it")

    monkeypatch.setattr(upgrading_there, "upgrade_on", note)
    opened = postgresql.open_server(url)
    with opened.writing.connect() as connection:
        limits.append(tuple(connection.exec_driver_sql(f"SHOW {name}").scalar_one() for name in NAMES))
    asyncio.run(opened.close())
    assert limits == [("100ms", "0", "0"), ("5s", "1min", "10s")]


NAMES = ("lock_timeout", "statement_timeout", "idle_in_transaction_session_timeout")


@pytest.mark.usefixtures("dump")
def test_an_upgrade_that_gives_up_says_who_is_in_the_way(url: URL, monkeypatch: pytest.MonkeyPatch) -> None:
    """And how to end it. Nothing was changed, and whatever runs Recall tries again."""
    monkeypatch.setattr(upgrading_there, "PATIENCE_S", 0.0)
    with pytest.raises(DatabaseError, match=r"holds a table .* pg_terminate_backend\(\d+\)") as told:
        start(url)
    assert "(pg_dump)" in str(told.value)
    assert "nothing in it was changed" in str(told.value)
    assert told.value.passes
    assert revision(url) == OLD


def test_a_process_that_starts_meanwhile_waits_for_the_upgrade(
    url: URL, between: Callable[[Callable[[], object]], None]
) -> None:
    """Two of the new version come at once, and the first is not done within a few seconds."""
    with ExitStack() as first:
        other = first.enter_context(speaking(url))
        other.execute("SELECT pg_advisory_lock(?)", (PREPARING,))
        between(first.close)
        assert start(url) == newest_revision()


def test_a_process_that_waits_for_an_upgrade_in_vain_says_so(url: URL, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is told from a database that cannot be used."""
    monkeypatch.setattr(holding, "PREPARED_WITHIN_S", 0.0)
    with speaking(url) as other:
        other.execute("SELECT pg_advisory_lock(?)", (PREPARING,))
        with pytest.raises(DatabaseError, match="Another process of the cluster has been upgrading") as told:
            start(url)
    assert told.value.passes
