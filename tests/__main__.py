"""The whole gate, `./recall test`: style, types, rooms, tests. Arguments go to pytest and leave the rest out.

`./recall test --fast` leaves out what starts programs or a browser, and the style. With `--engine postgresql` first,
PostgreSQL keeps the tests' databases; the whole gate runs what is about storage that way as well.

The whole suite runs in two processes more than there are cores (`tests/conftest.py` says how it is spread). Types,
rooms and storage on PostgreSQL are looked at beside it, and told at its end. The tests' files lie in memory where the
machine has room: thousands of databases wait for no disk, and nothing of the program is changed for that.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from subprocess import PIPE, STDOUT

from tests.wire.nursery import SHARED, Nursery

FIRST = {"style": ["ruff", "check", "."], "format": ["ruff", "format", "--check", "."]}
ROOMS = "from importlinter.cli import lint_imports_command; lint_imports_command()"

CORES = os.cpu_count() or 1
SPREAD = ["--dist", "loadscope", "--no-loadscope-reorder", "--durations", "5"]
WHOLE = ["--numprocesses", str(CORES + 2), *SPREAD]
"""More than there are cores: tests that start programs wait for them most of the time."""

FAST = ["--numprocesses", str(CORES), *SPREAD, "--ignore", "tests/wire", "--ignore", "tests/browser"]

ENGINE = "RECALL_TEST_ENGINE"
ON_A_SERVER = ["--numprocesses", "auto", "--dist", "loadscope", "tests/storage"]
ALWAYS_ON_A_SERVER = ["--ignore", "tests/storage/test_copying.py", "--ignore", "tests/storage/test_postgresql.py"]

MEMORY, ENOUGH = Path("/dev/shm"), 3 << 30  # noqa: S108 - a directory within it is the tests' own

BESIDE = {
    "types": ["-m", "mypy"],
    "rooms": ["-c", ROOMS],
    "storage on PostgreSQL": ["-m", "tests", "--engine", "postgresql", "tests/storage", *ALWAYS_ON_A_SERVER],
}


def main(arguments: list[str]) -> int:
    # Many programs are started: each would compile its sources anew.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    if arguments[:1] == ["--engine"]:
        os.environ[ENGINE] = " ".join(arguments[1:2])
        return pytest(arguments[2:] or ON_A_SERVER)
    if arguments and arguments != ["--fast"]:
        return pytest(arguments)
    with files_in_memory():
        nursery = Nursery()
        os.environ[SHARED] = str(nursery.path)
        try:
            return pytest(FAST) if arguments else gate()
        finally:
            nursery.close()


@contextmanager
def files_in_memory() -> Iterator[None]:
    """Temporary files lie in memory from now on, unless there is little of it; they are gone afterwards."""
    if not (MEMORY.is_dir() and os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > ENOUGH):
        yield
        return
    with tempfile.TemporaryDirectory(prefix="recall-tests-", dir=MEMORY, ignore_cleanup_errors=True) as directory:
        Path(directory).chmod(0o755)  # PostgreSQL runs as somebody else where the tests run as root
        os.environ["TMPDIR"] = tempfile.tempdir = directory
        try:
            yield
        finally:
            del os.environ["TMPDIR"]
            tempfile.tempdir = None


def gate() -> int:
    """All of it; 0 only if everything passed."""
    ends = {name: told(name, run(["-m", *command])) for name, command in FIRST.items()}
    with ThreadPoolExecutor(1) as lane:
        beside = {name: lane.submit(run, command) for name, command in BESIDE.items()}
        tests = pytest(WHOLE)
        ends |= {name: told(name, ended.result()) for name, ended in beside.items()}
    if failed := [name for name, passed in ends.items() if not passed]:
        print(f"Failed besides the tests: {', '.join(failed)}", flush=True)
    return tests or bool(failed)


def pytest(arguments: list[str]) -> int:
    return subprocess.run([sys.executable, "-m", "pytest", *arguments], check=False).returncode


@dataclass(frozen=True)
class Ended:
    status: int
    said: str
    seconds: float


def run(command: list[str]) -> Ended:
    start = time.monotonic()
    ended = subprocess.run([sys.executable, *command], check=False, stdout=PIPE, stderr=STDOUT, text=True)
    return Ended(ended.returncode, ended.stdout, time.monotonic() - start)


def told(name: str, ended: Ended) -> bool:
    """Whether it passed, with what it said."""
    print(f"— {name}\n{ended.said.rstrip()}\n  {ended.seconds:.0f} s", flush=True)
    return ended.status == 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
