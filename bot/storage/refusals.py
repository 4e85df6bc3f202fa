"""Why a database on a PostgreSQL server cannot be used: what the server or libpq says, and what mends it."""

import re
import shlex

import psycopg
from sqlalchemy import URL
from sqlalchemy.dialects.postgresql.base import PGDialect
from sqlalchemy.exc import TimeoutError as NoSessionError

from bot.storage.committing import GAVE_WAY
from bot.storage.errors import ConflictError, DatabaseError
from bot.storage.place import shown


def explained(url: URL, error: BaseException | None) -> DatabaseError:
    """The error that tells an operator why a database on a server cannot be used."""
    where = shown(url)
    state = getattr(error, "sqlstate", None)
    if isinstance(error, DatabaseError):
        return error
    if isinstance(error, NoSessionError):
        return DatabaseError(f"{where} does not answer: all sessions there hang. Look at the server.", passes=True)
    if state in GAVE_WAY:
        return ConflictError(f"{where}: other sessions changed the same rows just then. Try again.", passes=True)
    if state == _NO_RIGHT and any(sign in str(error) for sign in _OF_A_TABLE):
        return DatabaseError(f"{where}: {named(ANOTHERS_TABLES, url)}")
    if state in _STATES and not any(sign in str(error) for sign in _OF_A_ROLE_OR_DATABASE):
        return DatabaseError(f"{where}: {named(_STATES[state], url)}", passes=state in _PASSING)
    said = " ".join(str(error).split())[:200]
    if isinstance(error, psycopg.OperationalError):
        if any(sign in said for sign in _OF_A_ROLE_OR_DATABASE):
            return DatabaseError(f"{where}: {named(_LIMITED, url)}", passes=True)
        refused = next((words for sign, words in _SIGNS.items() if sign in said), None)
        if refused is not None:
            return DatabaseError(
                f"{where}: {named(refused, url)}", passes=refused in {_STATES[passing] for passing in _PASSING}
            )
        why = said.partition(" Is the server running")[0].removeprefix("connection is bad: ")
        if any(sign in why for sign in _OF_A_PARAMETER):
            return DatabaseError(f"{where}: {_once(why)}. Correct it in RECALL_DATABASE.")
        return DatabaseError(
            f"{where} cannot be reached: {why}. Is the server running, and is the address right?", passes=True
        )
    mend = " Correct it in RECALL_DATABASE." if _NO_OPTION in said else ""
    return DatabaseError(f"{where} refuses: {said}.{mend}", passes=state is not None)


def _once(why: str) -> str:
    """What a server says of an address, without libpq's account of each try to connect."""
    return (why.partition("FATAL: ")[2] or why).partition(" connection to server")[0].partition(" HINT: ")[0].strip()


class Name(str):
    """A name on the server as it stands in a remedy, quoted where that needs it: `{user}` in SQL.

    As a text in SQL: `{user:literal}`; in SQL that is a text in SQL: `{user:inner}`, or `{user:format}` where that is
    a pattern of `format`; in a command: `{user:shell}`.
    """

    __slots__ = ()

    def __format__(self, where: str) -> str:
        if where == "shell":
            return shlex.quote(str(self))
        sql = str(self) if where == "literal" else _quoted(str(self))
        text = sql.replace("'", "''") if where else sql
        return text.replace("%", "%%") if where == "format" else text


_quoted = PGDialect(paramstyle="named").identifier_preparer.quote  # type: ignore[no-untyped-call]


def named(told: str, url: URL, schema: str = "public", table: str = "") -> str:
    """With the database, the user, and whatever else on the server it is about."""
    database, user = url.database or "", Name(url.username or "recall")
    return told.format(
        database=Name(database),
        aside=Name(f"{database}_before"),
        user=user,
        schema=Name(schema),
        table=Name(table),
    )


def mend_of_a_right(error: BaseException, url: URL) -> str:
    """What to add to an error of a table that this user may no longer use; nothing to any other."""
    said, state = str(error), getattr(error, "sqlstate", None)
    if state == _NO_TABLE:
        return named(_NO_LONGER_THERE, url)
    if state == _NO_RIGHT and (found := re.search(r"(?:table|relation) (\S+)$", said.partition("\n")[0])):
        return named(_GIVE_BACK, url, table=found[1])
    return ""


