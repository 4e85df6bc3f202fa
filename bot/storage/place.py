"""Where a database is: a file of SQLite's, or the address of one on a PostgreSQL server."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

import platformdirs

from bot.storage.errors import DatabaseError

if TYPE_CHECKING:  # a quarter of a second, of which a look at the health of a bot with a file has no need
    from sqlalchemy import URL

Address: TypeAlias = "URL"
Place: TypeAlias = "Path | URL"

EXAMPLE = "postgresql://recall:password@host:5432/recall"

_SCHEMES = {"postgresql", "postgres"}
_UNFIT_FOR_FILES = re.compile(r"[^\w.-]")

_CREDENTIALS = re.compile(r"[\w+]+://(?:[^:/]*(?::[^@]*)?@)?")
"""What stands before the host, as SQLAlchemy reads an address: a password ends at its first @."""

LAST_PORT = 65_535
_BARE_IPV6 = re.compile(r"[0-9A-Fa-f]*:[0-9A-Fa-f]*:[0-9A-Fa-f:.]*")

_ALMOST = re.compile(r"postgres(ql)?(\+\w+)?(:|//)|[^/\\\s]*:[^/\\\s]*@|(host|user|password|dbname)\s*=", re.IGNORECASE)
"""The beginning of an address that lacks something, or of what libpq takes instead of one."""


def is_port(text: str) -> bool:
    """Whether something can listen there: a number from 1 to `LAST_PORT`."""
    return text.isascii() and text.isdigit() and 0 < int(text[:6]) <= LAST_PORT


def is_address(text: str) -> bool:
    """Whether a database on a server is meant, and not a file. Raises `ValueError` where that is half written."""
    if "://" in text:
        return True
    if _ALMOST.match(text):  # as a file's name it would put the password into the names of folders
        raise ValueError(
            "RECALL_DATABASE looks like the address of a server, which begins with a word, a colon, and two slashes: "
            f"{EXAMPLE}"
        )
    return False


def address(text: str) -> URL:
    """The address of a database on a server. Raises `ValueError`, without the address: it may hold a password."""
    from sqlalchemy import make_url
    from sqlalchemy.exc import ArgumentError

    _refuse_unescaped(text)
    try:
        url = make_url(text)
    except (ArgumentError, ValueError):  # the latter for a port that is no number
        raise ValueError(f"RECALL_DATABASE is no address that can be read. One looks like this: {EXAMPLE}") from None
    _refuse_ports(url)
    if url.drivername not in _SCHEMES:
        raise ValueError(
            f"RECALL_DATABASE must be a path to a file or an address such as {EXAMPLE}: Recall keeps its data in "
            f"SQLite or PostgreSQL, not in {url.drivername[:40]}"
        )
    if not url.database:
        raise ValueError(f"RECALL_DATABASE names a server but no database on it. An address looks like this: {EXAMPLE}")
    return url.set(drivername="postgresql+psycopg")


def _refuse_unescaped(text: str) -> None:
    """Raise `ValueError` for what would be read as something else, such as the end of a password as a host."""
    rest = text[found.end() :] if (found := _CREDENTIALS.match(text)) else text
    path, *parameters = re.split("[?&]", rest)
    if "@" in path or any("@" in parameter.partition("=")[0] for parameter in parameters):
        raise ValueError(
            "RECALL_DATABASE has an @ too many. In a user, a password, or a database's name, @ is written %40, such as "
            f"{EXAMPLE.replace('password', 'pass%40word')}"
        )
    if _BARE_IPV6.fullmatch(path.partition("/")[0]):
        raise ValueError(
            "RECALL_DATABASE has an IPv6 address, which has to be in brackets, such as "
            f"{EXAMPLE.replace('host', '[::1]')}"
        )


def _refuse_ports(url: URL) -> None:
    """Raise `ValueError` for a port that no server can have, also among the parameters."""
    given = url.query.get("port", "")
    several = given if isinstance(given, tuple) else given.split(",")
    for port in ("" if url.port is None else str(url.port), *several):
        if port and not is_port(port):
            raise ValueError(f"RECALL_DATABASE must name a port from 1 to {LAST_PORT}, and {port[:20]} is none")


def without_credentials(text: str) -> str:
    """What somebody gave as an address; of one with a user and a password, only what stands behind them."""
    return text.rpartition("@")[2]


def shown(place: Place) -> str:
    """How it is named to an operator; without the password, which may also be in the address's parameters."""
    if isinstance(place, Path):
        return str(place)
    return place.set(drivername="postgresql", query={}).render_as_string()


def data_directory() -> Path:
    """The user's own directory for Recall's data."""
    return Path(platformdirs.user_data_dir("recall"))


_THIS_MACHINE = {None, "", "localhost", "127.0.0.1", "::1", "[::1]"}
_USUAL_PORT = 5432


def beside(place: Place) -> Path:
    """What the files are named after that lie beside a database; beside one on a server, in the data directory.

    The ways to spell this machine and the usual port are one and the same.
    """
    if isinstance(place, Path):
        return place
    host = "localhost" if place.host in _THIS_MACHINE else place.host
    port = f"-{place.port}" if place.port not in (None, _USUAL_PORT) else ""
    return data_directory() / f"{_UNFIT_FOR_FILES.sub('_', f'{host}{port}')}{ending(place)}"


def ending(place: URL) -> str:
    """What the names of these files end in, by whatever address the server is reached."""
    return f"-{_UNFIT_FOR_FILES.sub('_', str(place.database))}.postgresql"


def a_file(place: Place, instead: str) -> Path:
    """The path of a database that has to be a file. Raises `DatabaseError`, which names what to do `instead`."""
    if isinstance(place, Path):
        return place
    raise DatabaseError(f"{shown(place)} is on a PostgreSQL server, where this command does not apply. {instead}")
