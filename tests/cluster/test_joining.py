"""Who may use a database together, and what an operator is told of a cluster."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from psycopg.errors import DeadlockDetected, LockNotAvailable, QueryCanceled, SerializationFailure
from sqlalchemy import URL, create_engine, text
from typer.testing import CliRunner

from bot.__main__ import app
from bot.cluster.api import drain, open_together
from bot.settings import Settings
from bot.storage import postgresql, refusals
from bot.storage.database import open_database
from bot.storage.errors import ConflictError, DatabaseError
from bot.timing.clock import Clock
from tests.cluster.conftest import Join
from tests.engines import speaking


@contextmanager
def a_process(url: URL, name: str) -> Iterator[None]:
    """Of a cluster, with its sessions open."""
    database = postgresql.open_server(url, name, together=True)
    try:
        yield
    finally:
        asyncio.run(database.close())


def test_a_recall_alone_and_a_cluster_keep_each_other_out(url: URL, monkeypatch: pytest.MonkeyPatch) -> None:
    """Processes of a cluster share the database; whoever believes that it is theirs alone is refused."""
    monkeypatch.setattr(postgresql, "PATIENCE_S", 0.0)
    with a_process(url, "ada"), a_process(url, "ben"), pytest.raises(DatabaseError, match="A cluster is running on"):
        open_database(url)
    with postgresql.claim(url, to_change=True), pytest.raises(DatabaseError, match="Another Recall is running"):
        postgresql.open_server(url, "ada", together=True)


def test_an_upgrade_that_breaks_the_version_before_waits_until_all_are_stopped(url: URL) -> None:
    """A new process that stands by must not take the tables away from the old one that plays."""
    with a_process(url, "old"):
        with speaking(url) as connection:
            connection.execute("UPDATE alembic_version SET version_num = '0022'")
            connection.execute("UPDATE meta SET value = '0001 0.1.0' WHERE name = 'oldest_program'")
        with pytest.raises(DatabaseError, match="Stop all processes of the cluster") as told:
            postgresql.open_server(url, "new", together=True)
        assert told.value.passes
    with speaking(url) as connection:
        assert connection.execute("SELECT version_num FROM alembic_version").fetchone() == ("0022",)


@pytest.mark.parametrize(("minutes", "told"), [(10, "600 s ahead of"), (-10, "600 s behind")])
def test_a_machine_whose_clock_is_wrong_does_not_join(
    url: URL, monkeypatch: pytest.MonkeyPatch, minutes: int, told: str
) -> None:
    """A question that it took over would close ten minutes too early or too late. It tries again by itself."""
    right = Clock.now
    monkeypatch.setattr(Clock, "now", lambda clock: right(clock) + timedelta(minutes=minutes))
    with pytest.raises(DatabaseError, match=rf"{told} the database server's.*timedatectl set-ntp true") as refused:
        open_together(url, "night")
    assert refused.value.passes
    assert "\n" not in str(refused.value)


async def test_a_machine_whose_clock_is_right_joins(url: URL) -> None:
    """A few seconds make no difference."""
    opened = open_together(url, "night")
    await opened.database.close()


@pytest.mark.parametrize(
    ("database", "name", "told"),
    [
        ("recall.sqlite3", "night", "several processes can share"),
        ("postgresql://db/recall", "two words", "up to 40 letters"),
    ],
)
def test_a_cluster_needs_a_server_and_a_name(database: str, name: str, told: str) -> None:
    """A file is one process's; the name stands in lines that people read."""
    with pytest.raises(ValueError, match=told):
        Settings.model_validate({"RECALL_DATABASE": database, "RECALL_CLUSTER": name})


async def test_an_operator_sees_who_has_which_shards_and_who_stands_by(
    join: Join, url: URL, silence: Callable[[str, float], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    """And what is wrong: that nobody stands by, that nobody has it, that nobody is there."""
    monkeypatch.setenv("RECALL_DATABASE", url.set(drivername="postgresql").render_as_string(hide_password=False))

    async def cluster(*more: str) -> tuple[int, str]:
        ended = await asyncio.to_thread(CliRunner().invoke, app, ["cluster", *more])
        return ended.exit_code, ended.output

    assert await cluster() == (1, "No process of a cluster is running on this database.\n")
    ada = await join("ada")
    (lease,) = (await ada.look()).leases
    await ada.take(lease)
    assert "nobody takes over" in (await cluster())[1]
    await join("ben")
    status, told = await cluster()
    assert status == 0
    assert [line.split("s  ")[-1] for line in told.splitlines()[1:]] == ["shard 0 of 1 (night)", "stands by (night)"]
    assert await cluster("drain", "cy") == (2, "No process named cy is running. `recall cluster` lists them.\n")
    status, told = await cluster("drain", "ada")
    assert status == 0
    assert told.startswith("ada gives its shards to the others and takes no more until it is restarted, unless")
    assert "shard 0 of 1, draining (night)" in (await cluster())[1]
    silence("ada", 6)
    status, told = await cluster()
    assert status == 1
    assert "gone (night)" in told
    assert "Shards without a process: 0." in told
    silence("ada", 3_601)
    assert "ada" not in (await cluster())[1], "what ended an hour ago is of no interest any more"


BLOCKED = "SELECT count(*) FROM pg_locks WHERE NOT granted"


async def test_a_process_is_drained_though_it_beats_at_the_same_instant(join: Join, url: URL) -> None:
    """Both write the same row: whoever comes second tries again, and no operator hears of it."""
    await join("ada")
    engine = create_engine(url)
    with engine.connect() as beating, speaking(url) as looking:
        beating.execute(text("UPDATE members SET beat_at = beat_at + 1"))
        draining = asyncio.create_task(asyncio.to_thread(drain, url, "ada"))
        async with asyncio.timeout(30):
            while looking.execute(BLOCKED).fetchone() == (0,):  # noqa: ASYNC110 - the server's doing
                await asyncio.sleep(0.01)
        beating.commit()
        assert await draining
        assert looking.execute("SELECT leaving FROM members").fetchone() == (1,)
    engine.dispose()


def test_a_conflict_is_not_told_as_a_server_that_is_away(url: URL) -> None:
    """Nobody is sent to look at a server that runs."""
    for error in (SerializationFailure("could not serialize access"), DeadlockDetected("deadlock detected")):
        told = refusals.explained(url, error)
        assert (type(told), told.passes, "cannot be reached" in str(told)) == (ConflictError, True, False)
    for of_a_wait in (LockNotAvailable("lock timeout"), QueryCanceled("statement timeout")):
        waited = refusals.explained(url, of_a_wait)
        assert (waited.passes, "cannot be reached" in str(waited)) == (True, False)


def test_a_cluster_is_for_a_server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file is one process's."""
    monkeypatch.setenv("RECALL_DATABASE", str(tmp_path / "recall.sqlite3"))
    ended = CliRunner().invoke(app, ["cluster"])
    assert ended.exit_code == 2
    assert "is a file, which one process uses alone" in ended.output
