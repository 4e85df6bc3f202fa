"""What Recall said during a day."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import structlog
from structlog.testing import LogCapture

NO_DATE = "0000-00-00T"


@dataclass
class Log:
    """Its events, each as a text that begins as a line of the true log does."""

    events: list[str] = field(default_factory=list)

    def said(self) -> str:
        return "\n".join(self.events)

    def add(self, level: str, text: str, error: BaseException | None = None) -> None:
        told = "".join(traceback.format_exception(error)) if error is not None else ""
        self.events.append(f"{NO_DATE} [{level}] {text}\n{told}")


class _Told(LogCapture):
    def __init__(self, log: Log) -> None:
        super().__init__()
        self._log = log

    def __call__(self, _: Any, method: str, event: Any) -> Any:
        if method in ("warning", "error", "critical"):
            error = event.pop("exc_info", None)
            text = " ".join(str(value) for value in event.values())
            self._log.add(method, text, error if isinstance(error, BaseException) else None)
        raise structlog.DropEvent


class _Heard(logging.Handler):
    """What the libraries say. Their record of an exception is what the program's log would show."""

    def __init__(self, log: Log) -> None:
        super().__init__(logging.WARNING)
        self._log = log

    def emit(self, record: logging.LogRecord) -> None:
        error = record.exc_info[1] if record.exc_info else None
        self._log.add(record.levelname.lower(), record.getMessage(), error)


@contextmanager
def kept(*loggers: str) -> Iterator[Log]:
    """The log of what is said while the body runs, by Recall and by these libraries."""
    log = Log()
    heard, before = _Heard(log), structlog.get_config()["processors"]
    processors = [structlog.contextvars.merge_contextvars, _Told(log)]
    held = [(logging.getLogger(name), logging.getLogger(name).propagate) for name in loggers]
    before_that = [*before]
    try:
        before.clear()
        before += processors
        for logger, _ in held:
            logger.addHandler(heard)
            logger.propagate = False
        yield log
    finally:
        before[:] = before_that
        for logger, propagated in held:
            logger.removeHandler(heard)
            logger.propagate = propagated
