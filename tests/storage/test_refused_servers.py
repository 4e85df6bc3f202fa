"""Why a database on a PostgreSQL server cannot be used, in one sentence that says what to do."""

from __future__ import annotations

import asyncio
import builtins
import socket
import sys
import threading
from pathlib import Path
from typing import Any

import psycopg
import pytest
from sqlalchemy import URL, text

from bot.doctor.finding import Level
from bot.doctor.server import check_server
from bot.storage import postgresql
from bot.storage.commands import check, one_state
from bot.storage.database import open_database
from bot.storage.errors import DatabaseError
from bot.storage.place import address, shown
from bot.storage.refusals import explained
from tests.postgresql import server


def test_too_old_a_server_is_refused(url: URL, monkeypatch: pytest.MonkeyPatch) -> None:
    """In one sentence with both versions."""
    monkeypatch.setattr(postgresql, "OLDEST", 99)
    with pytest.raises(DatabaseError, match=r"is PostgreSQL \d+\. Recall needs 99 or newer"):
        open_database(url)
    assert any("needs PostgreSQL 99" in finding.line() for finding in check_server(url))


def test_a_user_without_rights_is_told_which_are_missing() -> None:
    """Whoever may log in but make no tables."""
    url = server().make()
    server().do("CREATE ROLE poor LOGIN")
    with pytest.raises(DatabaseError, match=r"lacks a right.*OWNER TO") as told:
        open_database(url.set(username="poor"))
    assert not told.value.passes
    server().drop(url)
    server().do("DROP ROLE poor")


def test_tables_of_another_user_are_told_apart_from_a_database_of_another_user(url: URL) -> None:
    """A dump that a superuser brought back: to own the database, which this user does, mends nothing."""
    server().do("CREATE ROLE poor LOGIN")
    server().do(f"ALTER DATABASE {url.database} OWNER TO poor")
    for use in (open_database, check):
        with pytest.raises(DatabaseError, match=r"belong to another user.*OWNER TO poor") as told:
            use(url.set(username="poor"))
        assert not told.value.passes
        assert "dropdb" not in str(told.value)
    server().do(f"ALTER DATABASE {url.database} OWNER TO recall")
    server().do("DROP ROLE poor")


@pytest.mark.parametrize(
    ("change", "told", "passes"),
    [
        ({"database": "nothere"}, "no such user or database", False),
        ({"username": "nobody"}, "no such user or database", False),
        ({"query": {"host": "/nowhere"}}, "cannot be reached.*Is the server running", True),
        ({"query": {"nonsense": "1"}}, 'option "nonsense". Correct it in RECALL_DATABASE', False),
        ({"host": "127.0.0.1", "port": 9, "query": {"sslmode": "yes"}}, "there is no such sslmode", False),
        ({"query": {"gssencmode": "yes"}}, 'gssencmode value: "yes". Correct it in RECALL_DATABASE', False),
        ({"query": {"service": "none"}}, 'service "none" not found. Correct it in RECALL_DATABASE', False),
        ({"options": "-cnonsense=1"}, 'parameter "nonsense". Correct it in RECALL_DATABASE', False),
        ({"options": "nonsense"}, "argument.*nonsense. Correct it in RECALL_DATABASE", False),
        ({"options": "-cstatement_timeout=x"}, "statement_timeout.*Correct it in RECALL_DATABASE", False),
        ({"connect_timeout": "abc"}, "connect_timeout", False),
        ({"query": {"hostaddr": "1.1.1.999"}}, "network address .* Correct it in RECALL_DATABASE", False),
    ],
)
def test_a_wrong_address_is_told_in_one_sentence(url: URL, change: dict[str, Any], told: str, *, passes: bool) -> None:
    """With the place, without its password; what may pass is told apart from what somebody has to mend."""
    parameters = {name: value for name, value in change.items() if name in ("options", "connect_timeout")}
    wrong = url.set(password="hush", **{name: value for name, value in change.items() if name not in parameters})
    wrong = wrong.update_query_dict(parameters)
    for use in (open_database, check):
        with pytest.raises(DatabaseError, match=told) as error:
            use(wrong)
        assert error.value.passes is passes
        assert shown(wrong) in str(error.value)
        assert "hush" not in str(error.value)
        assert "\n" not in str(error.value)


