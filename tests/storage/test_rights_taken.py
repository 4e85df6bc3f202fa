"""A right that somebody takes away on a PostgreSQL server: it is told with what gives it back, and loses nothing."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
import pytest
from sqlalchemy import URL, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.doctor.finding import Level
from bot.doctor.server import check_server
from bot.kernel.background import may_pass, reason
from bot.storage.database import open_database
from bot.storage.engines import one_by_one
from bot.storage.errors import DatabaseError
from bot.storage.postgresql import reading_engine
from bot.storage.refusals import named
from tests.engines import ON_A_SERVER
from tests.postgresql import server

pytestmark = pytest.mark.skipif(ON_A_SERVER, reason="it names its servers itself")

GIVEN_BACK = "SELECT format('ALTER TABLE"


@pytest.fixture
def theirs(url: URL) -> Iterator[URL]:
    """The same database for a user of its own, to whom all of it belongs, and who is no superuser."""
    server().do("CREATE ROLE poor LOGIN")
    as_superuser(url, f"ALTER DATABASE {url.database} OWNER TO poor")
    give_all(url)
    yield url.set(username="poor")
    server().drop(url)
    server().do("DROP ROLE poor")


def as_superuser(url: URL, statement: str) -> list[str]:
    """What each row has in its first column, if anything."""
    with psycopg.connect(host=str(url.query["host"]), user="recall", dbname=url.database) as session:
        done = session.execute(statement.encode())
        return [row[0] for row in done.fetchall()] if done.description else []


def give_all(url: URL) -> None:
    """Every table and function to the user who is to have them."""
    tables = "SELECT format('ALTER TABLE %I OWNER TO poor', tablename) FROM pg_tables WHERE schemaname = 'public'"
    for statement in [*as_superuser(url, tables), "ALTER FUNCTION accuracy_floor OWNER TO poor"]:
        as_superuser(url, statement)


def as_psql(url: URL, told: str) -> None:
    """Do what a sentence tells a superuser to do in psql, where each row of the answer is done in turn (`gexec`)."""
    asked, psql, rest = told[told.index(GIVEN_BACK) :].partition(" \\gexec")
    assert psql
    assert not rest.strip(" .\n")
    for statement in as_superuser(url, asked):
        as_superuser(url, statement)


def bad(url: URL) -> list[str]:
    return [finding.line() for finding in check_server(url) if finding.level is Level.BAD]


TAKEN = {
    "one table": "ALTER TABLE duels OWNER TO recall",
    "all": "REASSIGN OWNED BY poor TO recall",
    "a function": "ALTER FUNCTION accuracy_floor OWNER TO recall",
    "the right to read": "REVOKE SELECT ON duels FROM poor",
    "the right to write": "REVOKE UPDATE ON duels FROM poor",
}


@pytest.mark.parametrize("taken", TAKEN)
async def test_a_doctor_tells_what_gives_the_rights_back(taken: str, theirs: URL) -> None:
    """On a live database, nothing of which may be lost: afterward Recall opens it as before."""
    as_superuser(theirs, "INSERT INTO meta (name, value) VALUES ('kept', 'here')")
    as_superuser(theirs, TAKEN[taken])
    [told] = bad(theirs)
    assert "dropdb" not in told
    as_psql(theirs, told)
    for more in bad(theirs):  # whoever loses all loses the database itself, too
        assert taken == "all"
        assert f"ALTER DATABASE {theirs.database} OWNER TO poor" in more
        as_superuser(theirs, f"ALTER DATABASE {theirs.database} OWNER TO poor")
    assert bad(theirs) == []
    await open_database(theirs).close()
    assert as_superuser(theirs, "SELECT value FROM meta WHERE name = 'kept'") == ["here"]


STRANGE = """Ada's "Poor" 100%s"""


@pytest.fixture
def strange(url: URL) -> Iterator[URL]:
    """A database and a user whose names nobody would choose."""
    quoted = '"' + STRANGE.replace('"', '""') + '"'
    server().do(f"CREATE ROLE {quoted} LOGIN")
    as_superuser(url.set(database="postgres"), f"ALTER DATABASE {url.database} RENAME TO {quoted}")
    there = url.set(database=STRANGE)
    as_superuser(there, f"ALTER DATABASE {quoted} OWNER TO {quoted}")
    yield there.set(username=STRANGE)
    server().do(f"DROP DATABASE {quoted}")
    server().do(f"DROP ROLE {quoted}")


