"""`recall sheets`: all sheets as web pages."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import typer

from bot.cli.running import read_settings
from bot.kernel.sheets import Sheet
from bot.packs import beside
from bot.packs.problems import PackError
from bot.packs.tables import load_tables
from bot.sheets.pages import index, page
from bot.whole import unwritten, write_whole


def sheets(
    folder: Annotated[
        Path,
        typer.Argument(metavar="FOLDER", readable=False, help="Where to write them; created if it does not exist."),
    ] = Path("sheets"),
) -> None:
    """Write all sheets as web pages for phones and printing, and a page that lists them."""
    found: dict[str, Sheet] = {}
    try:
        for directory in reversed(read_settings().pack_directories):
            study, problems = beside.study_of(directory, load_tables(directory))
            found |= {sheet.id: sheet for sheet in study.sheets}
            typer.echo("".join(f"{problem}\n" for problem in problems), nl=False, err=True)
        pages = {f"{name}.html": page(sheet) for name, sheet in found.items()}
        _write(folder, {**pages, "index.html": index(found.values())})
    except PackError as error:
        typer.echo("\n".join(map(str, error.problems)), err=True)
        raise typer.Exit(1) from None
    typer.echo(f"{len(pages)} sheets are in {folder}; open {folder / 'index.html'}.")


def _write(folder: Path, pages: Mapping[str, str]) -> None:
    file = folder / "index.html"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in pages.items():
            file = folder / name
            write_whole(file, text.encode())
    except OSError as error:
        typer.echo(f"The sheets are not all in {folder}. {unwritten(file, error, 'name another directory')}", err=True)
        raise typer.Exit(1) from None
