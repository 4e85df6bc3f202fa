"""`recall db`: upgrade, check, recount, back up, restore, copy."""

import os
import shutil
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated, BinaryIO

import typer

from bot.boards.recount import recount
from bot.cli.people import ErasedAgain, erase_again
from bot.cli.refusing import MAY_PASS, refuse, refusing
from bot.cli.running import as_place, read_settings
from bot.client.orders import carry_orders
from bot.storage.backup import back_up
from bot.storage.commands import check, outdated, revision
from bot.storage.copying import copy_all
from bot.storage.database import bring_up_to_date, lock_database
from bot.storage.erasure_keys import give_key, keys_before
from bot.storage.erasures import carry_notes, count_notes, noted_in, notes_for
from bot.storage.errors import DatabaseError
from bot.storage.looking import refuse_another_programs
from bot.storage.place import a_file, shown
from bot.storage.restoring import restore, skip_ids
from bot.timing.clock import Clock

BACKED_UP_BY = "Back it up with pg_dump --format=custom, or with what the server's operator offers."
RESTORED_BY = (
    "Stop Recall, make the database anew (dropdb, createdb), bring the copy back with pg_restore --no-owner, then run "
    "`recall db restored`."
)
_POURED = ".backup-"
"""What the folders are called in which a copy for standard output is made."""

ERASED_AGAIN = "Number of people who were erased since that backup and have been erased from it again: {}."
NOTES, ORDERS = "notes of erasures", "operator's orders"
CARRIED = "The {} were copied from {} to {}."
NOT_CARRIED = "There are no {} at {}. If there should be some, run this with the service's settings (--env-file)."
NOTES_READ = "The notes of erasures were read from {}."
NO_NOTES = "There are no notes of erasures at {}. If anybody was erased since, bring the file back and run this again."
UNMATCHED = (
    "Number of notes of erasures that cannot be matched to anybody: {} (in {}). Neither this copy nor a database "
    "beside it has their key, so people who were erased since may be back. Erase them again: `recall people erase ID`."
)
NOTHING_BROUGHT_BACK = "there are no tables of Recall's in it. Bring the copy back first, with pg_restore --no-owner."

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help="Upgrade, check, recount, back up, restore, copy.")


@app.command("upgrade")
def upgrade_database() -> None:
    """Bring the database to the newest version. `recall run` does this by itself."""
    settings = read_settings()
    place = settings.database
    with refusing(place):
        bring_up_to_date(place)
        if not count_notes(noted_in(place, settings.backups)):  # with notes the next start looks whose they are
            give_key(place)
        now = revision(place)
    typer.echo(f"{shown(place)} is at revision {now}.")


@app.command("check")
def check_database() -> None:
    """Check the entire database for damage; exit status 1 if there is any. Safe while the bot is running."""
    place = read_settings().database
    with refusing(place, looking=True):
        problems = check(place)
        found = revision(place) if not problems else None
    for problem in problems:
        typer.echo(problem, err=True)
    if problems:
        raise typer.Exit(1)
    beyond = "" if isinstance(place, Path) else " Damage to the server's own files is for pg_amcheck to find."
    older = f" (revision {found}; `recall db restore FILE` or the next start updates it)" if outdated(found) else ""
    typer.echo(f"{shown(place)} is in order{older}.{beyond}")


@app.command("recount")
def recount_boards(
    *, mend: Annotated[bool, typer.Option(help="Write the corrected totals; the bot must be stopped.")] = False
) -> None:
    """Recalculate the leaderboards' totals from the answers; exit status 1 if any stored total differs."""
    place = read_settings().database
    with refusing(place):
        if mend:
            with lock_database(place):
                differences = recount(place, mend=True)
        else:
            differences = recount(place)
    for difference in differences:
        typer.echo(difference, err=True)
    if differences and not mend:
        raise typer.Exit(1)
    found = f"{len(differences)} totals corrected" if differences else "the boards match the answers"
    typer.echo(f"{shown(place)}: {found}.")


@app.command("backup")
def backup_database(
    file: Annotated[Path | None, typer.Argument(metavar="FILE", readable=False, help="Where the copy goes.")] = None,
    to: Annotated[
        Path | None, typer.Option("--to", metavar="FILE", readable=False, help="The same; - for standard output.")
    ] = None,
) -> None:
    """Write a copy of the database to FILE, which must not exist yet. Safe while the bot is running."""
    place, target = read_settings().database, file or to
    if target is None or (file and to):
        refuse("Name one file for the copy: `recall db backup FILE`, or `recall db backup --to -` for a pipe.")
    with refusing(place, looking=True):
        path = a_file(place, BACKED_UP_BY)
        refuse_another_programs(path)
        if path.exists() and revision(path) is None:
            raise DatabaseError(f"{path} has no tables of Recall's in it, so there is nothing to back up.")
        if str(target) == "-":
            _pour(path)
            return
        back_up(path, target)
    typer.echo(f"{target} is a copy of {path}.")


