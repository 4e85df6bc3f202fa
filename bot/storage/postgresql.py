"""PostgreSQL: a server, one writing session that nobody else has the like of, and sessions that read one state each."""

import sys
import threading
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy import URL, Connection, Engine, event, inspect, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlalchemy.pool import NullPool

from bot.kernel.share import Share
from bot.storage.engines import ask_first_after_a_rest, explain_on, make_async_engine, make_engine
from bot.storage.errors import DatabaseError
from bot.storage.holding import Holding, TakenError, preparing_alone
from bot.storage.limits import refuse_too_few
from bot.storage.migrate import needs_all_stopped
from bot.storage.place import shown
from bot.storage.readers import READERS, Readers
from bot.storage.revisions import current_revision, newest_revision
from bot.storage.share import limited
from bot.storage.upgrading import note_new
from bot.storage.upgrading_there import upgrade_there

try:
    import psycopg
    from psycopg import conninfo
    from psycopg.types.numeric import NumericLoader
    from psycopg.types.string import StrDumper

    from bot.storage.refusals import OTHER_ENCODING, explained, named
except ImportError:
    raise DatabaseError(
        "A database on a PostgreSQL server needs psycopg, which this Python lacks. Run: "
        f"{sys.executable} -m pip install 'psycopg[binary]>=3.2'"
    ) from None

OLDEST = 14
"""The oldest version of PostgreSQL that is tried; it is maintained until November 2026."""

PATIENCE_S = 5.0
"""How long the session of a process that has just died may still hold the lock."""

FREE_WITHIN_S = 10.0
"""A server that hangs lets none of its sessions go: whoever waits longer for one is told so."""

REST_S = 1.0
"""A session that reads and was used less long ago is still there, unless its server says otherwise."""

ENCODING = "SHOW server_encoding"
"""In what the database keeps texts."""

ANOTHER_PROGRAMS = "holds another program's tables. Name an empty database for Recall alone."

_NOTICED_MS = 25_000
_WIRE = {
    "connect_timeout": 5,
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": _NOTICED_MS,
}
"""How we notice that a network or the server's machine is gone: with something on its way, nothing is asked whether
anybody is still there, and it would be sent again for a quarter of an hour, ever more rarely."""

_NOTICED = (
    "-c tcp_keepalives_idle=10 -c tcp_keepalives_interval=5 -c tcp_keepalives_count=3"
    f" -c tcp_user_timeout={_NOTICED_MS}"
)
"""How the server notices that the machine of a session is gone: by itself it would take two hours."""

_PLANNING = "-c random_page_cost=1.1"
"""What a page costs that lies anywhere, compared with the next one. By itself the server thinks of disks that turn,
and reads tables of tens of thousands of rows whole instead of finding some rows by an index: with each question that
somebody practices, all that were ever asked."""

_WRITING = (
    f"-c idle_in_transaction_session_timeout=10s -c statement_timeout=60s -c lock_timeout=5s {_PLANNING} {_NOTICED}"
)
READING = f"-c default_transaction_read_only=on -c statement_timeout=60s {_PLANNING}"

_FLOOR = """
CREATE OR REPLACE FUNCTION accuracy_floor(correct bigint, answered bigint) RETURNS double precision
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT CASE WHEN answered >= 20 THEN greatest(0, centre - half) END FROM (
    SELECT (share + z2 / (2 * answered)) / (1 + z2 / answered) AS centre,
      1.96::float8 * sqrt(share * (1 - share) / answered + z2 / (4 * answered * answered)) / (1 + z2 / answered) AS half
    FROM (SELECT correct::float8 / answered AS share, 1.96::float8 * 1.96::float8 AS z2) AS given
  ) AS ends $$
"""
"""`bot.kernel.accuracy.accuracy_floor` with its operations in the same order, so that no bit differs."""


class _Plain(NumericLoader):
    """The sum of eight-byte numbers is a NUMERIC: to Python it is the number that SQLite gives."""

    def load(self, data: Any) -> Any:
        value = super().load(data)
        return int(value) if value == value.to_integral_value() else float(value)


class _WithoutNul(StrDumper):
    """SQLite takes a text with a NUL in it and PostgreSQL none: it goes in without."""

    def dump(self, obj: str) -> Any:
        return super().dump(obj.replace("\0", "") if "\0" in obj else obj)


@dataclass(slots=True)
class ServerDatabase:
    """A database on a server, claimed for this process: its writing session holds the lock.

    `lent`: the sessions that read are another's, who closes them.
    """

    place: URL
    writing: Engine
    reading: AsyncEngine
    size: int = field(default=0)
    lent: bool = False
    astray: str = ""
    """It has no files here."""

    async def measure(self, _: datetime) -> None:
        """Ask the server how large it is."""
        async with self.reading.connect() as connection:
            self.size = (await connection.execute(text("SELECT pg_database_size(current_database())"))).scalar_one()

    async def close(self) -> None:
        """Close every session and let others have it."""
        if not self.lent:
            await self.reading.dispose()
        self.writing.dispose()