_MIXED = (
    "it holds tables of two versions, as after pg_restore --clean over a newer database. Set it aside (ALTER DATABASE "
    "{database} RENAME TO {aside}), make it anew (createdb), run pg_restore again, then `recall db restored`."
)
_NO_RIGHT, _OF_A_TABLE = "42501", ("for table", "for sequence", "must be owner of")
_NO_TABLE = "42P01"
_GIVE_BACK = ". As a superuser: ALTER TABLE {table} OWNER TO {user}; GRANT ALL ON {table} TO {user}"
_NO_LONGER_THERE = ". If it does, {user} may not use its schema. As a superuser: ALTER SCHEMA … OWNER TO {user}"
ANOTHERS_TABLES = (
    "tables or functions in it belong to another user, as after a pg_restore by a superuser, or this user's rights to "
    "them were taken away. A superuser can give them back in psql, and no data is lost by it; after a pg_restore, "
    "run `recall db restored` then. The statement: "
    "SELECT format('ALTER TABLE %I.%I OWNER TO {user:format}', schemaname, tablename) FROM pg_tables "
    "WHERE schemaname = '{schema:literal}' UNION ALL "
    "SELECT format('ALTER FUNCTION %s OWNER TO {user:format}', oid::regprocedure) "
    "FROM pg_proc WHERE proname = 'accuracy_floor' UNION ALL "
    "SELECT 'GRANT ALL ON ALL TABLES IN SCHEMA {schema:inner} TO {user:inner}' \\gexec"
)
OTHER_ENCODING = (
    "it does not keep texts in UTF8, so that names with signs that it lacks could not be saved. Make the database "
    "anew: dropdb {database:shell}, then createdb --encoding=UTF8 --locale=C --template=template0 --owner={user:shell} "
    "{database:shell}."
)
NO_SCHEMA = (
    "there is no schema to make tables in: the one that search_path names does not exist, or the user may not use it. "
    "Make it first: CREATE SCHEMA … AUTHORIZATION {user}. If it is there: ALTER SCHEMA … OWNER TO {user}."
)
_MAKE_IT_OWNER = "Make it the owner of the database: ALTER DATABASE {database} OWNER TO {user}."
NO_TABLES_MADE = f"this user may not make tables in it. {_MAKE_IT_OWNER}"
READS_ONLY = "the server only reads, as a standby does. Name the one that writes in RECALL_DATABASE."
_ENDED = (
    "the server ended the connection, as it does when an administrator says so or when it stops. Try again; if that "
    "does not help, its log says why."
)
_ENDED_IDLE = (
    "the server ended the connection, which was idle. Let idle ones stay: ALTER ROLE {user} SET idle_session_timeout "
    "= 0."
)
_STATES = {
    "57P01": _ENDED,
    "57P02": _ENDED,
    "57P05": _ENDED_IDLE,
    "25P03": _ENDED,
    "28P01": "the server refuses this user or password. Correct them in RECALL_DATABASE.",
    "28000": "the server lets this user in from nowhere here. Look at its pg_hba.conf.",
    "25006": READS_ONLY,
    "3D000": "the server has no such database. Make it first: createdb, or CREATE DATABASE.",
    _NO_RIGHT: f"the user lacks a right. {_MAKE_IT_OWNER}",
    "3F000": NO_SCHEMA,
    "42P07": _MIXED,
    "42701": _MIXED,
    "53300": "the server has no connection left. Raise max_connections, or end what holds them.",
    "53100": "the server's disk is full. Make room on it.",
    "57P03": "the server is starting or stopping. Try again in a moment.",
    "55P03": "another session, such as a dump, holds what this needs. Try again when it is over.",
    "57014": "the server gave up on a statement that took too long. Look what else runs on it, and try again.",
}
_OF_A_ROLE_OR_DATABASE = ("too many connections for role", "too many connections for database")
_LIMITED = (
    "this user or this database has a limit of its own, and no connection left. Raise it: ALTER ROLE {user} CONNECTION "
    "LIMIT -1, or ALTER DATABASE {database} CONNECTION LIMIT -1."
)
_PASSING = {"57P01", "57P02", "57P05", "25P03", "25006", "53300", "53100", "57P03", "55P03", "57014"}
_SIGNS = {
    "due to idle-session timeout": _ENDED_IDLE,
    "terminating connection": _ENDED,
    "password authentication failed": _STATES["28P01"],
    "no password supplied": "the server wants a password. Put it into RECALL_DATABASE, or ~/.pgpass (chmod 600).",
    'certificate file "': "a certificate's file cannot be used. Correct sslrootcert or sslcert in RECALL_DATABASE.",
    'private key file "': "the key's file cannot be used. Correct sslkey in RECALL_DATABASE, or the file's mode.",
    "does not exist": "the server knows no such user or database. Make it first, or correct RECALL_DATABASE.",
    "no pg_hba.conf entry": _STATES["28000"],
    "not permitted to log in": "the server does not let this user log in. Allow it: ALTER ROLE … LOGIN.",
    "permission denied for database": "this user may not connect: GRANT CONNECT ON DATABASE {database} TO {user}.",
    "too many": _STATES["53300"],
    "connection slots are reserved": _STATES["53300"],
    "is starting up": _STATES["57P03"],
    "is shutting down": _STATES["57P03"],
    "in recovery mode": _STATES["57P03"],
    "response to SSL negotiation": "what answers there is not PostgreSQL. Correct the address in RECALL_DATABASE.",
    "server does not support SSL": "the server offers no TLS, which sslmode requires. Turn it on, or correct sslmode.",
    "certificate verify failed": "the server's certificate cannot be verified. Correct sslrootcert or sslmode.",
    "invalid sslmode value": "there is no such sslmode. Correct it in RECALL_DATABASE: require, or verify-full.",
}
"""A refused connection has no state, only words."""

_NO_OPTION = "invalid connection option"
_OF_A_PARAMETER = (
    " value: ",
    "invalid integer value",
    "could not parse network address",
    "definition of service",
    "configuration parameter",
    "value for parameter",
    "permission denied to set",
    "command-line argument",
)
"""What libpq or the server says of an address whose parameters it cannot use: only another address mends that."""
