"""`packs import`, `packs export` and `packs new` on the command line."""

import json
import sys
from dataclasses import replace
from pathlib import Path
from typing import Annotated, NoReturn

import typer
from pydantic import TypeAdapter, ValidationError

from bot.exchange.draft import UnclearError, UnknownKindError, UnreadableError, one_line
from bot.exchange.files import read_bytes
from bot.exchange.importing import Brought, bring
from bot.exchange.reading import FORMATS
from bot.exchange.report import Report, as_json, as_text
from bot.exchange.starter import starter
from bot.exchange.storing import files_of, places_of, store, target_of
from bot.exchange.taken import Import
from bot.exchange.writers.common import Pack
from bot.exchange.writing import TARGETS, Target, ending_of, take_out
from bot.kernel.topics import plain_title
from bot.packs.catalogue import BUILT_IN, load_catalogue
from bot.packs.cli import AsJson
from bot.packs.files import refuse_closed
from bot.packs.loading import PackFile, load_file
from bot.packs.outside import outside
from bot.packs.problems import PackError
from bot.packs.schema import Topic
from bot.rights import is_folder, named, why_unread
from bot.settings import own_packs
from bot.whole import unwritten, write_new, write_whole

READ, WRITTEN = ", ".join(FORMATS), ", ".join(TARGETS)


def attach(packs: typer.Typer) -> None:
    """Add the commands to those of packs."""
    packs.command("import")(import_file)
    packs.command("export")(export_packs)
    packs.command("new")(new_pack)


def import_file(
    ctx: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", readable=False, help="The file to import.")],
    *,
    form: Annotated[
        str, typer.Option("--format", metavar="NAME", help=f"Its format, if its name does not tell: {READ}.")
    ] = "",
    to: Annotated[
        Path | None,
        typer.Option(
            "--to",
            metavar="DIRECTORY",
            readable=False,
            help="The directory of your packs; by default, the one in RECALL_PACKS, or the current directory.",
        ),
    ] = None,
    title: Annotated[
        str, typer.Option(metavar="TEXT", help="What to call the pack; by default, the file's name.")
    ] = "",
    topic: Annotated[str, typer.Option(metavar="NAME", help="Its topic: lowercase letters, digits, and _.")] = "",
    columns: Annotated[
        str,
        typer.Option(metavar="NAMES", help="A table's columns from the left: question,right,wrong,… (- skips one)."),
    ] = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would be imported.")] = False,
    force: Annotated[bool, typer.Option("--replace", help="Replace an earlier import with this title.")] = False,
    as_json_too: AsJson = False,
) -> None:
    """Import questions from another program's file as your own pack at the level 'own'.

    Each item that does not come in as it was has a line that says why. The exit status is 1 where nothing comes in.
    """
    try:
        brought, directory = _brought(file, form, title, topic, columns), to or _own_packs()
        taken = _take(ctx, brought, directory, may_ask=not as_json_too, replaced=force)
        if not dry_run and taken.items:
            _write(taken, brought.title or taken.title, directory, replace=force)
    except UnreadableError as error:
        _refuse(str(error), as_json_too=as_json_too)
    _print(taken.report, as_json_too=as_json_too)
    if not taken.items:
        if not form and not taken.report.lines:
            typer.echo("To say which kind of file it is, use --format.", err=True)
        raise typer.Exit(1)


def _own_packs() -> Path:
    """Where the service looks for them, or else the current directory."""
    try:
        return own_packs() or Path()
    except ValueError as error:
        raise UnreadableError(f"{str(error).removesuffix('.')}. Correct it, or name a directory with --to.") from None


def _write(taken: Import, called: str, to: Path, *, replace: bool) -> None:
    files = files_of(taken, called)
    target = target_of(to, called, files)
    try:
        store(target, called, files, replace=replace)
    except OSError as error:
        raise UnreadableError(unwritten(target, error, "name another directory with --to")) from error
    typer.echo(f"Written to {target}.", err=True)


def _brought(file: Path, form: str, title: str, topic: str, columns: str) -> Brought:
    if form and form not in FORMATS:
        raise UnreadableError(f"'{one_line(form)[:30]}' is not a format. Use one of {READ}.")
    if topic:
        _check_topic(topic)
    told = tuple(name.strip() for name in columns.split(",")) if columns else ()
    return Brought(file.name, read_bytes(file), FORMATS.get(form), told, topic, one_line(title)[:60])


def _check_topic(topic: str) -> None:
    try:
        TypeAdapter(Topic).validate_python(topic)
    except ValidationError:
        message = f"'{one_line(topic)[:40]}' is not a topic: use lowercase letters, digits, and _, a letter first."
        raise UnreadableError(message) from None


def _take(ctx: typer.Context, brought: Brought, to: Path, *, may_ask: bool, replaced: bool) -> Import:
    """The import; on a terminal, whoever brought a table without a clear header is asked for its columns."""
    try:
        return _bring(ctx, brought, to, replaced=replaced)
    except UnknownKindError as error:
        raise UnreadableError(f"{error} Use --format for that.") from None
    except UnclearError as error:
        if not may_ask or not sys.stdin.isatty():
            raise UnreadableError(f"{error} Use --columns for that.") from None
        typer.echo(str(error), err=True)
        told = tuple(name.strip() for name in str(typer.prompt("Columns", err=True)).split(","))
        return _bring(ctx, replace(brought, columns=told), to, replaced=replaced)


