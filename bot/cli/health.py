"""`recall health`: how the running bot is, for people and for containers."""

import http.client
import json

import typer

from bot.cli.refusing import MAY_PASS, refuse
from bot.cli.running import read_settings

TIMEOUT_S = 5
LONGEST = 1_000_000
OF_ALL = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104
"""Where a bot is asked that listens on all of the machine's addresses of a kind."""

NOT_RECALL = "another program answers there; check RECALL_HEALTH_HOST and RECALL_HEALTH_PORT"


def health() -> None:
    """Ask the running bot for its health; exit status 1 if it is unhealthy or does not answer."""
    settings = read_settings()
    if settings.health_port == 0:
        refuse("RECALL_HEALTH_PORT is 0, so health is turned off.")
    host = OF_ALL.get(settings.health_host, settings.health_host)
    connection = http.client.HTTPConnection(host, settings.health_port, timeout=TIMEOUT_S)
    try:
        connection.request("GET", "/health")
        response = connection.getresponse()
        told = _recalls(response.read(LONGEST).decode())
    except (OSError, http.client.HTTPException, ValueError) as error:
        why = error.strerror or str(error) if isinstance(error, OSError) else NOT_RECALL
        refuse(f"No Recall answers on {host}:{settings.health_port}: {why}.", MAY_PASS)
    finally:
        connection.close()
    typer.echo(told)
    raise typer.Exit(int(response.status != http.client.OK))


def _recalls(text: str) -> str:
    """What Recall answers, as it came. Raises `ValueError` for anybody else's answer."""
    told = json.loads(text)
    if not (isinstance(told, dict) and {"status", "problems", "gateway", "writer"} <= told.keys()):
        raise ValueError(NOT_RECALL)
    return text
