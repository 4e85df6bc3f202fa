"""`recall doctor`: a check-up of the installation."""

import asyncio
from typing import Annotated

import typer

from bot.cli.running import read_settings
from bot.doctor.discord_side import check_discord
from bot.doctor.finding import Finding, Level
from bot.doctor.machine import check_machine
from bot.settings import Settings

Clear = Annotated[
    bool, typer.Option("--clear-server-commands", help="Remove servers' own copies of commands, which appear twice.")
]


def doctor(*, clear: Clear = False) -> None:
    """Check token, permissions, volume, database, disk, clock, packs; exit status 1 if there is a problem."""
    findings = asyncio.run(_look(read_settings(), clear=clear))
    raise typer.Exit(int(any(finding.level is Level.BAD for finding in findings)))


async def _look(settings: Settings, *, clear: bool) -> list[Finding]:
    """Every finding, told as soon as it is made."""
    findings = []
    for finding in check_machine(settings):
        typer.echo(finding.line())
        findings.append(finding)
    async for finding in check_discord(settings, clear=clear):
        typer.echo(finding.line())
        findings.append(finding)
    return findings
