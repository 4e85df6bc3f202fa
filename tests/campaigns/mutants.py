"""Small changes to the code, one at a time, and whether the fast suites beside it notice each.

mutmut makes the changes, in a copy of the project in a temporary folder; a sample of them is drawn by the seed, and of
each of them those tests run that reach the changed function. One that no test notices either means the same as before
(then it stands in `tests/mutants/alike.txt`, with the reason), or lacks the test that states the rule it breaks.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from subprocess import PIPE, STDOUT

RUNS = 500
"""Changes to each part of the code."""

HERE = Path(__file__).resolve().parents[2]
ALIKE = HERE / "tests" / "mutants" / "alike.txt"

COPIED = ("bot", "cogs", "migrations", "questions", "playground", "benchmarks", "docs", "tests", "pyproject.toml")
_SLOW = "wire", "browser", "campaigns", "simulation", "playground", "cluster"
LEFT_OUT = (*_SLOW, "cogs", "packs", "shards", "__pycache__")
"""The suites that are not fast, or not beside the code in question."""

UNNOTICED, UNREACHED = 0, 33
"""mutmut's exit codes: the tests passed with the change; none of them reaches the function."""


@dataclass(frozen=True)
class Part:
    """A part of the code, and how much of what is changed in it has to be noticed."""

    name: str
    files: tuple[str, ...]
    goal: float


PARTS = (
    Part("rules, kernel, study", ("bot/kernel/*", "bot/study/*", "bot/*/rules.py", "bot/*/rules/*"), 0.95),
    Part("services, stores", ("bot/*/service.py", "bot/*/store.py", "bot/storage/*", "bot/*/reading.py"), 0.90),
)

CONFIGURATION = """
[tool.mutmut]
source_paths = ["bot"]
only_mutate = {files}
also_copy = {copied}
pytest_add_cli_args = ["-n0"]
pytest_add_cli_args_test_selection = {tests}
"""


def main(seed: int, runs: int) -> int:
    """Change so much of each part; 0 only if all of it could be tried, and enough of it is noticed."""
    return max([_part(part, seed, runs) for part in PARTS])


def _part(part: Part, seed: int, runs: int) -> int:
    with tempfile.TemporaryDirectory(prefix="mutants-") as folder:
        copy = Path(folder)
        _copy(copy, part)
        _mutmut(copy, "run", "nothing*")  # makes the changes, and learns which tests reach which functions
        sample = random.Random(seed).sample(sorted(_made(copy)), runs)  # noqa: S311 - a draw, not a secret
        said = _mutmut(copy, "run", *sample)
        ends = _made(copy)
        if untried := [name for name in sample if ends[name] is None]:
            print(f"{part.name}: {len(untried)} of {len(sample)} changes were not tried; mutmut says\n{said[-3_000:]}")
            return 1
        slipped = {name: _shown(copy, name) for name in sample if ends[name] in (UNNOTICED, UNREACHED)}
    return _told(part, sample, ends, slipped)


def _told(part: Part, sample: Sequence[str], ends: dict[str, int | None], slipped: dict[str, str]) -> int:
    alike = _alike()
    missed = {name: change for name, change in slipped.items() if (_function(name), change) not in alike}
    for name, change in missed.items():
        reached = "" if ends[name] == UNNOTICED else "   (no test reaches it)"
        print(f"{_function(name)}{reached}\n{change}\n")
    noticed = 1 - len(missed) / len(sample)
    share = f"{noticed:.1%} noticed or alike ({len(slipped) - len(missed)} alike)"
    print(f"{part.name}: {len(sample)} changes, {share}; the goal is {part.goal:.0%}", flush=True)
    return 0 if noticed >= part.goal else 1


def _copy(copy: Path, part: Part) -> None:
    for name in COPIED:
        source = HERE / name
        if source.is_dir():
            shutil.copytree(source, copy / name, ignore=shutil.ignore_patterns("__pycache__", "node_modules"))
        else:
            shutil.copy(source, copy / name)
    suites = sorted(f"tests/{one.name}" for one in (HERE / "tests").iterdir() if one.is_dir())
    tests = [suite for suite in suites if suite.removeprefix("tests/") not in (*LEFT_OUT, "mutants")]
    copied = json.dumps([one for one in COPIED if one != "bot"])
    said = CONFIGURATION.format(files=json.dumps(part.files), copied=copied, tests=json.dumps(tests))
    with (copy / "pyproject.toml").open("a", encoding="utf-8") as file:
        file.write(said)


def _mutmut(copy: Path, *arguments: str) -> str:
    command = [sys.executable, "-m", "mutmut", *arguments]
    ended = subprocess.run(command, cwd=copy, env=_environment(), stdout=PIPE, stderr=STDOUT, text=True, check=False)
    return ended.stdout


def _environment() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}


def _made(copy: Path) -> dict[str, int | None]:
    """Each change by its name, and how the tests ended with it; None where they have not run yet."""
    found: dict[str, int | None] = {}
    for file in (copy / "mutants").rglob("*.meta"):
        found |= json.loads(file.read_text(encoding="utf-8"))["exit_code_by_key"]
    return found


def _shown(copy: Path, name: str) -> str:
    """What is changed, as the lines that go and those that come."""
    lines = _mutmut(copy, "show", name).splitlines()
    return "\n".join(line for line in lines if line[:1] in "+-" and line[:3] not in ("+++", "---"))


def _function(name: str) -> str:
    return name.partition("__mutmut_")[0]


def _alike() -> set[tuple[str, str]]:
    return set(_changes(ALIKE.read_text(encoding="utf-8")))


def _changes(text: str) -> Iterator[tuple[str, str]]:
    """A change is its function, its lines, and the reason, in lines that begin with a hash; an empty line ends it."""
    for block in text.split("\n\n"):
        lines = [line for line in block.splitlines() if line and not line.startswith("#")]
        if lines:
            yield lines[0], "\n".join(lines[1:])
