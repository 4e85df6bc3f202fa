"""`recall cluster`: which processes run the bot together, who has which shards, and one that is to give its away."""

from pathlib import Path
from typing import Annotated

import typer

from bot.cli.refusing import refuse, refuse_database
from bot.cli.running import read_settings
from bot.cluster.api import Member, Seen, drain, look_at
from bot.storage.errors import DatabaseError
from bot.storage.place import Place, shown

ON_A_FILE = "{} is a file, which one process uses alone. A cluster needs a database on a PostgreSQL server."
HEAD = f"{'process':<52} {'version':<9} {'heard':>8}  state"
NOBODY = "No process of a cluster is running on this database."
UNKNOWN = "No process named {} is running. `recall cluster` lists them."
DRAINING = "{} gives its shards to the others and takes no more until it is restarted."

cluster = typer.Typer(help="Show the processes of a cluster, or move shards off one.", invoke_without_command=True)


@cluster.callback(invoke_without_command=True)
def show(context: typer.Context) -> None:
    """List the processes of a cluster and their shards; exit status 1 if one is missing or none could take over."""
    if context.invoked_subcommand is not None:
        return
    place = _server()
    try:
        seen = look_at(place)
    except DatabaseError as error:
        refuse_database(place, error)
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
    try:
        known = drain(place, name)
    except DatabaseError as error:
        refuse_database(place, error)
    if not known:
        refuse(UNKNOWN.format(name))
    typer.echo(DRAINING.format(name))


def problems(seen: Seen) -> list[str]:
    """What is wrong, in words."""
    if not seen.there:
        return [NOBODY]
    if free := [str(lease.part) for lease in seen.leases if lease.free]:
        return [f"Shards without a process: {', '.join(free)}. The others take them over within seconds."]
    if len(seen.there) == 1:
        return ["Only one process is running: if it stops, nobody takes over."]
    return []


def _line(member: Member, seen: Seen) -> str:
    return f"{member.name:<52} {member.program:<9} {member.silent_s:>6.1f} s  {_state(member, seen)} ({member.cluster})"


def _state(member: Member, seen: Seen) -> str:
    if not member.there:
        return "gone"
    has = [str(lease.part) for lease in seen.leases if lease.owner == member.name and not lease.free]
    plays = f"shard{'s' if len(has) > 1 else ''} {', '.join(has)} of {len(seen.leases)}" if has else "stands by"
    return f"{plays}, draining" if member.leaving else plays


def _server() -> Place:
    place = read_settings().database
    if isinstance(place, Path):
        refuse(ON_A_FILE.format(shown(place)))
    return place
