"""A heartbeat that lags, told once for each trouble: the library tells of every single beat."""

import logging
import re
from datetime import datetime

import structlog

LOGGER = "discord.gateway"

LOOKS_S = 120.0
"""Longer than two beats at Discord's interval (41 s), so that a trouble is over only when beats came in time again."""

_LATE = re.compile(r"websocket is \S+ behind|heartbeat blocked for more than")

_log = structlog.get_logger(__name__)


class Lagging(logging.Filter):
    """Lets the first line of a shard's trouble pass and counts the others, until a whole look had none."""

    def __init__(self) -> None:
        super().__init__()
        self._counted: dict[object, int] = {}
        self._lately: set[object] = set()

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether the line is to be written. What is not about late heartbeats always is."""
        if not isinstance(record.args, tuple) or not record.args or not _LATE.search(record.getMessage()):
            return True
        shard = record.args[0]
        self._lately.add(shard)
        self._counted[shard] = self._counted.get(shard, 0) + 1
        return self._counted[shard] == 1

    async def look(self, at: datetime) -> None:  # noqa: ARG002 - what came since the last look counts
        """Say what is over."""
        over, self._lately = self._counted.keys() - self._lately, set()
        for shard in over:
            _log.info("heartbeats are in time again", shard=shard, late=self._counted.pop(shard))
