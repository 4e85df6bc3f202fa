"""`recall health`: how the running bot is, for people and for containers."""

import http.client

import typer

from bot.cli.refusing import MAY_PASS, refuse
from bot.cli.running import read_settings
from bot.doctor.running import NOT_RECALL, ask, reached


def health() -> None:
    """Ask the running bot for its health; exit status 1 if it is unhealthy or does not answer."""
    settings = read_settings()
    if settings.health_port == 0:
        refuse("RECALL_HEALTH_PORT is 0, so health is turned off.")
    try:
        told = ask(settings)
    except (OSError, http.client.HTTPException, ValueError) as error:
        why = error.strerror or str(error) if isinstance(error, OSError) else NOT_RECALL
        refuse(f"No Recall answers on {reached(settings)}:{settings.health_port}: {why}.", MAY_PASS)
    typer.echo(told.text)
    raise typer.Exit(int(not told.is_well))
