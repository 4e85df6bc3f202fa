"""`recall packs analyze`: how questions work, from first attempts."""

import asyncio
import json
from collections.abc import Sequence
from dataclasses import asdict
from typing import Annotated

import typer

from bot.cli.refusing import refusing
from bot.cli.running import read_settings
from bot.learning.service import Given
from bot.learning.store import SqlHistory
from bot.packs import content
from bot.packs.catalogue import load_catalogue
from bot.packs.stocking import all_of
from bot.reports.analysis import item_reports
from bot.storage.commands import refuse_unfit
from bot.storage.database import reading
from bot.storage.place import Place
from bot.study.items import ItemReport, NotEnough


def analyze(
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Report how each question performs by first attempts: facility, discrimination, and distractors.

    Safe beside a running bot. Figures that would rest on too few answers are not given.
    """
    settings = read_settings()
    with refusing(settings.database):
        refuse_unfit(settings.database)
        attempts = asyncio.run(_attempts(settings.database))
    catalogue, _ = load_catalogue(settings.pack_directories)
    reports = item_reports(attempts, all_of(catalogue, settings.pack_directories))
    typer.echo(json.dumps([asdict(one) for one in reports]) if as_json else _as_text(reports))


async def _attempts(place: Place) -> list[tuple[int, Given]]:
    async with reading(place) as engine:
        return await SqlHistory(engine, content).first_attempts()


def _as_text(reports: Sequence[ItemReport]) -> str:
    lines = [line for report in reports for line in _lines(report)]
    known = sum(not isinstance(report.facility, NotEnough) for report in reports)
    return "\n".join([*lines, f"{len(reports)} questions were answered, {known} often enough to tell."])


def _lines(report: ItemReport) -> list[str]:
    if isinstance(report.facility, NotEnough):
        return []
    told = [f"{report.item}: {report.facility:.0%} right of {report.attempts}"]
    if isinstance(report.discrimination, float):
        told.append(f"discrimination {report.discrimination:.2f}")
    lines = [", ".join(told)]
    if not isinstance(report.distractors, NotEnough):
        idle = [one.option for one in report.distractors if not one.works]
        lines += [f"  hardly ever chosen: {option}" for option in idle]
    if not isinstance(report.look_again, NotEnough):
        lines += [f"  LOOK AT THE KEY AGAIN: strong players choose “{option}”" for option in report.look_again]
    return lines
