"""`packs …` on the command line: check packs, count them, and have them read blind."""

import json
import os
from collections.abc import Iterable
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from bot.kernel.questions import Question
from bot.packs.balancing import balance_file
from bot.packs.blind import read_answers, sheet, take_in
from bot.packs.catalogue import BUILT_IN, TABLES, Catalogue, load_catalogue, pack_paths
from bot.packs.checking.guesser import guess_all, score
from bot.packs.checking.report import check
from bot.packs.files import is_closed, is_file, is_regular, is_there
from bot.packs.generated import FAMILIES, generate
from bot.packs.judging import find_item, judged
from bot.packs.loading import load_file
from bot.packs.outside import outside
from bot.packs.printing import (
    blueprint_lines,
    count,
    counted,
    guess_line,
    guessed_lines,
    report_as_json,
    report_as_text,
)
from bot.packs.problems import PackError, Problem
from bot.packs.reviews import FILE as REVIEWS
from bot.packs.reviews import load_reviews, save_reviews
from bot.packs.schema import json_schema
from bot.packs.tables import Tables, load_tables
from bot.rights import is_folder, unreadable, why_unread
from bot.whole import unwritten

app = typer.Typer(
    no_args_is_help=True, rich_markup_mode=None, help="Check question packs, count them, and have them read blind."
)

LUCK = 0.34
"""A greater chance than of a guess among three says that the rules of the guesser found the key."""

SEEDS_GUESSED = 1500


def _there(paths: list[Path]) -> list[Path]:
    """The paths; one that cannot be looked at ends the command in a sentence."""
    for path in paths:
        try:
            if not path.is_dir() and not is_regular(path):
                _end(f"{path} is not a regular file. Name a file, or a folder.")
            os.scandir(path).close() if path.is_dir() else path.open("rb").close()
        except OSError as error:
            _end(why_unread(path, error))
        if is_closed(path):  # it can be listed, but no file in it can be opened
            _end(unreadable(path))
    return paths


def _end(message: str) -> NoReturn:
    typer.echo(message, err=True)
    raise typer.Exit(2)


def _a_directory(path: Path) -> Path:
    """The same of a directory of packs."""
    if not is_folder(path) and os.path.exists(path):  # noqa: PTH110 - which is false where nobody may look
        _end(f"{path} is not a directory. Name a directory of packs.")
    return _there([path])[0]


def one_there(path: Path) -> Path:
    """The same of one file."""
    if is_folder(path):
        _end(f"{path} is a folder. Name a file in it.")
    if os.path.exists(path) and not is_file(path):  # noqa: PTH110 - which is false where nobody may look
        _end(f"{path} is not a regular file. Name one.")
    return _there([path])[0]


def _answers_there(path: Path) -> Path:
    """The same of answers, which another command may also hand over in a pipe: that is read once, and no sooner."""
    with suppress(OSError):
        if path.is_fifo():
            return path
    return one_there(path)


Paths = Annotated[
    list[Path], typer.Argument(help="Pack files or directories.", metavar="PATH…", readable=False, callback=_there)
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]


def _as_day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(f"{text} is not a date. Give one as YYYY-MM-DD, such as 2026-12-31.") from None


On = Annotated[date | None, typer.Option("--on", parser=_as_day, metavar="YYYY-MM-DD", help="The day to count from.")]
Directory = Annotated[
    Path, typer.Option("--directory", metavar="PATH", readable=False, callback=_a_directory, help="The pack directory.")
]


def _day(ctx: typer.Context, on: date | None) -> date | None:
    return on or outside(ctx).today


@app.command("check")
def check_packs(
    ctx: typer.Context,
    paths: Paths,
    *,
    as_json: AsJson = False,
    strict: Annotated[bool, typer.Option("--strict", help="Fail on warnings too.")] = False,
    on: On = None,
) -> None:
    """Check packs: each finding with its place, its rule, and how to mend it.

    The exit status is 1 where there is an error (with --strict: or a warning), else 0.
    """
    report = check([path.resolve() for path in paths], _day(ctx, on), outside(ctx).render)
    typer.echo(json.dumps(report_as_json(report), ensure_ascii=False) if as_json else report_as_text(report))
    if report.errors or (strict and report.problems):
        raise typer.Exit(1)


@app.command()
def guess(
    paths: Annotated[
        list[Path],
        typer.Argument(help="Pack files or directories.", metavar="[PATH…]", readable=False, callback=_there),
    ] = [BUILT_IN],  # noqa: B006
    *,
    generated: Annotated[bool, typer.Option("--generated", help="Guess the generated families instead.")] = False,
) -> None:
    """List the single-choice items that somebody gets right who knows no AWS, and by which rules."""
    if generated:
        for family in FAMILIES:
            typer.echo("\n".join([family, *guessed_lines(score(guess_all(_drawn(family))))]))
        return
    guesses = guess_all(_questions_of(paths))
    for found in sorted((one for one in guesses if one.chance > LUCK), key=lambda one: (-one.chance, one.item)):
        typer.echo(guess_line(found))
    for line in guessed_lines(score(guesses)):
        typer.echo(line)


@app.command(context_settings={"ignore_unknown_options": True})  # an answer may begin with a minus
def judge(
    file: Annotated[Path, typer.Argument(help="A pack file.", metavar="FILE", readable=False, callback=one_there)],
    item: Annotated[str, typer.Argument(help="The id of an item in it.", metavar="ITEM")],
    text: Annotated[
        str,
        typer.Argument(help="What a player answers: what is typed, or options separated by commas.", metavar="TEXT"),
    ],
) -> None:
    """Say how the game would judge an answer: right, half, wrong or asked (back), and what a player would read."""
    try:
        word, said = judged(find_item(file, item), text)
    except PackError as error:
        _refuse(error.problems)
    typer.echo(f"{word} {said}".rstrip())


