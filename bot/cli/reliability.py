"""`recall exams reliability`: how often forecasts of the real exam came true."""

import asyncio
import json
from collections.abc import Sequence
from dataclasses import asdict
from typing import Annotated

import typer

from bot.cli.refusing import refusing
from bot.cli.running import read_settings
from bot.readiness.rules.reliability import Line, Outcome, lines
from bot.readiness.store import outcomes
from bot.storage.commands import refuse_unfit
from bot.storage.database import reading
from bot.storage.place import Place

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help="How often exam forecasts came true.")


@app.callback()
def exams() -> None:
    """What came of forecasts of the real exam."""


@app.command("reliability")
def reliability(
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Show how many passed among people with about the same forecast. Safe while the bot is running.

    It counts who told their result with /exam result and had been shown a forecast for that date, each person once in
    a line; nobody is named.
    Players are shown a line from ten people on.
    """
    place = read_settings().database
    with refusing(place):
        refuse_unfit(place)
        found = lines(asyncio.run(_outcomes(place)))
    typer.echo(json.dumps([asdict(one) for one in found]) if as_json else _as_text(found))


async def _outcomes(place: Place) -> list[Outcome]:
    async with reading(place) as engine:
        return await outcomes(engine)


def _as_text(found: Sequence[Line]) -> str:
    told = [
        f"Of those told {one.low * 100:.0f} to {one.high:.0%}, {one.passed} of {one.of} passed."
        for one in found
        if one.of
    ]
    return "\n".join(told) or "Nobody has reported a result after a forecast yet. Players do that with /exam result."