@pytest.mark.parametrize(
    ("statement", "told", "passes"),
    [
        ("ALTER ROLE poor NOLOGIN", "does not let this user log in.*ALTER ROLE", False),
        (
            "REVOKE CONNECT ON DATABASE {database} FROM PUBLIC",
            "may not connect: GRANT CONNECT ON DATABASE {database} TO poor",
            False,
        ),
        ("ALTER ROLE poor CONNECTION LIMIT 0", "limit of its own.*ALTER ROLE poor CONNECTION LIMIT", True),
        ("ALTER DATABASE {database} CONNECTION LIMIT 0", "ALTER DATABASE {database} CONNECTION LIMIT -1", True),
        ("ALTER ROLE poor SET default_transaction_read_only = on", "only reads, as a standby does", True),
    ],
)
def test_a_user_who_is_refused_is_told_why(statement: str, told: str, *, passes: bool) -> None:
    """Not that the server may be down: it answers, and says what somebody has to mend."""
    url = server().make()
    server().do("CREATE ROLE poor LOGIN")
    server().do(f"ALTER DATABASE {url.database} OWNER TO {'recall' if 'CONNECT ' in statement else 'poor'}")
    server().do(statement.format(database=url.database))
    try:
        with pytest.raises(DatabaseError, match=told.format(database=url.database)) as error:
            open_database(url.set(username="poor"))
        assert error.value.passes is passes
        assert "\n" not in str(error.value)
        assert "Is the server running" not in str(error.value)
    finally:
        server().drop(url)
        server().do("DROP ROLE poor")


async def test_parameters_of_the_address_hold_for_every_session(url: URL) -> None:
    """Such as the schema that somebody has put Recall into; and Recall's own limits still do."""
    named = url.update_query_dict({"options": "-c search_path=mine", "connect_timeout": "7"})
    with one_state(url, write=True) as connection:
        connection.execute(text("CREATE SCHEMA mine"))
    opened = open_database(named)
    await opened.close()
    with one_state(named) as connection:
        assert connection.execute(text("SHOW search_path")).scalar_one() == "mine"
        assert connection.execute(text("SHOW transaction_read_only")).scalar_one() == "on"
        assert connection.execute(text("SELECT to_regclass('mine.games')")).scalar_one() is not None
    engine = postgresql.beating_engine(named, "ada")
    async with engine.connect() as beating:
        assert (await beating.execute(text("SHOW search_path"))).scalar_one() == "mine"
        assert (await beating.execute(text("SHOW application_name"))).scalar_one() == "ada"
    await engine.dispose()


def test_a_doctor_sees_another_programs_tables() -> None:
    """As `recall run` does, which refuses to start there."""
    url = server().make()
    with one_state(url, write=True) as connection:
        connection.execute(text("CREATE TABLE theirs (id int)"))
    found = list(check_server(url))
    server().drop(url)
    assert [one.level for one in found if "another program's" in one.line()] == [Level.BAD]


@pytest.mark.parametrize("encoding", ["LATIN1", "SQL_ASCII"])
def test_a_database_that_lacks_signs_is_refused_with_how_to_make_one(encoding: str) -> None:
    """Where it was accepted, whoever has 🎉 in their name could do nothing, and nobody knew why."""
    url = server().make()
    server().drop(url)
    server().do(f"CREATE DATABASE {url.database} ENCODING '{encoding}' LOCALE 'C' TEMPLATE template0")
    try:
        with pytest.raises(DatabaseError, match=r"UTF8.*createdb --encoding=UTF8") as error:
            open_database(url)
        assert not error.value.passes
        bad = [finding.line() for finding in check_server(url) if finding.level is Level.BAD]
        assert len(bad) == 1
        assert f"dropdb {url.database}" in bad[0]
    finally:
        server().drop(url)


def test_a_schema_that_is_not_there_is_told(url: URL) -> None:
    """The user who owns the database has every right in it: only the schema has to be made."""
    named = url.update_query_dict({"options": "-c search_path=mine"})
    with pytest.raises(DatabaseError, match="CREATE SCHEMA … AUTHORIZATION recall") as error:
        open_database(named)
    assert not error.value.passes
    bad = [finding.line() for finding in check_server(named) if finding.level is Level.BAD]
    assert len(bad) == 1
    assert "CREATE SCHEMA" in bad[0]


@pytest.mark.parametrize(("limit", "alone", "in_cluster"), [(-1, 0, 0), (9, 0, 0), (8, 0, 1), (5, 0, 1), (4, 1, 1)])
def test_a_doctor_sees_that_a_limit_leaves_too_few_connections(
    url: URL, limit: int, alone: int, in_cluster: int
) -> None:
    """Of the user or of the database: in one sentence, with what to set. More than a process opens is enough."""
    server().do("CREATE ROLE few LOGIN IN ROLE recall")
    theirs = url.set(username="few")
    try:
        for what in ("ROLE few", f"DATABASE {url.database}"):
            server().do(f"ALTER {what} CONNECTION LIMIT {limit}")
            for clustered, expected in ((False, alone), (True, in_cluster)):
                found = [one.line() for one in check_server(theirs, in_cluster=clustered) if "at once" in one.line()]
                assert len(found) == expected
                assert all(f"ALTER {what} CONNECTION LIMIT -1" in line for line in found)
            server().do(f"ALTER {what} CONNECTION LIMIT -1")
    finally:
        server().do("DROP ROLE few")