def test_what_a_doctor_tells_can_be_done_whatever_the_user_is_called(strange: URL) -> None:
    """Capitals, blanks, and quotation marks in a name stand in quotation marks in SQL."""
    [told] = bad(strange)
    as_psql(strange, told)
    assert bad(strange) == []


@pytest.mark.parametrize(
    ("name", "in_sql", "in_a_shell"),
    [
        ("recall", "recall", "recall"),
        ("Recall", '"Recall"', "Recall"),
        ("user", '"user"', "user"),
        ("quiz bot", '"quiz bot"', "'quiz bot'"),
    ],
)
def test_a_remedy_names_who_is_meant(name: str, in_sql: str, in_a_shell: str) -> None:
    """Each as PostgreSQL reads it, and as a shell does."""
    url = URL.create("postgresql", name, host="db", database=name)
    told = named("ALTER ROLE {user} X; ALTER DATABASE {database} X; dropdb {database:shell}", url)
    assert told == f"ALTER ROLE {in_sql} X; ALTER DATABASE {in_sql} X; dropdb {in_a_shell}"


def test_a_doctor_names_the_schema_that_the_tables_are_in(theirs: URL) -> None:
    """Which search_path chooses: in another one the statement would give nothing back."""
    as_superuser(theirs, "ALTER SCHEMA public RENAME TO mine")
    as_superuser(theirs, f"ALTER ROLE poor IN DATABASE {theirs.database} SET search_path = mine")
    as_superuser(theirs, "ALTER TABLE mine.duels OWNER TO recall")
    [told] = bad(theirs)
    as_psql(theirs, told)
    assert bad(theirs) == []


async def test_an_owner_who_may_not_connect_is_told_what_lets_them(theirs: URL) -> None:
    """It is the database's owner already: to make it that again changes nothing."""
    as_superuser(theirs, f"REVOKE CONNECT ON DATABASE {theirs.database} FROM PUBLIC, poor")
    [told] = bad(theirs)
    mend = f"GRANT CONNECT ON DATABASE {theirs.database} TO poor"
    assert mend in told
    as_superuser(theirs, mend)
    assert bad(theirs) == []
    await open_database(theirs).close()


def test_a_start_tells_what_gives_the_rights_back(theirs: URL) -> None:
    """As the doctor does."""
    as_superuser(theirs, "ALTER TABLE alembic_version OWNER TO recall")
    with pytest.raises(DatabaseError) as refused:
        open_database(theirs)
    as_psql(theirs, str(refused.value))
    assert bad(theirs) == []


@pytest.mark.parametrize("taken", ["one table", "the right to read"])
async def test_a_right_that_is_taken_while_recall_runs_is_a_line_with_what_gives_it_back(
    taken: str, theirs: URL
) -> None:
    """No bug with a traceback: it is over as soon as somebody did what the line says."""
    reading = reading_engine(theirs)
    try:
        as_superuser(theirs, TAKEN[taken])
        with pytest.raises(DBAPIError) as refused:
            await read(reading)
        assert may_pass(refused.value)
        why = reason(refused.value)
        said, _, mends = why.partition(". As a superuser: ")
        assert said == "permission denied for table duels"
        for statement in mends.split("; "):
            as_superuser(theirs, statement)
        await read(reading)
    finally:
        await reading.dispose()


async def test_a_schema_that_may_no_longer_be_used_is_a_line_with_what_gives_it_back(theirs: URL) -> None:
    """The server says of its tables that they do not exist."""
    reading = reading_engine(theirs)
    try:
        as_superuser(theirs, "ALTER SCHEMA public OWNER TO recall")
        as_superuser(theirs, "REVOKE ALL ON SCHEMA public FROM PUBLIC")
        with pytest.raises(DBAPIError) as refused:
            await read(reading)
        assert may_pass(refused.value)
        assert 'relation "duels" does not exist. If it does, poor may not use its schema.' in reason(refused.value)
        assert any("ALTER SCHEMA … OWNER TO poor" in line for line in bad(theirs))
        as_superuser(theirs, "ALTER SCHEMA public OWNER TO poor")
        await read(reading)
    finally:
        await reading.dispose()


async def read(reading: AsyncEngine) -> None:
    async with one_by_one(reading).connect() as connection:
        await connection.execute(text("SELECT count(*) FROM duels"))
