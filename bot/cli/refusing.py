"""How a command says why not: one line, for people or for machines, and a status that a service manager understands."""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import NoReturn

import structlog
import typer

from bot.logs import configure
from bot.settings import LogFormat, as_meant
from bot.storage.errors import DatabaseError
from bot.storage.place import Place, shown

MENDED_BY_SOMEBODY, MAY_PASS = 2, 1

LARGEST_ID = 2**63 - 1
"""No database keeps a larger number, and Discord is centuries away from it."""


DATABASE = "RECALL_DATABASE"
"""What most databases are given by, and so what is named where one cannot be used."""


def refuse_database(place: Place, error: Exception, arguments: Mapping[str, Place] | None = None) -> NoReturn:
    """Say why the database cannot be used, whoever noticed it.

    `arguments`: argument → database, where these were not given by a setting, so that none is to be corrected.
    """
    from bot.storage.database import cause  # with all that opens databases, of which few commands have need

    told = error if isinstance(error, DatabaseError) else cause(place, error)
    said = str(told) if arguments is None else str(told).replace(DATABASE, _meant(str(told), arguments))
    refuse(said, MAY_PASS if told.passes else MENDED_BY_SOMEBODY)


def _meant(told: str, arguments: Mapping[str, Place]) -> str:
    """The argument whose database is named; of two of which one's name begins with the other's, the longer."""
    named = [argument for argument, place in arguments.items() if shown(place) in told]
    return max(named, key=lambda argument: len(shown(arguments[argument])), default="the argument")


@contextmanager
def refusing(place: Place, arguments: Mapping[str, Place] | None = None, *, looking: bool = False) -> Iterator[None]:
    """Whatever refuses while the body runs, a database, its disk, or its server: that ends the command in one line.

    `looking`: the database is only read, so nobody has to own it.
    """
    from bot.storage.database import blaming  # likewise

    try:
        with blaming(place, looking=looking):
            yield
    except DatabaseError as error:
        refuse_database(place, error, arguments)


class _Listener:
    """Who reads what a command says: people, unless the command is a service whose log machines read."""

    is_a_service = False


def serve() -> None:
    """From here on the command is a service: what it says is its log."""
    _Listener.is_a_service = True


def refuse(message: str, status: int = MENDED_BY_SOMEBODY) -> NoReturn:
    """Say why not, in one line, and leave."""
    with suppress(OSError):  # where it cannot be said, the status still tells a service manager what to do
        _say(message)
    raise typer.Exit(status)


def _say(message: str) -> None:
    # What is wrong may be the settings themselves, so they are not asked.
    if _Listener.is_a_service and as_meant(os.environ.get("RECALL_LOG", "")) == LogFormat.JSON:
        configure(LogFormat.JSON)
        structlog.get_logger("bot").critical(message)
    else:
        typer.echo(message, err=True)


def discord_id(typed: str, kind: str = "ID", shortest: int = 1) -> int:
    """An ID of at least so many digits as Discord's apps copy it, or a refusal that names where it is found."""
    if not (typed.isascii() and typed.isdecimal() and shortest <= len(typed) <= 19 and int(typed) <= LARGEST_ID):
        refuse(
            f"{typed[:40]} is not a Discord {kind}. It is a number of 17 to 19 digits: Developer Mode, "
            f"Copy {kind[0].upper()}{kind[1:]}."
        )
    return int(typed)