@app.command()
def stats(*, as_json: AsJson = False, directory: Directory = BUILT_IN) -> None:
    """Count items, kinds and covered concepts, topic by topic, and the mock exams that they would fill."""
    catalogue, tables = _load(directory)
    counts = count(catalogue, tables)
    if as_json:
        typer.echo(json.dumps(counts))
        return
    for topic, n in counts["topics"].items():
        kinds = ", ".join(f"{kind} {k}" for kind, k in n["kinds"].items())
        total = n["concepts"]["total"]
        if not n["items"] and not total:
            continue  # a topic of Recall's own that this directory has nothing about
        of = f", {n['concepts']['covered']} of {counted(total, 'concept')}" if total else ""
        typer.echo(f"{topic}: {counted(n['items'], 'item')}{f' ({kinds})' if kinds else ''}{of}")
    for line in blueprint_lines(catalogue, tables):
        typer.echo(line)
    typer.echo(f"scenarios: {counts['scenarios']}; guesser that does not know AWS: {counts['guesser']:.1%}")
    typer.echo(f"{counted(counts['items'], 'item')} in all")


@app.command()
def concepts(*, as_json: AsJson = False, directory: Directory = BUILT_IN) -> None:
    """List each concept with its items, and what no item covers."""
    catalogue, tables = _load(directory)
    items = {name: [q.id for q in catalogue.by_concept.get(name, ())] for name in tables.concepts}
    if as_json:
        typer.echo(json.dumps({"concepts": items, "uncovered": [name for name, of in items.items() if not of]}))
        return
    for name, concept in tables.concepts.items():
        typer.echo(f"{name} {concept.title}: {', '.join(items[name]) or 'uncovered'}")
    typer.echo(f"{sum(not of for of in items.values())} of {len(items)} concepts are uncovered")


@app.command()
def blind(paths: Paths, seed: Annotated[int, typer.Option(metavar="NUMBER", help="Shuffles the options.")] = 0) -> None:
    """Print items without their keys, one JSON object per line, for a reader to answer blind."""
    for question in _questions_of(paths):
        typer.echo(json.dumps(sheet(question, seed), ensure_ascii=False))


@app.command()
def review(
    ctx: typer.Context,
    answers: Annotated[
        Path, typer.Argument(help="The answers.", metavar="FILE", readable=False, callback=_answers_there)
    ],
    *,
    on: On = None,
    directory: Directory = BUILT_IN,
) -> None:
    """Take in blind answers (JSON lines), record them with the items' content hashes, and list the disagreements.

    The exit status is 1 where an answer is not the key.
    """
    day = _day(ctx, on)
    if day is None:
        raise typer.BadParameter("Give the day of the reading as YYYY-MM-DD.", param_hint="--on")
    catalogue, _ = _load(directory)
    try:
        reviews = load_reviews(directory) if is_there(directory / REVIEWS) else {}
        otherwise = list(take_in(read_answers(answers), catalogue.questions, reviews, day))
    except PackError as error:
        _refuse(error.problems)
    try:
        save_reviews(directory, reviews)
    except OSError as error:
        _not_written(directory / REVIEWS, error)
    for line in otherwise:
        typer.echo(line)
    typer.echo(f"{len(reviews)} items reviewed, {len(otherwise)} answered differently")
    if otherwise:
        raise typer.Exit(1)


@app.command()
def schema() -> None:
    """Print the JSON Schema of pack files, for completion in editors."""
    typer.echo(json_schema(), nl=False)


@app.command()
def balance(paths: Paths) -> None:
    """Move keys within their items so that they stand evenly at all places; nothing else in the files changes."""
    files = [file for path in paths for file in ([path] if path.is_file() else pack_paths([path]))]
    moved = sum(map(_balanced, files))
    typer.echo(f"{moved} items changed")


def _balanced(file: Path) -> int:
    try:
        return balance_file(file)
    except PackError as error:
        _refuse(error.problems)
    except OSError as error:
        _not_written(file, error)


def _not_written(file: Path, error: OSError) -> NoReturn:
    typer.echo(unwritten(file, error, "work on a copy elsewhere"), err=True)
    raise typer.Exit(1)


def _questions_of(paths: Iterable[Path]) -> list[Question]:
    """The questions of pack files and directories; a file that cannot serve ends the command."""
    files = [file for path in paths for file in ([path] if path.is_file() else pack_paths([path]))]
    try:
        return [question for file in files for question in load_file(file).questions]
    except PackError as error:
        _refuse(error.problems)


def _drawn(family: str) -> list[Question]:
    return [generate(family, seed) for seed in range(SEEDS_GUESSED)]


def _load(directory: Path) -> tuple[Catalogue, Tables]:
    """The catalogue and tables of a directory; what is refused is said on standard error."""
    catalogue, problems = load_catalogue([directory])
    _say(problems)
    if not catalogue.questions and not any(is_there(directory / name) for name in TABLES):
        typer.echo(f"There are no questions in {directory}.", err=True)
        raise typer.Exit(1)
    try:
        return catalogue, load_tables(directory)
    except PackError as error:
        _refuse(error.problems)


def _say(problems: Iterable[Problem]) -> None:
    for problem in problems:
        typer.echo(str(problem), err=True)


def _refuse(problems: Iterable[Problem]) -> NoReturn:
    _say(problems)
    raise typer.Exit(1)
