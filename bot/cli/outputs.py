"""What a command says and cannot: on a full disk, or into a pipe that nobody reads any more."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from io import BufferedWriter, FileIO, TextIOWrapper
from typing import Any

UNWRITTEN = 3
"""The status of a command whose output was lost, whatever it would have been: it may have gone well."""


class _Output(TextIOWrapper):
    """One of the standard streams; it remembers why something could not be written, whoever tried."""

    why = ""

    def write(self, text: str, /) -> int:
        try:
            return super().write(text)
        except OSError as error:
            self._lost(error)
            raise

    def flush(self) -> None:
        try:
            super().flush()
        except OSError as error:
            self._lost(error)
            raise

    def _lost(self, error: OSError) -> None:
        self.why = self.why or error.strerror or str(error)

    def settle(self) -> str:
        """Why something said is lost; empty where all of it is written. The interpreter finds nothing left to write."""
        with suppress(OSError):
            self.flush()
        if self.why:
            os.dup2(os.open(os.devnull, os.O_WRONLY), self.fileno())
        return self.why


@contextmanager
def told_or_not() -> Iterator[None]:
    """Have the body's failure to say something be a sentence and a status of its own, and no traceback."""
    out, err = _remembering(sys.stdout) if sys.stdout else _closed(), _remembering(sys.stderr)
    sys.stdout, sys.stderr = out or sys.stdout, err or sys.stderr
    try:
        yield
    finally:
        why = out.settle() if out else ""
        if why:
            with suppress(OSError):
                print(f"The output could not be written: {why}. Write it elsewhere to see it.", file=err)
        if err:
            err.settle()  # a service that cannot write its log still ends with the status that it has
        if why:
            sys.exit(UNWRITTEN)


def _closed() -> _Output:
    """What stands for an output that the caller has closed: as to that one, nothing can be written to it."""
    return _Output(BufferedWriter(FileIO(os.open(os.devnull, os.O_RDONLY), "w")), "utf-8")


def _remembering(stream: Any) -> _Output | None:
    """The same stream, remembering; None where it is of another kind, as in a test."""
    if not isinstance(stream, TextIOWrapper):
        return None
    at_each_line, at_once = stream.line_buffering, stream.write_through
    return _Output(stream.buffer, stream.encoding, stream.errors, line_buffering=at_each_line, write_through=at_once)