def _pour(path: Path) -> None:
    """The copy to standard output, once it is whole. Raises `DatabaseError`."""
    _remove_cut_off(path.parent)
    with TemporaryDirectory(dir=path.parent, prefix=_POURED) as folder:
        copy = Path(folder) / "copy.sqlite3"
        back_up(path, copy)
        with copy.open("rb") as whole:
            _send(whole)


def _send(whole: BinaryIO) -> None:
    """Whatever goes wrong here is the reader's doing, or its disk's: the database is well."""
    try:
        shutil.copyfileobj(whole, sys.stdout.buffer)
        sys.stdout.buffer.flush()
    except OSError as error:
        with suppress(OSError):  # or the interpreter would try to write the rest when it ends
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        why = "the reader closed the pipe" if isinstance(error, BrokenPipeError) else error.strerror
        refuse(f"The copy did not reach its end: {why}. The database is not touched.", MAY_PASS)


def _remove_cut_off(folder: Path) -> None:
    """What a command left that was killed: as large as the database. No copy takes a day."""
    for left in folder.glob(f"{_POURED}*"):
        with suppress(OSError):
            if left.stat().st_mtime < Clock().now().timestamp() - 86_400:
                shutil.rmtree(left)


@app.command("restore")
def restore_database(
    file: Annotated[Path, typer.Argument(metavar="FILE", readable=False, help="A copy that was made earlier.")],
) -> None:
    """Replace the database with the backup FILE; the bot must be stopped. The old database is kept beside it."""
    settings = read_settings()
    place, again = settings.database, ErasedAgain()
    files = noted_in(place, settings.backups)

    def finish(copy: Path) -> None:
        nonlocal again
        again = erase_again(copy, files, keys_before(place))

    with refusing(place):
        path = a_file(place, RESTORED_BY)
        with lock_database(path):
            kept = restore(path, file, Clock().now(), finish)
    typer.echo(f"{path} now has the contents of {file}.{f' The previous database was kept as {kept}.' if kept else ''}")
    _tell_erased(again, files)


@app.command("restored")
def after_restoring() -> None:
    """After pg_restore: erase again everybody erased since, and skip lost games' IDs; the bot must be stopped."""
    settings = read_settings()
    place = settings.database
    if isinstance(place, Path):
        refuse("For a file `recall db restore FILE` does all of it.")
    files = notes_for(place, settings.backups)
    with refusing(place):
        if revision(place) is None:
            raise DatabaseError(f"{shown(place)}: {NOTHING_BROUGHT_BACK}")
        bring_up_to_date(place)
        with lock_database(place):
            skip_ids(place)
        again = erase_again(place, files)
    typer.echo(f"{shown(place)} can be used again.")
    read = [file for file in files if file.exists()]
    typer.echo(NOTES_READ.format(", ".join(map(str, read))) if read else NO_NOTES.format(" or ".join(map(str, files))))
    _tell_erased(again, files)


def _tell_erased(again: ErasedAgain, files: Sequence[Path]) -> None:
    if again.people:
        typer.echo(ERASED_AGAIN.format(again.people))
    if again.unmatched:
        read = ", ".join(str(file) for file in files if file.exists())
        refuse(UNMATCHED.format(again.unmatched, read), MAY_PASS)


@app.command("copy")
def copy_database(
    source: Annotated[str, typer.Argument(metavar="FROM", help="A file, or an address postgresql://…")],
    target: Annotated[str, typer.Argument(metavar="TO", help="The same; it must be empty.")],
) -> None:
    """Copy everything from one database to another, between a file and PostgreSQL; the bot must be down.

    What arrived is compared with what was sent. It can be run again as long as nobody has used the copy.
    """
    here, there = as_place(source, "FROM"), as_place(target, "TO")
    try:
        with refusing(there, {"FROM": here, "TO": there}):
            copied = copy_all(here, there)
            carried = {NOTES: carry_notes(here, there), ORDERS: carry_orders(here, there)}
    except ValueError as error:
        refuse(f"Everything was copied but the operator's orders, which cannot be read: {error}.")
    for table, rows in copied.items():
        if rows:
            typer.echo(f"{table:<24} {rows:>12,}")
    told = f"{shown(there)} holds what {shown(here)} holds: {sum(copied.values()):,} rows, compared one by one."
    typer.echo(f"{told} Set RECALL_DATABASE to it and start Recall.")
    for what, (read, written) in carried.items():
        typer.echo((CARRIED if read.exists() else NOT_CARRIED).format(what, read, written))
