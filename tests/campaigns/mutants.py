"""Small changes to the code, one at a time, and whether the fast suites notice each.

mutmut says what can be changed (`tests/mutants/changes.py`), the seed which of it is tried, and a plugin of pytest
tries it (`tests/mutants/trying.py`). A change that no test notices either means the same as before (then it stands in
`tests/mutants/alike.txt`, with the reason), or lacks the test that states the rule it breaks.
"""

from __future__ import annotations

import os
import random
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.__main__ import files_in_memory
from tests.mutants import plan
from tests.mutants.changes import ROOT, Change, counted, made
from tests.mutants.plan import FOLDER, NOTICED, Ended, Learned, Plan

RUNS = 500
"""Changes to each part of the code."""

ALIKE = ROOT / "tests" / "mutants" / "alike.txt"

LEFT_OUT = {"wire", "browser", "campaigns", "cogs", "simulation", "playground", "shards", "mutants"}
"""Suites that start programs, take long, or look at whole screens."""
BESIDE = ("test_custom_ids.py", "test_erased_again.py", "test_owed_time.py", "test_people.py", "test_presence.py")
"""Of the tests that are in no suite, those that start no programs and are about rules."""


@dataclass(frozen=True)
class Part:
    """A part of the code, and how much of what is changed in it has to be noticed."""

    name: str
    files: tuple[str, ...]
    goal: float

    def paths(self) -> list[Path]:
        return sorted({path for pattern in self.files for path in ROOT.glob(pattern)})


PARTS = (
    Part(
        "rules, kernel, study", ("bot/kernel/*.py", "bot/study/**/*.py", "bot/*/rules.py", "bot/*/rules/**/*.py"), 0.95
    ),
    Part("services, stores", ("bot/*/service.py", "bot/*/store.py", "bot/storage/*.py", "bot/*/reading.py"), 0.90),
)


def main(seed: int, runs: int) -> int:
    """Change so much of each part; 0 only if enough of each is noticed."""
    with files_in_memory(), _a_folder() as folder:
        drawn = {part: drawn_of(part, seed, runs) for part in PARTS}
        changes = [change for one in drawn.values() for change in one]
        Plan(sorted({change.function for change in changes}), changes).write(folder)
        if tried(folder):
            return 1
        _tell_left_out(plan.learned(folder))
        ended = {one.change: one for one in plan.ended(folder)}
        return max([_told(part, [ended.get(one) for one in drawn[part]]) for part in PARTS])


@contextmanager
def _a_folder() -> Iterator[Path]:
    """The one that the environment names, and which stays; else one that is gone afterwards."""
    if kept := os.environ.get(FOLDER):
        Path(kept).mkdir(parents=True, exist_ok=True)
        yield Path(kept)
        return
    with tempfile.TemporaryDirectory(prefix="mutants-", ignore_cleanup_errors=True) as folder:
        yield Path(folder)


def drawn_of(part: Part, seed: int, runs: int) -> list[Change]:
    """Changes of this part, in the order in which the seed draws them: so are the first of them a smaller sample."""
    paths = part.paths()
    with ProcessPoolExecutor() as lanes:
        counts = dict(zip(paths, lanes.map(counted, paths), strict=True))
        drawn = _draw([(path, number) for path in paths for number in range(counts[path])], seed, runs)
        print(f"{part.name}: {len(drawn)} of {sum(counts.values())} possible changes, seed {seed}", flush=True)
        numbers = {path: [number for one, number in drawn if one == path] for path in paths}
        changes = dict(zip(paths, lanes.map(made, paths, numbers.values()), strict=True))
    return [changes[path][numbers[path].index(number)] for path, number in drawn]


def _draw(possible: Sequence[tuple[Path, int]], seed: int, runs: int) -> list[tuple[Path, int]]:
    return random.Random(seed).sample(possible, min(runs, len(possible)))  # noqa: S311 - a draw, not a secret


PLUGINS = "-p", "no:cacheprovider", "-p", "tests.mutants.trying"
STOPPING = "--ignore=tests/storage/test_postgresql.py", "--ignore=tests/cluster/test_resuming.py"
"""They stop the database server, which all processes of the campaign share."""
PYTEST = "-m", "pytest", "-q", "-s", "-n0", "--tb=line", "--assert=plain", *PLUGINS, *STOPPING
"""What a failure says is drawn for nobody."""


def tried(folder: Path) -> int:
    """Have pytest try what is planned in a folder; its status."""
    suites = sorted(one.parent.name for one in ROOT.glob("tests/*/__init__.py"))
    asked = [*(f"tests/{suite}" for suite in suites if suite not in LEFT_OUT), *(f"tests/{file}" for file in BESIDE)]
    environment = os.environ | {FOLDER: str(folder)}
    return subprocess.run([sys.executable, *PYTEST, *asked], cwd=ROOT, env=environment, check=False).returncode


def _tell_left_out(learned: Sequence[Learned]) -> None:
    for one in learned:
        if not one.passed:
            print(f"{one.test} is not asked: it fails without any change")


def _told(part: Part, tried: Sequence[Ended | None]) -> int:
    ended = [one for one in tried if one and one.how != "unfit"]
    alike = _alike()
    same = [one for one in ended if (str(one.change.function), one.change.lines) in alike]
    missed = [one for one in ended if one.how not in NOTICED and one not in same]
    for one in missed:
        print(f"{one.change.function}   ({one.how})\n{one.change.lines}\n")
    noticed = 1 - len(missed) / len(ended) if ended else 0
    how = ", ".join(f"{times} {how}" for how, times in Counter(one.how for one in ended if one not in same).items())
    print(f"{part.name}: {len(ended)} of {len(tried)} tried: {how}, {len(same)} alike")
    print(f"  {noticed:.1%} noticed or alike; the goal is {part.goal:.0%}", flush=True)
    return 0 if noticed >= part.goal and None not in tried else 1


def _alike() -> set[tuple[str, str]]:
    return set(_changes(ALIKE.read_text(encoding="utf-8")))


def _changes(text: str) -> Iterator[tuple[str, str]]:
    """A change is its function, its lines, and the reason, in lines that begin with a hash; an empty line ends it."""
    for block in text.split("\n\n"):
        lines = [line for line in block.splitlines() if line and not line.startswith("#")]
        if lines:
            yield lines[0], "\n".join(lines[1:])
