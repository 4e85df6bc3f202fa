"""A stranger's file is read in a process of its own, which can be stopped: whatever it holds, it holds up nobody.

A thread would not do: a regular expression can go through a file for minutes, and no other thread runs meanwhile.
"""

import asyncio
import os
import pickle
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from bot.exchange.draft import UnreadableError
from bot.exchange.importing import Brought, bring
from bot.exchange.report import Line
from bot.exchange.taking import Import, Unfit, why_unfit

SECONDS = 30.0
"""A file of the largest size takes a few."""

MOST_BYTES = 1 << 30
"""Of memory, for reading one file."""

TOO_LONG = f"Reading this file takes longer than {SECONDS:.0f} seconds. Save it in another format, or split it."
TOO_MUCH = "Reading this file takes too much memory, or the file is damaged. Save it in another format, or split it."
NOT_NOW = "Recall cannot read files just now. Try again in a few minutes."

AT_ONCE = 2
"""Files are read at a time."""

MOST_AT_HAND = 8
"""Files at most that are being read or wait for it: the last of them waits a few minutes at worst."""


class Readers:
    """Threads of their own in which strangers' files are read, in turn: who waits holds up no other work."""

    def __init__(self) -> None:
        self._threads = ThreadPoolExecutor(AT_ONCE, "files")
        self._at_hand = 0

    async def bring(self, brought: Brought, unfit: Unfit | None = None) -> Import:
        """As `bring_apart`. Raises `UnreadableError`, also where too many files wait already."""
        if self._at_hand >= MOST_AT_HAND:
            raise UnreadableError(NOT_NOW)
        self._at_hand += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._threads, bring_apart, brought, unfit)
        finally:
            self._at_hand -= 1


READERS = Readers()
"""Those of this process."""


def bring_apart(brought: Brought, unfit: Unfit | None = None, seconds: float = SECONDS) -> Import:
    """The same as `bring` of a file from anybody; `unfit` runs here. It takes a while: `Readers` call it in a thread.

    Raises `UnreadableError`, also where it takes longer than so many seconds.
    """
    result = _read(brought, seconds)
    if isinstance(result, UnreadableError):
        raise result
    return _fitting(result, unfit) if unfit else result


def _fitting(found: Import, unfit: Unfit) -> Import:
    """Without what no screen can show, which gets a line in the report."""
    kept, lines = [], []
    for one in found.items:
        if why := why_unfit(one.question, unfit):
            lines.append(Line(one.place, one.question.asking, "refused", why))
        else:
            kept.append(one)
    report = replace(found.report, taken=len(kept), lines=(*found.report.lines, *lines))
    return replace(found, items=tuple(kept), report=report)


def _read(brought: Brought, seconds: float) -> Import | UnreadableError:
    command = [sys.executable, "-m", "bot.exchange.apart"]
    try:
        done = subprocess.run(  # noqa: S603 - our own program
            command,
            input=pickle.dumps(brought),
            capture_output=True,
            timeout=seconds,
            env={"PYTHONPATH": str(Path(__file__).resolve().parents[2]), "PATH": os.environ.get("PATH", "")},
            check=False,
        )
    except subprocess.TimeoutExpired:
        return UnreadableError(TOO_LONG)
    except OSError:
        return UnreadableError(NOT_NOW)
    if done.returncode:
        return UnreadableError(TOO_MUCH)
    result: Import | UnreadableError = pickle.loads(done.stdout)  # noqa: S301 - our own process wrote it
    return result


def main() -> None:
    """Read the file that comes in, and write what was found, both as Python objects."""
    _be_modest()
    brought: Brought = pickle.load(sys.stdin.buffer)  # noqa: S301 - our own process wrote it
    result: Import | UnreadableError
    try:
        result = bring(brought)
    except UnreadableError as error:
        result = error
    sys.stdout.buffer.write(pickle.dumps(result))


def _be_modest() -> None:
    """Give way to the bot, and take no more memory than is meant for it, where the system knows such limits."""
    with suppress(ImportError, OSError, ValueError):
        import resource

        os.nice(10)
        resource.setrlimit(resource.RLIMIT_AS, (MOST_BYTES, MOST_BYTES))


if __name__ == "__main__":
    main()
