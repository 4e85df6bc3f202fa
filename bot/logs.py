"""How the program tells what it does: one line per event, for people or for machines."""

import logging
import re
import sys
from typing import Any

import aiohttp
import discord
import structlog

from bot.settings import LogFormat

OUTAGES = (OSError, aiohttp.ClientError, discord.HTTPException, discord.GatewayNotFound, discord.ConnectionClosed)
"""What a connection to Discord ends with, and what is no fault of anybody here (a time-out is an `OSError`)."""

_REPLY_ADDRESS = re.compile(r"/(webhooks|interactions)/(\d+)/[\w.~-]+")


def _without_reply_tokens(_: object, __: str, line: Any) -> Any:
    """Whoever reads the address of a reply could answer in our name for a quarter of an hour."""
    return _REPLY_ADDRESS.sub(r"/\1/\2/[hidden]", line)


def _shorter(record: logging.LogRecord) -> bool:
    """The library tells of each lost connection with a traceback; which one and why is enough."""
    error = record.exc_info[1] if record.exc_info else None
    if record.name.startswith("discord") and isinstance(error, OUTAGES):
        record.msg, record.args = f"{record.getMessage()} ({type(error).__name__}: {error})", ()
        record.exc_info = None
    return True


def configure(form: LogFormat) -> None:
    """Send our events, and the warnings of the libraries, to standard error."""
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    renderer: structlog.typing.Processor = (
        structlog.processors.JSONRenderer()
        if form is LogFormat.JSON
        # The plain formatter: the richer ones print local variables, and with them tokens and answers.
        else structlog.dev.ConsoleRenderer(colors=False, exception_formatter=structlog.dev.plain_traceback)
    )
    ending = [structlog.processors.format_exc_info] if form is LogFormat.JSON else []
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                *ending,
                renderer,
                _without_reply_tokens,
            ],
        )
    )
    handler.addFilter(_shorter)
    logging.basicConfig(handlers=[handler], level=logging.WARNING, force=True)
    # A tick that finds the last one still at work is simply left out.
    logging.getLogger("apscheduler").setLevel(logging.ERROR)
    for ours in ("bot", "cogs"):
        logging.getLogger(ours).setLevel(logging.INFO)
