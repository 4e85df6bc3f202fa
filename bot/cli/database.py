"""`recall db`: upgrade, check, recount, back up, restore."""

import sqlite3
from pathlib import Path
from typing import Annotated

import typer

from bot.boards.recount import recount
from bot.cli.refusing import refuse_database
from bot.cli.running import read_settings
from bot.storage.backup import back_up
from bot.storage.checking import check
from bot.storage.database import lock_database
from bot.storage.errors import DatabaseError
from bot.storage.migrate import newest_revision, upgrade
from bot.storage.restoring import restore
from bot.timing.clock import Clock

ERRORS = (DatabaseError, sqlite3.Error, OSError)

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help="Upgrade, check, recount, back up, restore.")


@app.command("upgrade")
def upgrade_database() -> None:
    """Bring the database to the newest version. `recall run` does this by itself."""
    path = read_settings().database
    try:
        lock = lock_database(path)
        upgrade(path)
        lock.release()
    except ERRORS as error:
        refuse_database(path, error)
    typer.echo(f"{path} is at revision {newest_revision()}.")


@app.command("check")
def check_database() -> None:
    """Read the whole database for damage; exit status 1 if there is any. Safe beside a running bot."""
    path = read_settings().database
    try:
        problems = check(path)
    except ERRORS as error:
        refuse_database(path, error)
    for problem in problems:
        typer.echo(problem, err=True)
    if problems:
        raise typer.Exit(1)
    typer.echo(f"{path} is in order.")


@app.command("recount")
def recount_boards(
    *, mend: Annotated[bool, typer.Option(help="Write the sums anew; the bot must be down.")] = False
) -> None:
    """Compute the leaderboards' sums again from the answers; exit status 1 if any differs from what is kept."""
    path = read_settings().database
    try:
        if mend:
            with lock_database(path):
                differences = recount(path, mend=True)
        else:
            differences = recount(path)
    except ERRORS as error:
        refuse_database(path, error)
    for difference in differences:
        typer.echo(difference, err=True)
    if differences and not mend:
        raise typer.Exit(1)
    typer.echo(f"{path}: {f'{len(differences)} sums mended' if differences else 'the boards equal the answers'}.")


@app.command("backup")
def backup_database(file: Annotated[Path, typer.Argument(metavar="FILE", help="Where the copy goes.")]) -> None:
    """Write a copy of the database to FILE, which must not exist yet. Safe beside a running bot."""
    path = read_settings().database
    try:
        back_up(path, file)
    except ERRORS as error:
        refuse_database(path, error)
    typer.echo(f"{file} holds a copy of {path}.")


@app.command("restore")
def restore_database(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A copy that was made before.")],
) -> None:
    """Put the backup FILE in the database's place; the bot must be down. The old database is kept beside it."""
    path = read_settings().database
    try:
        with lock_database(path):
            kept = restore(path, file, Clock().now())
    except ERRORS as error:
        refuse_database(path, error)
    typer.echo(f"{path} holds what {file} held.{f' The database before it is {kept}.' if kept else ''}")