def open_server(url: URL, name: str = "recall", *, together: bool = False) -> ServerDatabase:
    """Claim it, bring its tables to the newest migration, and open it. Raises `DatabaseError`.

    `together`: beside the other processes of a cluster. `name` is what the server calls the sessions.
    """
    holding = Holding(together=together)
    engine = writing_engine(url, holding, name)
    try:
        with _claimed(url, engine) as connection, _explaining(url):
            refuse_too_few(url, connection, together=together)
            is_new = current_revision(connection) is None
            connection.rollback()
            if together:
                _prepare_together(url, connection, holding)
            else:
                _prepare(url, connection)
                holding.note(connection)
    except BaseException:
        engine.dispose()
        raise
    if is_new:
        note_new(shown(url))
    return ServerDatabase(url, engine, reading_engine(url, name))


def open_share(opened: ServerDatabase, name: str, share: Share) -> ServerDatabase:
    """A writing session more for a part of a bot, which reads only what is its own. Raises `DatabaseError`."""
    holding = Holding(together=True)
    engine = writing_engine(opened.place, holding, name)
    try:
        with _claimed(opened.place, engine) as connection, _explaining(opened.place):
            holding.remember(connection)
    except BaseException:
        engine.dispose()
        raise
    return ServerDatabase(opened.place, engine, limited(opened.reading, share), lent=True)


def bring_up_to_date(url: URL) -> None:
    """Run the migrations that it lacks, and leave it. Raises `DatabaseError`, also where a Recall is running on it."""
    holding = Holding()
    engine = writing_engine(url, holding)
    try:
        with _claimed(url, engine) as connection, _explaining(url):
            before = current_revision(connection)
            connection.rollback()
            _prepare(url, connection)
            if before != newest_revision():
                holding.note(connection)
    finally:
        engine.dispose()


@contextmanager
def claim(url: URL, *, to_change: bool) -> Iterator[None]:
    """Hold it while the body runs. Raises `DatabaseError` where another Recall does."""
    holding = Holding()
    engine = writing_engine(url, holding)
    try:
        with _claimed(url, engine) as connection:
            if to_change:
                with _explaining(url):
                    holding.note(connection)
            yield
    finally:
        engine.dispose()


def writing_engine(url: URL, holding: Holding, name: str = "recall") -> Engine:
    """An engine with one session, which holds the lock; a session that cannot have it is none."""
    engine = make_engine(url, pool_size=1, max_overflow=0, connect_args=_given(url, name, _WRITING))

    @event.listens_for(engine, "connect")
    def lock(connection: psycopg.Connection[Any], record: object) -> None:  # noqa: ARG001
        _adapt(connection)
        try:
            holding.take(connection)
            connection.commit()
        except BaseException:
            connection.close()
            raise

    return engine


def reading_engine(url: URL, name: str = "recall") -> AsyncEngine:
    """An engine that only reads, each time one state of everything."""
    # With less than REPEATABLE READ the parts of a game that is being written would come from two of its states.
    engine = make_async_engine(
        url,
        poolclass=Readers,
        pool_size=READERS,
        max_overflow=0,
        pool_timeout=FREE_WITHIN_S,
        isolation_level="REPEATABLE READ",
        connect_args=_given(url, name, READING),
    )
    ask_first_after_a_rest(engine, REST_S)

    @event.listens_for(engine.sync_engine, "connect")
    def adapt(connection: Any, record: object) -> None:  # noqa: ARG001
        _adapt(connection.driver_connection)

    return engine


def beating_engine(url: URL, name: str) -> AsyncEngine:
    """An engine with one session that commits each statement, for what a process says of itself to the others.

    Its sessions, as all of the process, bear the process's name: whoever takes over ends them by it.
    """
    options = f"-c statement_timeout=3s -c lock_timeout=1s {_NOTICED}"
    return make_async_engine(
        url,
        pool_size=1,
        max_overflow=0,
        isolation_level="AUTOCOMMIT",
        connect_args=_given(url, name, options),
    )


@asynccontextmanager
async def listening(url: URL, name: str, channel: str) -> AsyncIterator[AsyncIterator[str]]:
    """What is notified on a channel while the body runs. Raises `OSError` where the session cannot be had, or ends."""
    plain = url.set(drivername="postgresql").render_as_string(hide_password=False)
    given = conninfo.make_conninfo(plain, **_given(url, name))
    try:
        connection = await psycopg.AsyncConnection.connect(given, autocommit=True)
        async with connection:
            await connection.execute(f'LISTEN "{channel}"')
            yield _payloads(connection)
    except psycopg.Error as error:
        raise ConnectionError(str(error)) from error