def _bring(ctx: typer.Context, brought: Brought, to: Path, *, replaced: bool) -> Import:
    """The import, by the ids that stand elsewhere; those of an import that is to be `replaced` are free."""
    catalogue, _ = load_catalogue([BUILT_IN, *([to] if is_folder(to) else [])])
    freed = set(places_of(to, brought.title or bring(brought).title)) if replaced else set()
    used, kept = set[str](), set[str]()
    for file in catalogue.files:
        ids = used if freed.isdisjoint((file.path, file.path.parent)) else kept
        ids.update(question.id for question in file.questions)
    return bring(brought, used, outside(ctx).render, kept)


def export_packs(
    ctx: typer.Context,
    path: Annotated[Path, typer.Argument(metavar="PATH", readable=False, help="A pack file, or a directory of packs.")],
    *,
    to: Annotated[Path, typer.Option("--to", metavar="FILE", readable=False, help="The file to write.")],
    form: Annotated[
        str,
        typer.Option(
            "--format", metavar="NAME", help=f"One of {WRITTEN}; by default, the one that the file's ending indicates."
        ),
    ] = "",
    topic: Annotated[str, typer.Option(metavar="NAME", help="Only this topic of a directory.")] = "",
    as_json_too: AsJson = False,
) -> None:
    """Export a pack as another program's file. What that program cannot hold is listed, item by item."""
    try:
        target = _target(form, to)
        pack = _pack(_files(path, topic))
        data, report = take_out(replace(pack, at=outside(ctx).now or pack.at), target)
        _check_ending(target, data, to)
        _write_export(to, data, path)
    except UnreadableError as error:
        _refuse(str(error), as_json_too=as_json_too)
    except PackError as error:
        _refuse("\n".join(map(str, error.problems)), as_json_too=as_json_too)
    _print(report, as_json_too=as_json_too)


def _write_export(to: Path, data: bytes, path: Path) -> None:
    try:
        if to.exists() and to.samefile(path):
            raise UnreadableError(f"{to} is the pack itself. Name another file with --to.")
        write_whole(to, data)
    except OSError as error:
        raise UnreadableError(unwritten(to, error)) from error


def _check_ending(target: Target, data: bytes, to: Path) -> None:
    """Raise `UnreadableError` where the file would hold something else than its name says."""
    ending = ending_of(target, data)
    if ending != target.ending and to.suffix.lower() != ending:
        raise UnreadableError(
            f"This pack has too many questions for one file. Write an archive of several: --to {to.stem}{ending} "
            f"--format {target.name}."
        )


def _target(form: str, to: Path) -> Target:
    if form in TARGETS:
        return TARGETS[form]
    found = [target for target in TARGETS.values() if target.ending == to.suffix.lower()]
    if form or not found:
        said = (
            f"'{one_line(form)[:30]}' is not a format"
            if form
            else f"The ending of {named(to)} does not indicate a format"
        )
        raise UnreadableError(f"{said}. Give --format with one of {WRITTEN}.")
    return found[0]


def _files(path: Path, topic: str) -> list[PackFile]:
    """The pack files of a path, on one topic if it is named. Raises `UnreadableError` where there is none."""
    try:
        path.stat()
    except OSError as error:
        raise UnreadableError(why_unread(path, error)) from error
    if path.is_dir():
        refuse_closed(path)
    files = _in_order(path) if path.is_dir() else (load_file(path),)
    found = [file for file in files if not topic or file.topic == topic]
    if not found:
        raise UnreadableError(f"There are no questions in {path}{f' on {one_line(topic)[:40]}' if topic else ''}.")
    return found


def _in_order(directory: Path) -> tuple[PackFile, ...]:
    """The files of a directory that can be used; what is wrong with the others is said."""
    catalogue, problems = load_catalogue([directory])
    for problem in problems:
        if problem.severity == "error":
            typer.echo(str(problem), err=True)
    return catalogue.files


def _pack(files: list[PackFile]) -> Pack:
    topics = {file.topic: file.title or plain_title(file.topic) for file in files}
    title = next(iter(topics.values())) if len(topics) == 1 else "Recall"
    questions = [question for file in files for question in file.questions]
    return Pack(title, files[0].topic, questions, [file.subtopic for file in files for _ in file.questions])


def new_pack(
    file: Annotated[
        Path, typer.Argument(metavar="FILE", readable=False, help="The file to create, such as biology.yaml.")
    ],
    *,
    title: Annotated[
        str, typer.Option(metavar="TEXT", help="What to call its topic; by default, the file's name.")
    ] = "",
) -> None:
    """Create your own pack with one item of each kind to replace."""
    if file.suffix.lower() not in (".yaml", ".yml"):
        _refuse(f"{file} must end in .yaml.", as_json_too=False)
    called = one_line(title) or plain_title(file.stem.replace("-", "_").replace(" ", "_"))
    try:
        write_new(file, starter(called[:60]).encode())
    except FileExistsError:
        _refuse(f"{file} already exists. Name a file that does not exist yet.", as_json_too=False)
    except OSError as error:
        _refuse(unwritten(file, error), as_json_too=False)
    typer.echo(f"{file} has one item of each kind: replace them, then run `recall packs check {file}`.")


def _print(report: Report, *, as_json_too: bool) -> None:
    typer.echo(json.dumps(as_json(report), ensure_ascii=False) if as_json_too else as_text(report))


def _refuse(why: str, *, as_json_too: bool) -> NoReturn:
    """Nothing is taken, and why."""
    if as_json_too:
        nothing = {"taken": 0, "changed": 0, "refused": 0, "lines": [], "notes": [], "error": why}
        typer.echo(json.dumps(nothing, ensure_ascii=False))
    else:
        typer.echo(why, err=True)
    raise typer.Exit(1)
