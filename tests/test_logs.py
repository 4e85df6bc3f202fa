"""What reaches the log, and what must not."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator

import pytest
import structlog

from bot.logs import configure
from bot.settings import LogFormat

ADDRESS = "https://discord.com/api/v10/webhooks/123/aW50ZXJhY3Rpb246MTIz.secret_-~/messages/@original"


@pytest.fixture(autouse=True)
def _as_before() -> Iterator[None]:
    handlers, level = logging.root.handlers[:], logging.root.level
    yield
    logging.root.handlers[:] = handlers
    logging.root.setLevel(level)
    structlog.reset_defaults()


@pytest.mark.parametrize("form", list(LogFormat))
def test_the_address_of_a_reply_is_no_business_of_the_log(form: LogFormat, capsys: pytest.CaptureFixture[str]) -> None:
    """A library that names the address of a request, in a line or in an error, does not give its token away."""
    configure(form)
    logging.getLogger("discord.http").warning("We are being rate limited. PATCH %s responded with 429.", ADDRESS)
    logging.getLogger("discord.client").error("It broke", exc_info=ValueError(ADDRESS))
    written = capsys.readouterr().err
    assert "webhooks/123/[hidden]/messages" in written
    assert "It broke" in written
    assert "secret" not in written


def test_a_line_for_machines_is_an_object(capsys: pytest.CaptureFixture[str]) -> None:
    """In JSON a line has its time, its level, what happened, and the game that it is about."""
    configure(LogFormat.JSON)
    with structlog.contextvars.bound_contextvars(game=7):
        structlog.get_logger("bot.somewhere").warning("a message must wait", card="q1")
    line = json.loads(capsys.readouterr().err)
    assert line.pop("timestamp").endswith("Z")
    assert line == {"level": "warning", "event": "a message must wait", "card": "q1", "game": 7}
