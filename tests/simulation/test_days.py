"""Whole simulated days: they replay to the step, and no law is violated in them."""

from __future__ import annotations

import os
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

from tests.simulation.day import Shape, Told, live
from tests.simulation.mutants import MUTANTS

ROOT = Path(__file__).parents[2]
SHORT = Shape(troubles=2, crashes=1, seconds=6)
FEW = range(1, 47)
SLOW_SHARD = 50001
"""The shard of the first server connects only after the commands are there."""

AGAIN = (5, 2)


@cache
def short_day(seed: int) -> Told:
    return live(seed, SHORT)


@pytest.mark.parametrize("seed", [*FEW, SLOW_SHARD])
def test_nothing_is_violated(seed: int) -> None:
    """`./recall campaign days` lives many more."""
    assert short_day(seed).violations == []


def test_a_known_fault_is_found() -> None:
    """One that many days meet; `./recall campaign days --mutants` tries the others."""
    with MUTANTS["an absence skips the daily"]():
        assert any(live(seed, SHORT).violations for seed in range(3, 10))


def summary(told: Told) -> str:
    """What became of a day, as a text."""
    return f"{told.trace:08x} {told.steps} {sorted(told.counts.items())}"


def test_a_seed_gives_the_same_day_in_another_process() -> None:
    """Whatever that process knows of the machine's time, wherever its objects lie, in whatever order it walks its sets
    of texts, and whatever it lived before."""
    told = subprocess.run(
        [sys.executable, "-m", "tests.simulation.elsewhere", *map(str, AGAIN)],
        cwd=ROOT,
        env={**os.environ, "PYTHONHASHSEED": "4711", "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert told.stdout.splitlines() == [f"{seed} {summary(short_day(seed))}" for seed in AGAIN]