@pytest.mark.parametrize(("limit", "together"), [(4, False), (8, True)])
def test_a_limit_that_leaves_too_few_connections_is_told_at_the_start(url: URL, limit: int, *, together: bool) -> None:
    """With what to set, and before anybody plays: else Recall would run, and lack them again and again."""
    server().do("CREATE ROLE few LOGIN IN ROLE recall")
    theirs = url.set(username="few")
    try:
        for what in ("ROLE few", f"DATABASE {url.database}"):
            server().do(f"ALTER {what} CONNECTION LIMIT {limit}")
            told = f"limit of its own: {limit} .* needs {limit + 1}. Raise it: ALTER {what} CONNECTION LIMIT -1"
            with pytest.raises(DatabaseError, match=told) as error:
                postgresql.open_server(theirs, together=together)
            assert error.value.passes
            server().do(f"ALTER {what} CONNECTION LIMIT {limit + 1}")
            asyncio.run(postgresql.open_server(theirs, together=together).close())
            server().do(f"ALTER {what} CONNECTION LIMIT -1")
    finally:
        server().do("DROP ROLE few")


def test_a_session_that_the_server_ended_is_not_called_out_of_reach(url: URL) -> None:
    """An administrator ended it, or it was idle for too long: it is said which, and what helps."""
    plain = url.set(drivername="postgresql").render_as_string(hide_password=False)
    session = psycopg.connect(plain)
    server().do(f"SELECT pg_terminate_backend({session.info.backend_pid})")
    with pytest.raises(psycopg.OperationalError) as ended:
        session.execute("SELECT 1")
    session.close()
    told = explained(url, ended.value)
    assert f"{shown(url)}: the server ended the connection" in str(told)
    assert "cannot be reached" not in str(told)
    assert told.passes
    idle = psycopg.OperationalError("FATAL:  terminating connection due to idle-session timeout")
    assert "SET idle_session_timeout = 0" in str(explained(url, idle))


def test_what_is_no_postgresql_is_called_so() -> None:
    """Another program answers at the address, such as a web server."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        answering = threading.Thread(target=_answer_as_a_web_server, args=(listening,))
        answering.start()
        with pytest.raises(DatabaseError, match="what answers there is not PostgreSQL") as told:
            open_database(address(f"postgresql://recall@127.0.0.1:{listening.getsockname()[1]}/recall"))
        answering.join()
    assert not told.value.passes


def test_a_certificate_that_is_not_there_is_no_missing_user(tmp_path: Path) -> None:
    """libpq says of its file that it does not exist, as it does of users and databases."""
    wanted = f"sslmode=verify-full&sslrootcert={tmp_path / 'none.pem'}"
    with socket.create_server(("127.0.0.1", 0)) as listening:
        answering = threading.Thread(target=_offer_tls, args=(listening,))
        answering.start()
        with pytest.raises(DatabaseError, match=r"certificate's file cannot be used. Correct sslrootcert") as told:
            open_database(address(f"postgresql://recall@127.0.0.1:{listening.getsockname()[1]}/recall?{wanted}"))
        answering.join()
    assert not told.value.passes


def _offer_tls(listening: socket.socket) -> None:
    asked, _ = listening.accept()
    with asked:
        asked.recv(100)
        asked.sendall(b"S")
        asked.recv(100)


def _answer_as_a_web_server(listening: socket.socket) -> None:
    asked, _ = listening.accept()
    with asked:
        asked.recv(100)
        asked.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")


def test_without_the_driver_one_is_told_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is an extra: whoever keeps a file needs none of it."""
    real = builtins.__import__

    def no_driver(name: str, *rest: Any, **others: Any) -> Any:
        if name.startswith("psycopg"):
            raise ImportError(name)
        return real(name, *rest, **others)

    monkeypatch.delitem(sys.modules, "bot.storage.postgresql")
    monkeypatch.delattr("bot.storage.postgresql", raising=False)
    monkeypatch.setattr(builtins, "__import__", no_driver)
    with pytest.raises(DatabaseError, match=r"needs psycopg.*pip install 'psycopg\[binary\]"):
        open_database(address("postgresql://recall@host/recall"))
