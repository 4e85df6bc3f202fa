"""Whole simulated days: they replay to the step, and no law is violated in them."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.simulation.day import Shape, live

ROOT = Path(__file__).parents[2]
SHORT = Shape(troubles=2, crashes=1, seconds=8)
FEW = range(1, 4)


@pytest.mark.parametrize("seed", FEW)
def test_nothing_is_violated(seed: int) -> None:
    """`./recall campaign days` lives many more."""
    told = live(seed, SHORT)
    assert told.violations == [], f"./recall campaign days --seed {seed} --runs 1"


def test_a_seed_gives_the_same_day_in_another_process() -> None:
    code = "from tests.simulation.test_days import SHORT, live; print(live(5, SHORT).trace)"
    told = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env={**os.environ, "PYTHONHASHSEED": "4711", "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert int(told.stdout.split()[-1]) == live(5, SHORT).trace
