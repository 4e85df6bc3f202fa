"""SIGTERM, Ctrl-C, and a terminal that is closed: an orderly end, and a sudden one where something hangs."""

import asyncio
import os
import signal
import threading
from collections.abc import Iterator
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
        self._told: signal.Signals | None = None
        for number in _signals():
            signal.signal(number, self._tell)

    def event(self) -> asyncio.Event:
        """An event of the running loop, set when the signal comes or has come.

        Until it is asked for, a signal ends the program where it is: reading all packs for the first time takes a
        while, and nothing has begun yet that has to be left in order.
        """
        self._event, self._loop = asyncio.Event(), asyncio.get_running_loop()
        if self._told:
            self._event.set()
        return self._event

    def _begin(self) -> None:
        """In the loop: a signal may come in the middle of a line of the log."""
        if self._event is not None and self._told is not None and not self._event.is_set():
            _log.info("stopping", signal=self._told.name)
            self._event.set()

    def _tell(self, number: int, frame: FrameType | None) -> None:  # noqa: ARG002 - as the interpreter calls it
        if self._told is None:
            self._told = signal.Signals(number)
            # In a thread: the signal may come in the middle of a line of the log, and what is raised here is lost where
            # it comes in a callback that nothing may fail in.
            leaving = (PATIENCE_S, _leave_at_once) if self._event is not None else (0, self._leave_the_start)
            last = threading.Timer(*leaving)
            last.daemon = True
            last.start()
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._begin)

    def _leave_the_start(self) -> None:
        if self._told is not None:
            _log.info("stopping", signal=self._told.name)
        _be_gone()


def _signals() -> Iterator[signal.Signals]:
    """What asks for an end; a terminal's end only where nobody said, as with nohup, that it is none of ours."""
    yield from (signal.SIGTERM, signal.SIGINT)
    hung_up = getattr(signal, "SIGHUP", None)
    if hung_up is not None and signal.getsignal(hung_up) is not signal.SIG_IGN:
        yield hung_up


def _leave_at_once() -> None:
    _log.warning("the end takes too long; left without waiting for it")
    _be_gone()


def _be_gone() -> None:
    os._exit(0)