async def _payloads(connection: "psycopg.AsyncConnection[Any]") -> AsyncIterator[str]:
    async for notify in connection.notifies():
        yield notify.payload


@contextmanager
def one_state(url: URL, *, write: bool = False) -> Iterator[Connection]:
    """A session for a command, in one transaction over one state of everything. Raises `DatabaseError`."""
    options = "-c lock_timeout=5s" if write else "-c default_transaction_read_only=on"
    given = _given(url, "recall", options)
    engine = make_engine(url, poolclass=NullPool, isolation_level="REPEATABLE READ", connect_args=given)
    event.listen(engine, "connect", lambda connection, _: _adapt(connection))
    explain_on(engine, partial(explained, url))
    with engine.begin() as connection:
        yield connection


def receipt(connection: Connection) -> int:
    """The number of this transaction, by which the server knows later whether it was committed."""
    return int(connection.execute(text("SELECT pg_current_xact_id()::text::bigint")).scalar_one())


def was_committed(engine: Engine, number: int) -> bool | None:
    """Whether a transaction was committed whose session ended over it; None while it is not decided."""
    with engine.begin() as connection:
        status = connection.execute(text("SELECT pg_xact_status(CAST(:n AS text)::xid8)"), {"n": str(number)})
        return {"committed": True, "aborted": False}.get(status.scalar_one())


def _given(url: URL, name: str, options: str = "") -> dict[str, Any]:
    """What a session is made with beside its address, which is not overruled; of options, those of both hold.

    But for what the server calls the session, since by that name others end it, and for how
    its texts come over the wire.
    """
    theirs = url.query.get("options", "")
    last = theirs if isinstance(theirs, str) else theirs[-1]
    ours = {word: value for word, value in _WIRE.items() if word not in url.query}
    return ours | {"options": f"{last} {options}".strip(), "application_name": name, "client_encoding": "UTF8"}


@contextmanager
def _explaining(url: URL) -> Iterator[None]:
    """Whatever the server refuses while the body runs is a `DatabaseError`, which says why."""
    try:
        yield
    except DBAPIError as error:
        raise explained(url, error.orig) from error


@contextmanager
def _claimed(url: URL, engine: Engine) -> Iterator[Connection]:
    until = time.monotonic() + PATIENCE_S
    while True:
        try:
            connection = engine.connect()
        except TakenError as error:
            if time.monotonic() > until and error.holder is not None:
                raise error.holder.refusal(shown(url)) from None
            threading.Event().wait(0.2)
        except DBAPIError as error:
            raise explained(url, error.orig) from error
        else:
            break
    with connection:
        yield connection


def _prepare(url: URL, connection: Connection) -> None:
    """The newest tables, and the one function that is not PostgreSQL's own. Raises `DatabaseError`."""
    found = int((connection.dialect.server_version_info or (0,))[0])
    if found < OLDEST:
        raise DatabaseError(f"{shown(url)} is PostgreSQL {found}. Recall needs {OLDEST} or newer.")
    if connection.execute(text(ENCODING)).scalar_one() != "UTF8":
        raise DatabaseError(f"{shown(url)}: {named(OTHER_ENCODING, url)}")
    _refuse_foreign(url, connection)
    upgrade_there(connection, shown(url))
    connection.execute(text(_FLOOR))
    connection.commit()


def _prepare_together(url: URL, connection: Connection, holding: Holding) -> None:
    """The same while others may be there: one process at a time, and nothing that would break what they do."""
    with preparing_alone(connection, shown(url)):
        if holding.others(connection) and needs_all_stopped(connection):
            raise DatabaseError(
                f"{shown(url)} has to be upgraded with no Recall running. Stop all processes of the cluster, then "
                "start the new ones.",
                passes=True,
            )
        connection.rollback()
        _prepare(url, connection)
    holding.remember(connection)


def _refuse_foreign(url: URL, connection: Connection) -> None:
    """Raise `DatabaseError` for a database with another program's tables; an empty one is nobody's yet."""
    theirs = is_another_programs(connection)
    connection.rollback()
    if theirs:
        raise DatabaseError(f"{shown(url)} {ANOTHER_PROGRAMS}")


def is_another_programs(connection: Connection) -> bool:
    """Whether the tables there are not Recall's; where there are none, it is nobody's yet."""
    there = set(inspect(connection).get_table_names())
    return bool(there) and not there >= {"alembic_version", "games", "meta"}


def _adapt(connection: "psycopg.Connection[Any] | psycopg.AsyncConnection[Any]") -> None:
    connection.adapters.register_loader("numeric", _Plain)
    connection.adapters.register_dumper(str, _WithoutNul)
