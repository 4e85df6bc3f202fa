"""`recall packs preview FILE`: one pack file in the playground; what is saved is asked from then on."""

import asyncio
import os
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

import typer

from bot.cli.playing import Evening
from bot.doctor.finding import counted
from bot.kernel.topics import plain_title
from bot.packs.cli import one_there
from bot.packs.loading import load_file
from bot.packs.problems import PackError
from bot.storage.place import LAST_PORT

VARIABLE = "RECALL_PACKS"


def preview(
    file: Annotated[Path, typer.Argument(help="A pack file.", metavar="FILE", readable=False, callback=one_there)],
    port: Annotated[int, typer.Option(min=1, max=LAST_PORT, metavar="NUMBER", help="The page's port.")] = 8301,
    *,
    browser: Annotated[bool, typer.Option(help="Open the page.")] = True,
) -> None:
    """Play a pack file in a browser. When you save the file, the next question shows your changes."""
    try:
        loaded = load_file(file)
    except PackError as error:
        typer.echo("\n".join(map(str, error.problems)), err=True)
        raise typer.Exit(1) from None
    title = loaded.title or plain_title(loaded.topic)
    questions = counted(len(loaded.questions), "question")
    typer.echo(f"{questions}. On the page, type /practice or /quiz start with the topic {title}.")
    with TemporaryDirectory() as folder:
        os.environ[VARIABLE] = str(_packs(Path(folder), file))
        evening = Evening(port, "127.0.0.1", Path(folder), browser, fresh=True, partners="", strength=1.0)
        raise typer.Exit(asyncio.run(evening.run()))


def _packs(folder: Path, file: Path) -> Path:
    """A directory of packs in which nothing is but a link to the file, so that what is saved is seen at once."""
    packs = folder / "packs"
    packs.mkdir()
    (packs / file.name).symlink_to(file.resolve())
    return packs
