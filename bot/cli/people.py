"""`recall people`: a copy of what is stored of somebody, and their erasure, for those who cannot ask in Discord."""

import asyncio
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from bot.cli.refusing import MAY_PASS, discord_id, refuse, refusing
from bot.cli.running import read_settings
from bot.kernel.sources import Everywhere
from bot.learners.exams_store import SqlExamDays
from bot.learning.store import SqlHistory
from bot.packs import content
from bot.packs.catalogue import load_catalogue
from bot.packs.stocking import all_of
from bot.profile.copying import Export
from bot.profile.service import ProfileService
from bot.profile.stand_ins import stand_in_for_somebody
from bot.profile.store import SqlEraser
from bot.reports.store import SqlReports
from bot.settings import Settings
from bot.storage.commands import refuse_unfit
from bot.storage.database import lock_database, open_database, reading
from bot.storage.erasure_keys import give_key, own_key
from bot.storage.erasures import Erasures, catch_up, count_notes, noted_in, to_erase_again
from bot.storage.place import Place
from bot.storage.private import make_folder, write_for_owner
from bot.storage.stores import SqlMeta
from bot.storage.writer import Writer
from bot.timing.clock import Clock
from bot.timing.zones import PinnedZones
from bot.whole import unwritten


def _nobody(_: object) -> None:
    """Nobody plays meanwhile whom it would have to be told."""


SHORTEST = 17
"""Digits: an ID that lost some on the way is somebody else's, or nobody's."""

Person = Annotated[str, typer.Argument(metavar="ID", help="Their Discord user ID (Developer Mode, Copy User ID).")]

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help="Copy or erase what is stored about one person.")


@app.command("export")
def export_person(
    person: Person,
    to: Annotated[
        Path, typer.Option("--to", metavar="DIRECTORY", readable=False, help="Where the three files go.")
    ] = Path(),
) -> None:
    """Write everything that is stored about a person: the same files as from /me. Safe while the bot is running."""
    player_id, settings = discord_id(person, "user ID", SHORTEST), read_settings()
    with refusing(settings.database):
        refuse_unfit(settings.database)
        told = asyncio.run(_export(settings, player_id))
    if told is None:
        refuse(f"Nothing is stored about {player_id}, so no file was written. Check that the ID is theirs.")
    files = {
        to / f"{player_id}.json": told.as_json,
        to / f"{player_id}-answers.csv": told.answers_csv,
        to / f"{player_id}-estimates.csv": told.estimates_csv,
    }
    for file, text in files.items():
        _write(file, text)
        typer.echo(file)


def _write(file: Path, text: str) -> None:
    """For the operator alone: what somebody answered is nobody else's business on the machine."""
    try:
        make_folder(file.parent)
        write_for_owner(file, text)
    except OSError as error:
        refuse(unwritten(file, error, "name another directory with --to"), MAY_PASS)


@app.command("erase")
def erase_person(
    person: Person,
    *,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask for confirmation.")] = False,
) -> None:
    """Erase everything that is stored about a person; the bot must be stopped. This cannot be undone."""
    player_id, settings = discord_id(person, "user ID", SHORTEST), read_settings()
    with refusing(settings.database):
        refuse_unfit(settings.database)
        with lock_database(settings.database, to_change=False):
            """Free: nobody is asked for a yes that would not help."""
    if not yes and not _is_sure(player_id):
        refuse("Nothing was erased.")
    with refusing(settings.database):
        gone = asyncio.run(erase(settings.database, [player_id], noted_in(settings.database, settings.backups)))
    rows = ", ".join(f"{table} {number}" for table, number in gone.most_common())
    typer.echo(
        f"Erased: {gone.total()} row{'' if gone.total() == 1 else 's'} about {player_id}, by table: {rows}."
        if gone
        else f"Nothing was stored about {player_id}. Check that the ID is theirs."
    )


def _is_sure(player_id: int) -> bool:
    try:
        return typer.confirm(f"Erase everything that is stored about {player_id}? This cannot be undone.")
    except typer.Abort:
        typer.echo()
        refuse("Nothing was erased, because nobody answered. In a script, add --yes.")


@dataclass(frozen=True, slots=True)
class ErasedAgain:
    """How many people were erased from a copy once more, and how many notes tell of nobody: their key is lost."""

    people: int = 0
    unmatched: int = 0


def erase_again(copy: Place, files: Sequence[Path], keys: Sequence[str] = ()) -> ErasedAgain:
    """Erase from a copy everybody who was erased after it was made. Raises `DatabaseError`.

    `keys`: those of the databases that it replaces. A copy without a key of its own has the first of them from then on.
    """
    own = own_key(copy)
    if own is None and not keys and (notes := count_notes(files)):
        return ErasedAgain(unmatched=notes)
    people = to_erase_again(copy, files, [*([own] if own else []), *keys])
    if people:
        asyncio.run(erase(copy, people, []))
        if isinstance(copy, Path):
            copy.with_name(f"{copy.name}.lock").unlink(missing_ok=True)
    give_key(copy, next(iter(keys), None))
    catch_up(copy, files)
    return ErasedAgain(len(people))


async def erase(place: Place, people: Iterable[int], files: list[Path]) -> Counter[str]:
    """Erase people from a database that nobody else has open; how many rows each table had of them.

    Raises `DatabaseError`.
    """
    database = open_database(place)
    writer = Writer(database.writing, _nobody)
    writer.start()
    erasures = Erasures(SqlMeta(writer, database.reading), lambda: files, Clock().now)
    eraser = SqlEraser(writer, database.reading)
    gone = Counter[str]()
    try:
        for player_id in people:
            if files:
                await erasures.note(player_id)
            gone.update(await eraser.counts(player_id))
            await eraser.begin(player_id, stand_in := stand_in_for_somebody())
            await eraser.erase(player_id, stand_in)
            await eraser.over(player_id)
    finally:
        await writer.close()
        await database.close()
    return gone


async def _export(settings: Settings, player_id: int) -> Export | None:
    """None where nothing is stored."""
    catalogue, _ = load_catalogue(settings.pack_directories)
    library = all_of(catalogue, settings.pack_directories)
    async with reading(settings.database) as engine:
        writer = Writer(engine.sync_engine, _nobody)  # never started: nothing is written here
        eraser = SqlEraser(writer, engine)
        if not await eraser.counts(player_id):
            return None
        service = ProfileService(
            SqlHistory(engine, content),
            Everywhere(lambda: library),
            SqlExamDays(writer, engine, PinnedZones()),
            eraser,
            SqlReports(writer, engine, content),
            _nobody,
        )
        return await service.export(player_id, Clock().now())
