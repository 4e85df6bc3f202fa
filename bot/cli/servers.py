"""`recall servers`: what each server takes."""

import asyncio
import json
from typing import Annotated

import typer

from bot.cli.refusing import refusing
from bot.cli.running import read_settings
from bot.storage.by_server import Stored
from bot.storage.by_server import servers as stored_of
from bot.storage.commands import refuse_unfit, size_of
from bot.storage.database import reading
from bot.storage.place import Place

HEAD = f"{'server':<20} {'people':>7} {'games':>7} {'last game':<10} {'storage':>9}"


def servers(
    *,
    most: Annotated[int, typer.Option("--most", metavar="N", help="List at most this many.", min=1)] = 50,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object per server, for programs.")] = False,
) -> None:
    """List the servers with what is stored for each, largest first. Safe while the bot is running."""
    place = read_settings().database
    with refusing(place):
        refuse_unfit(place)
        found = asyncio.run(_servers(place))
        size = size_of(place)
    if not as_json:
        typer.echo(HEAD)
    for one in found[:most]:
        typer.echo(_as_json(one, size) if as_json else _line(one, size))
    if not as_json:
        rest = f"; the {most} largest are listed (`--most`)" if len(found) > most else ""
        typer.echo(f"{len(found)} server{'' if len(found) == 1 else 's'}{rest}. `recall block ID` blocks one.")


async def _servers(place: Place) -> list[Stored]:
    async with reading(place) as engine:
        return await stored_of(engine)


def _bytes(one: Stored, size: int) -> int:
    """Its part of the file, by its rows."""
    return round(size * one.rows / one.of_all) if one.of_all else 0


def _line(one: Stored, size: int) -> str:
    seen = one.seen.date().isoformat() if one.seen else "never"
    storage = f"{_bytes(one, size) / 1e6:,.1f} MB"
    return f"{one.guild_id:<20} {one.people:>7} {one.games:>7} {seen:<10} {storage:>9}"


def _as_json(one: Stored, size: int) -> str:
    told = {"server": str(one.guild_id), "people": one.people, "games": one.games, "bytes": _bytes(one, size)}
    return json.dumps(told | {"last_game": one.seen.isoformat() if one.seen else None})
