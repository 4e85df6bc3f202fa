"""Commands on a PostgreSQL server that refuses, at whatever step: each ends in one sentence and a status."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest
from sqlalchemy import URL, Connection, Engine, event
from typer.testing import CliRunner, Result

from bot.__main__ import app
from bot.storage.database import bring_up_to_date
from tests.engines import ON_A_SERVER
from tests.postgresql import server

SOMEBODY = "123456789012345678"

COMMANDS = (
    "doctor",
    "db upgrade",
    "db check",
    "db recount",
    "db recount --mend",
    "db restored",
    "db copy {file} {url}",
    "db copy {url} {new}",
    "upgrade --check",
    "servers",
    f"people export {SOMEBODY}",
    f"people erase {SOMEBODY} --yes",
    "packs analyze",
    "exams reliability",
    "cluster",
    "cluster drain ada",
    "cluster roll",
)
CHANGING = {"db upgrade", "db recount --mend", "db restored", f"people erase {SOMEBODY} --yes", "cluster drain ada"}

STEPS = (1, 2, 4, 8, 16, 32, 64, 128)

pytestmark = [
    pytest.mark.skipif(ON_A_SERVER, reason="it names its files and servers itself"),
    # SQLAlchemy leaves a cursor open whose session was ended; it goes with the session.
    pytest.mark.filterwarnings("ignore:.*ServerCursor.* was deleted while still open:ResourceWarning"),
]


@pytest.fixture
def poor(url: URL) -> Iterator[URL]:
    """The same database, for a user who may log in and to whom none of its tables belong."""
    server().do("CREATE ROLE poor LOGIN")
    server().do(f"ALTER DATABASE {url.database} OWNER TO poor")
    yield url.set(username="poor")
    server().drop(url)
    server().do("DROP ROLE poor")


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Where notes and orders lie beside a database on a server."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    yield tmp_path
    gc.collect()


def recall(command: str, url: URL, folder: Path, n: int = 0) -> Result:
    """A command on a database; of what it copies, one end is a file."""
    where = url.set(drivername="postgresql").render_as_string(hide_password=False)
    new = folder / f"new{n}.sqlite3"
    words = [word.format(file=_file(folder), url=where, new=new) for word in command.split()]
    return CliRunner().invoke(app, words, env={"RECALL_DATABASE": where})


def _file(folder: Path) -> Path:
    if not (path := folder / "file.sqlite3").exists():
        bring_up_to_date(path)
    return path


def assert_told(command: str, ended: Result) -> None:
    """No traceback, whatever it was; and what is told is what an operator can read."""
    assert ended.exception is None or isinstance(ended.exception, SystemExit), (command, ended.exception)
    assert ended.exit_code in (1, 2), (command, ended.output)
    if command != "doctor":
        assert len(ended.stderr.strip().splitlines()) == 1, (command, ended.stderr)
        assert "sqlalche.me" not in ended.stderr


@pytest.mark.parametrize("command", COMMANDS)
def test_a_session_that_the_server_ends_is_told(command: str, url: URL, tmp_path: Path) -> None:
    """Before whichever statement, as where the server is restarted just then."""
    for step in STEPS:
        with ending_session_before(step) as counted:
            ended = recall(command, url, tmp_path, step)
        if len(counted) < step:
            return
        assert_told(command, ended)
        assert "db copy" not in command or "postgresql://" in ended.output  # and not the file that is copied from or to


@contextmanager
def ending_session_before(step: int) -> Iterator[list[str]]:
    """The server ends the session that is about to make statement number `step`."""
    counted: list[str] = []

    def count(connection: Connection, _: Any, statement: str, *__: Any) -> None:
        if connection.dialect.name == "postgresql":
            counted.append(statement)
            if len(counted) == step:
                _end(connection)

    event.listen(Engine, "before_cursor_execute", count)
    try:
        yield counted
    finally:
        event.remove(Engine, "before_cursor_execute", count)


def _end(connection: Connection) -> None:
    session: Any = connection.connection.driver_connection
    server().do(f"SELECT pg_terminate_backend({session.info.backend_pid}, 5000)")


@pytest.mark.parametrize("command", COMMANDS)
def test_tables_of_another_user_are_told(command: str, poor: URL, tmp_path: Path) -> None:
    """As after a pg_restore by a superuser; it is nobody's but the operator's to mend."""
    ended = recall(command, poor, tmp_path)
    assert_told(command, ended)
    assert "belong to another user" in ended.output


@pytest.mark.parametrize("command", [*sorted(CHANGING), "doctor", "db copy {file} {url}"])
@pytest.mark.parametrize("lacking", ["rights to change", "a server that writes"])
def test_what_can_only_be_read_is_told(command: str, lacking: str, poor: URL, tmp_path: Path) -> None:
    """Tables that another user lets this one read; a standby."""
    with psycopg.connect(host=str(poor.query["host"]), user="recall", dbname=poor.database) as owner:
        owner.execute("GRANT SELECT ON ALL TABLES IN SCHEMA public TO poor")
    if lacking == "a server that writes":
        server().do("ALTER ROLE poor SET default_transaction_read_only = on")
    ended = recall(command, poor, tmp_path)
    assert_told(command, ended)
    told = "only reads, as a standby does" if "server" in lacking else "belong to another user"
    assert told in ended.output
