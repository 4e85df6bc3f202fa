"""How the program tells what it does: one line per event, for people or for machines."""

import logging
import re
import sys
from typing import Any

import aiohttp
import discord
import structlog

from bot.delivery.sender import UNAWAITED
from bot.kernel.background import may_pass, reason
from bot.settings import LogFormat

OUTAGES = (OSError, aiohttp.ClientError, discord.HTTPException, discord.GatewayNotFound, discord.ConnectionClosed)
"""What a connection to Discord ends with, and what is no fault of anybody here (a time-out is an `OSError`)."""

_OF_ITS_OWN = ("discord", "sqlalchemy.pool")
"""Libraries that log what they then get over by themselves."""

_REPLY_ADDRESS = re.compile(r"/(webhooks|interactions)/(\d+)/[\w.~-]+")


_MEMBER = re.compile(r"(/members/|/users/|\bUser: )\d+")


def _without_secrets(_: object, __: str, line: Any) -> Any:
    """Whoever reads the address of a reply could answer in our name for a quarter of an hour; a member's names them."""
    return _MEMBER.sub(r"\1[hidden]", _REPLY_ADDRESS.sub(r"/\1/\2/[hidden]", line))


def _is_outage(error: BaseException | None) -> bool:
    """Whether it is the other side, and no request of ours that was wrong."""
    if isinstance(error, discord.HTTPException):
        return error.status >= 500 or error.status == 429 or error.code in UNAWAITED
    return may_pass(error) or isinstance(error, OUTAGES)


def _shorter(record: logging.LogRecord) -> bool:
    """Libraries tell of each lost connection with a traceback and as an error; which one and why is enough.

    An outage is a warning. It is changed in the record itself, so that what counts the lines after this counts it so.
    """
    error = record.exc_info[1] if record.exc_info else None
    if error is None or not record.name.startswith(_OF_ITS_OWN):
        return True
    if _is_outage(error) and record.levelno > logging.WARNING:
        record.levelno, record.levelname = logging.WARNING, logging.getLevelName(logging.WARNING)
    if may_pass(error) or isinstance(error, OUTAGES):
        why = reason(error)
        record.msg, record.args = f"{record.getMessage()} ({type(error).__name__}: {why})", ()
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
                _without_secrets,
            ],
        )
    )
    handler.addFilter(_shorter)
    logging.basicConfig(handlers=[handler], level=logging.WARNING, force=True)
    # A tick that finds the last one still at work is simply left out.
    logging.getLogger("apscheduler").setLevel(logging.ERROR)
    # Of a server that hangs it says over and over that a statement cannot be canceled; we say once that it hangs.
    logging.getLogger("psycopg").setLevel(logging.ERROR)
    for ours in ("bot", "cogs"):
        logging.getLogger(ours).setLevel(logging.INFO)
