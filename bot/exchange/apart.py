"""A stranger's file is read, and what is in it drawn, in a process of its own: whatever it holds, it holds up nobody.

A thread would not do: a regular expression can go through a file for minutes, and no other thread runs meanwhile. A
process can be stopped, too, and is stopped where it takes too long.
"""

import asyncio
import os
import pickle
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import redirect_stdout, suppress
from dataclasses import replace
from pathlib import Path

from bot.exchange.draft import UnreadableError
from bot.exchange.importing import Brought, bring
from bot.exchange.report import Line
from bot.exchange.taken import MOST_ITEMS, Import, Unfit, why_unfit

SECONDS = 60.0
"""For one file. To read one of the largest size takes a few; every screen of a long question takes a few hundredths."""

MOST_BYTES = 1 << 30
"""Of memory, for reading one file."""

TOO_LONG = f"It takes longer than {SECONDS:.0f} seconds to read, so split it into several files."
TOO_MANY = "It has {items:,} questions, but there is room for only {most:,}, so split it or delete others first."
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

    async def bring(
        self,
        brought: Brought,
        unfit: Unfit | None = None,
        most: int = MOST_ITEMS,
        kept: frozenset[str] = frozenset(),
    ) -> Import:
        """As `bring_apart`. Raises `UnreadableError`, also where too many files wait already."""
        if self._at_hand >= MOST_AT_HAND:
            raise UnreadableError(NOT_NOW)
        self._at_hand += 1
        try:
            loop = asyncio.get_running_loop()
            return await loop.run_in_executor(self._threads, bring_apart, brought, unfit, most, SECONDS, kept)
        finally:
            self._at_hand -= 1


READERS = Readers()
"""Those of this process."""


_Job = tuple[Brought, bytes, int, frozenset[str]]
"""What goes over: the file, the pickled name of the function that draws, how many questions there may be, and the
ids that the pack has already.

The name is looked up only once the file is read and its questions are counted.
"""


def bring_apart(
    brought: Brought,
    unfit: Unfit | None = None,
    most: int = MOST_ITEMS,
    seconds: float = SECONDS,
    kept: frozenset[str] = frozenset(),
) -> Import:
    """The same as `bring` of a file from anybody. It takes a while: `Readers` call it in a thread.

    `unfit` runs over there, too, so it is a function that a module has. Raises `UnreadableError`, also where there are
    more than `most` questions, of which none is drawn then, and where all of it takes longer than so many seconds.
    """
    result = _read((brought, pickle.dumps(unfit), most, kept), seconds)
    if isinstance(result, UnreadableError):
        raise result
    return result


def _brought(job: _Job) -> Import:
    brought, drawing, most, kept = job
    found = bring(brought, kept=kept)
    if len(found.items) > most:
        raise UnreadableError(TOO_MANY.format(items=len(found.items), most=most))
    unfit: Unfit | None = pickle.loads(drawing)  # noqa: S301 - the bot wrote it
    return _fitting(found, unfit) if unfit else found


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


def _read(job: _Job, seconds: float) -> Import | UnreadableError:
    command = [sys.executable, "-m", "bot.exchange.apart"]
    try:
        done = subprocess.run(  # noqa: S603 - our own program
            command,
            input=pickle.dumps(job),
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
    job: _Job = pickle.load(sys.stdin.buffer)  # noqa: S301 - our own process wrote it
    result: Import | UnreadableError
    try:
        # Nothing else may come between: a line of the log would go to standard output.
        with redirect_stdout(sys.stderr):
            result = _brought(job)
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
