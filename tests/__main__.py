"""The whole gate, `./recall test`: style, types, rooms, tests. Arguments go to pytest and leave the rest out.

`./recall test --fast` leaves out what starts programs or a browser, and the style. With `--engine postgresql` first,
PostgreSQL keeps the tests' databases; the whole gate runs what is about storage that way as well.

The whole suite runs in two processes more than there are cores (`tests/conftest.py` says what stays together).
"""

import os
import subprocess
import sys
import time

CHECKS = (
    ("style", ["ruff", "check", "."]),
    ("format", ["ruff", "format", "--check", "."]),
    ("types", ["mypy"]),
    ("rooms", ["lint_imports"]),
)


PROCESSES = (os.cpu_count() or 1) + 2
"""More than there are cores: tests that start programs wait for them most of the time."""

WHOLE = ["--numprocesses", str(PROCESSES), "--dist", "loadgroup", "--no-loadscope-reorder", "--durations", "5"]
SLOW = ["--ignore", "tests/wire", "--ignore", "tests/browser"]


ENGINE = "RECALL_TEST_ENGINE"
ON_A_SERVER = ["--numprocesses", "auto", "--dist", "loadgroup", "tests/storage"]
ALWAYS_ON_A_SERVER = ["--ignore", "tests/storage/test_copying.py", "--ignore", "tests/storage/test_postgresql.py"]


def main(arguments: list[str]) -> int:
    if arguments[:1] == ["--engine"]:
        os.environ[ENGINE] = " ".join(arguments[1:2])
        return pytest(arguments[2:] or ON_A_SERVER)
    failed = [] if arguments else [name for name, command in CHECKS if not passes(name, command)]
    chosen = [*WHOLE, *SLOW] if arguments == ["--fast"] else arguments or WHOLE
    tests = pytest(chosen)
    if not arguments:
        print("— storage on PostgreSQL", flush=True)
        os.environ[ENGINE] = "postgresql"
        tests = pytest([*ON_A_SERVER, *ALWAYS_ON_A_SERVER]) or tests
    if failed:
        print(f"Failed besides the tests: {', '.join(failed)}", flush=True)
    return tests or bool(failed)


def pytest(arguments: list[str]) -> int:
    return subprocess.run([sys.executable, "-m", "pytest", *arguments], check=False).returncode


def passes(name: str, command: list[str]) -> bool:
    print(f"— {name}", flush=True)
    start = time.monotonic()
    if command[0] == "lint_imports":
        program = [sys.executable, "-c", "from importlinter.cli import lint_imports_command; lint_imports_command()"]
    else:
        program = [sys.executable, "-m", *command]
    ended = subprocess.run(program, check=False).returncode
    print(f"  {time.monotonic() - start:.0f} s", flush=True)
    return ended == 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
