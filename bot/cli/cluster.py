"""`recall cluster`: which processes run the bot together, and which one has it."""

from pathlib import Path

import typer

from bot.cli.refusing import refuse, refuse_database
from bot.cli.running import read_settings
from bot.cluster.api import Member, Seen, look_at
from bot.storage.errors import DatabaseError
from bot.storage.place import shown

ON_A_FILE = "{} is a file, which one process uses alone. A cluster needs a database on a PostgreSQL server."
HEAD = f"{'process':<52} {'version':<9} {'heard':>8}  state"


def cluster() -> None:
    """List the processes of a cluster and which one has the bot; exit status 1 if none has it or none stands by."""
    place = read_settings().database
    if isinstance(place, Path):
        refuse(ON_A_FILE.format(shown(place)))
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


def problems(seen: Seen) -> list[str]:
    """What is wrong, in words."""
    if not seen.there:
        return ["No process of a cluster is running on this database."]
    if any(lease.free for lease in seen.leases):
        return ["No process has the bot just now. One that stands by takes over within seconds."]
    if len(seen.there) == 1:
        return ["No process stands by: if this one stops, nobody takes over."]
    return []


def _line(member: Member, seen: Seen) -> str:
    has = any(lease.owner == member.name and not lease.free for lease in seen.leases)
    state = "has the bot" if has else "stands by" if member.there else "gone"
    return f"{member.name:<52} {member.program:<9} {member.silent_s:>6.1f} s  {state} ({member.cluster})"
