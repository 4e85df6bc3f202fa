"""`recall sheets`: all sheets as web pages."""

from pathlib import Path
from typing import Annotated

import typer

from bot.cli.running import read_settings
from bot.exchange.files import write_whole
from bot.kernel.sheets import Sheet
from bot.packs import beside
from bot.packs.problems import PackError
from bot.packs.tables import load_tables
from bot.sheets.pages import index, page


def sheets(
    folder: Annotated[Path, typer.Argument(help="Where to write them; created if it does not exist.")] = Path("sheets"),
) -> None:
    """Write all sheets as web pages for phones and printing, and a page that lists them."""
    found: dict[str, Sheet] = {}
    try:
        for directory in reversed(read_settings().pack_directories):
            study, problems = beside.study_of(directory, load_tables(directory))
            found |= {sheet.id: sheet for sheet in study.sheets}
            typer.echo("".join(f"{problem}\n" for problem in problems), nl=False, err=True)
        pages = {f"{name}.html": page(sheet) for name, sheet in found.items()}
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in {**pages, "index.html": index(found.values())}.items():
            write_whole(folder / name, text.encode())
    except PackError as error:
        typer.echo("\n".join(map(str, error.problems)), err=True)
        raise typer.Exit(1) from None
    except OSError as error:
        typer.echo(f"The sheets cannot be written to {folder}: {error.strerror}.", err=True)
        raise typer.Exit(1) from None
    typer.echo(f"{len(pages)} sheets are in {folder}; open {folder / 'index.html'}.")
