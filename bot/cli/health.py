"""`recall health`: how the running bot is, for people and for containers."""

import http.client

import typer

from bot.cli.refusing import refuse
from bot.cli.running import read_settings

TIMEOUT_S = 5


def health() -> None:
    """Ask the running bot how it is; exit status 1 if it is not well, or does not answer."""
    settings = read_settings()
    if settings.health_port == 0:
        refuse("RECALL_HEALTH_PORT is 0, so nobody can be asked.")
    host = "127.0.0.1" if settings.health_host in ("0.0.0.0", "::") else settings.health_host  # noqa: S104
    connection = http.client.HTTPConnection(host, settings.health_port, timeout=TIMEOUT_S)
    try:
        connection.request("GET", "/health")
        response = connection.getresponse()
        typer.echo(response.read().decode())
    except OSError as error:
        typer.echo(f"No Recall answers on {host}:{settings.health_port}: {error}", err=True)
        raise typer.Exit(1) from None
    finally:
        connection.close()
    raise typer.Exit(int(response.status != http.client.OK))
