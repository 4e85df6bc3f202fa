"""Asking the bot that runs for its health, from another process."""

import http.client
import json
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from bot.doctor.finding import Finding, bad
from bot.settings import Settings

TIMEOUT_S = 5
LONGEST = 1_000_000
OF_ALL = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104
"""Where a bot is asked that listens on all of the machine's addresses of a kind."""

NOT_RECALL = "another program answers there; check RECALL_HEALTH_HOST and RECALL_HEALTH_PORT"


@dataclass(frozen=True, slots=True)
class Told:
    """What it answers, as it came, and what is wrong by that."""

    text: str
    is_well: bool
    problems: list[str]


def reached(settings: Settings) -> str:
    """The address at which it is asked."""
    return OF_ALL.get(settings.health_host, settings.health_host)


def ask(settings: Settings) -> Told:
    """Ask it. Raises `OSError`, `HTTPException`, and `ValueError` where somebody else answers."""
    connection = http.client.HTTPConnection(reached(settings), settings.health_port, timeout=TIMEOUT_S)
    try:
        connection.request("GET", "/health")
        response = connection.getresponse()
        text = response.read(LONGEST).decode()
    finally:
        connection.close()
    told = json.loads(text)
    if not (isinstance(told, dict) and {"status", "problems", "gateway", "writer"} <= told.keys()):
        raise ValueError(NOT_RECALL)
    return Told(text, response.status == http.client.OK, [str(one) for one in told["problems"]])


def check_running(settings: Settings, path: Path) -> Iterator[Finding]:
    """Whether the bot that runs on a database has lost sight of it: at its path there is nothing then, or another."""
    with suppress(OSError, http.client.HTTPException, ValueError):  # nobody answers, or somebody else
        told = ask(settings).problems if settings.health_port else []
        yield from (bad("database", one, "") for one in told if one.startswith(str(path.absolute())))
