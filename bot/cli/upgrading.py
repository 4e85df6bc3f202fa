"""`recall upgrade --check`: what the next start will do to the database, before it does it."""

from collections.abc import Iterator
from typing import Annotated

import typer

from bot import __version__
from bot.cli.refusing import MAY_PASS, refuse, refusing
from bot.cli.running import read_settings
from bot.storage.place import shown
from bot.storage.upgrading_ahead import Ahead, look_ahead

HOW = (
    "Bring the program up to date the way it was installed: `./recall upgrade` in a checkout, "
    "`pipx install --force` with the new wheel, or a new image. "
    "`recall upgrade --check` then tells you what the next start does to the database."
)


def upgrade(
    *,
    check: Annotated[
        bool, typer.Option("--check", help="Only say what the next start will do to the database.")
    ] = False,
) -> None:
    """Without --check, and from a checkout, fetch the newest version. With it, say what the next start will do.

    That is what it does to the database, how long it takes, and what cannot be undone.
    """
    if not check:
        refuse(HOW)
    place = read_settings().database
    with refusing(place, looking=True):
        ahead = look_ahead(place)
    for line in in_words(shown(place), ahead):
        typer.echo(line)
    if not ahead.has_room:
        refuse(
            f"There is no room for the copy and the update: together, they need about {_size(ahead.needed_bytes)}, and "
            f"{_size(ahead.free_bytes)} are free. Free some space first.",
            MAY_PASS,
        )


def in_words(name: str, ahead: Ahead) -> Iterator[str]:
    """What an upgrade will do, line by line."""
    if ahead.found is None:
        yield f"There is no database at {name} yet: the first start of Recall {__version__} creates it."
    elif not ahead.steps:
        yield f"There is nothing to do: Recall {__version__} works with {name} as it is (revision {ahead.found})."
        if ahead.oldest:
            # Before a release, what was last in need of a newer one bears the number that is to come.
            oldest = __version__ if __version__.startswith(ahead.oldest.version) else ahead.oldest.version
            yield f"Recall {oldest} or newer can open it."
    else:
        yield from _of_an_upgrade(name, ahead)


def _of_an_upgrade(name: str, ahead: Ahead) -> Iterator[str]:
    yield f"{name} is at revision {ahead.found}. The next start of Recall {__version__} brings it to {ahead.newest}:"
    if ahead.copy:
        yield f"  copies it to {ahead.copy} ({_size(ahead.bytes)})"
        room = f"about {_size(ahead.needed_bytes)} with the copy, {_size(ahead.free_bytes)} are free"
        yield f"  needs room for new tables, indexes, and the log of the update ({room})"
    else:
        yield "  makes no copy of a database on a server: make one first with pg_dump"
    for step in ahead.steps:
        yield f"  {step.revision}  {step.kind:<8}  {step.what}"
    rows = f"{ahead.rows:,} row{'' if ahead.rows == 1 else 's'}"
    yield f"That takes about {_time(ahead.seconds)} for {rows}; nobody gets an answer in the meantime."
    if not ahead.contracts:
        yield "All of it only adds: the previous version can still open the database, and going back loses nothing."
        return
    names = ", ".join(step.revision for step in ahead.contracts)
    yield f"What cannot be undone: {names}. The previous version cannot open the database afterward."
    how = (
        f"`recall db restore {ahead.copy}`"
        if ahead.copy
        else "pg_restore into an empty database, then `recall db restored`"
    )
    yield f"To go back, restore the copy ({how}); what people did since then is lost."


def _size(number: int) -> str:
    return f"{number / 1e9:,.1f} GB" if number >= 1e9 else f"{max(number / 1e6, 0.1):,.1f} MB"


def _time(seconds: int) -> str:
    return f"{seconds / 60:.0f} minutes" if seconds >= 120 else f"{max(1, seconds)} s"
