"""SIGTERM and Ctrl-C: an orderly end, and a sudden one where something hangs."""

import asyncio
import os
import signal
import threading
from types import FrameType

import structlog

PATIENCE_S = 9.3
"""Orderly takes less; with what the interpreter needs to end, the whole stays within ten seconds."""

_log = structlog.get_logger("bot")


class Stop:
    """Listens from the moment at which it is made. What was acknowledged is on the disk: a sudden end loses nothing."""

    def __init__(self) -> None:
        self._event: asyncio.Event | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._told = False
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._tell)

    def event(self) -> asyncio.Event:
        """An event of the running loop, set when the signal comes or has come."""
        self._event, self._loop = asyncio.Event(), asyncio.get_running_loop()
        if self._told:
            self._event.set()
        return self._event

    def _tell(self, number: int, frame: FrameType | None) -> None:  # noqa: ARG002 - as the interpreter calls it
        if not self._told:
            self._told = True
            last = threading.Timer(PATIENCE_S, _leave_at_once)
            last.daemon = True
            last.start()
        if self._loop is not None and self._event is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._event.set)


def _leave_at_once() -> None:
    _log.warning("something hangs; left without waiting for it")
    os._exit(0)
