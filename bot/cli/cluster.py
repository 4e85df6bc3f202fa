"""`recall cluster`: which processes run the bot together, who has which shards, and one that is to give its away."""

import threading
import time
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from bot.cli.refusing import MAY_PASS, refuse, refusing
from bot.cli.running import read_settings
from bot.cluster.api import Member, NotRolledError, Seen, Watch, drain, in_words, look_at, roll
from bot.storage.place import Place, shown

ON_A_FILE = "{} is a file, which one process uses alone. A cluster needs a database on a PostgreSQL server."
HEAD = f"{'process':<52} {'version':<9} {'heard':>8}  state"
NOBODY = "No process of a cluster is running on this database."
UNKNOWN = "No process named {} is running. `recall cluster` lists them."
ROLLED = "All processes have been replaced."
NOBODY_ELSE = (
    "No other process could take the shards of {}: none is running that is not draining. Start another one, or restart "
    "one that is draining."
)
ALL_DRAIN = "All processes are draining, so they keep their shards. Restart one of them."
DRAINING = "{} gives its shards to the others and takes no more until it is restarted, unless no other process is left."

cluster = typer.Typer(
    help="Show the processes of a cluster, move shards off one, or replace them all.", invoke_without_command=True
)


@cluster.callback(invoke_without_command=True)
def show(context: typer.Context) -> None:
    """List the processes of a cluster and their shards; exit status 1 if one is missing or none could take over."""
    if context.invoked_subcommand is not None:
        return
    place = _server()
    with refusing(place):
        seen = look_at(place)
    if seen.members:
        typer.echo(HEAD)
    for member in seen.members:
        typer.echo(_line(member, seen))
    for problem in problems(seen):
        typer.echo(problem, err=True)
    raise typer.Exit(int(bool(problems(seen))))


@cluster.command("drain")
def drain_one(
    name: Annotated[str, typer.Argument(metavar="NAME", help="A process, as `recall cluster` names it.")],
) -> None:
    """Have a process give its shards to the others, one after the other, in the middle of their games."""
    place = _server()
    with refusing(place):
        seen = look_at(place)
        if name in seen.there and not seen.there - seen.leaving - {name}:
            refuse(NOBODY_ELSE.format(name), MAY_PASS)
        known = drain(place, name)
    if not known:
        refuse(UNKNOWN.format(name))
    typer.echo(DRAINING.format(name))


@cluster.command("roll")
def roll_all() -> None:
    """Replace all processes, one after the other: each hands over its shards and ends; what runs it starts it again."""
    place = _server()
    watch = Watch(time.monotonic, partial(threading.Event().wait, 1))
    try:
        with refusing(place):
            roll(partial(look_at, place), partial(drain, place, end=True), typer.echo, watch)
    except NotRolledError as error:
        refuse(str(error), 1)
    typer.echo(ROLLED)


def problems(seen: Seen) -> list[str]:
    """What is wrong, in words."""
    if not seen.there:
        return [NOBODY]
    if free := seen.free:
        return [f"Shards without a process: {', '.join(map(str, free))}. The others take them over within seconds."]
    if len(seen.there) > 1 and seen.there <= seen.leaving:
        return [ALL_DRAIN]
    if len(seen.there) == 1:
        return ["Only one process is running: if it stops, nobody takes over."]
    return []


def _line(member: Member, seen: Seen) -> str:
    return f"{member.name:<52} {member.program:<9} {member.silent_s:>6.1f} s  {_state(member, seen)} ({member.cluster})"


def _state(member: Member, seen: Seen) -> str:
    if not member.there:
        return "gone"
    has = in_words(seen.parts_of(member.name))
    plays = f"{has} of {len(seen.leases)}" if has else "stands by"
    leaves = ", ending" if member.ending else ", draining" if member.leaving else ""
    return plays + leaves


def _server() -> Place:
    place = read_settings().database
    if isinstance(place, Path):
        refuse(ON_A_FILE.format(shown(place)))
    return place
