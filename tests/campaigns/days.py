"""Simulated days: Recall, Discord and people in one thread, with time and chance from a seed and trouble of every kind.

A day that violates a law is named with its seed, with the command that lives it again, and made shorter while it still
does. `--mutants` puts known faults back, one at a time, and tells which of them are found within so many days.
"""

from __future__ import annotations

import os
import time
from collections import Counter
from pathlib import Path
from tempfile import gettempdir

from tests.simulation.day import Shape, Told, live
from tests.simulation.mutants import MUTANTS

RUNS = 100
"""Days."""


def main(seed: int, runs: int) -> int:
    """Live so many days; 0 only if nothing was violated."""
    begun, total, failed = time.monotonic(), Counter[str](), 0
    for number in range(seed, seed + runs):
        told = live(number, keep=_trace(number) if runs == 1 else None)
        total += told.counts
        failed += bool(told.violations)
        if told.violations or runs == 1:
            _tell(told)
        if told.violations and runs > 1:
            print(f"  shortest that still does: {shorter(number, told)}", flush=True)
    for kind, times in sorted(total.items()):
        print(f"{times:6} {kind}")
    took = time.monotonic() - begun
    print(f"{runs} days in {took:.0f} s, {total['acknowledged']} answers acknowledged, {failed} days with violations")
    return 1 if failed else 0


def mutants(seed: int, runs: int) -> int:
    """Which of the faults that are put back are found within so many days; 0 only if all are."""
    missed = 0
    for name, fault in MUTANTS.items():
        with fault():
            found = next((told for told in (live(seed + n) for n in range(runs)) if told.violations), None)
        missed += found is None
        print(f"{name}: {f'seed {found.seed}: {found.violations[0][:200]}' if found else 'not found'}", flush=True)
    print(f"{len(MUTANTS) - missed} of {len(MUTANTS)} faults found within {runs} days each")
    return 1 if missed else 0


def _trace(seed: int) -> Path:
    return Path(os.environ.get("RECALL_TRACES", gettempdir())) / f"day-{seed}.trace"


def _tell(told: Told) -> None:
    print(f"seed {told.seed}: trace {told.trace:08x}, {told.steps} steps, {len(told.violations)} violations")
    for violation in told.violations:
        print(f"VIOLATED: seed {told.seed}: {violation}")
    print(f"  to live it again: ./recall campaign days --seed {told.seed} --runs 1", flush=True)


def shorter(seed: int, told: Told) -> Shape:
    """The least of troubles, crashes and time with which the day still violates something."""
    shape = told.shape
    for wish in ("troubles", "crashes"):
        for less in range(getattr(shape, wish)):
            tried = shape.with_less(wish, less)
            if live(seed, tried).violations:
                shape = tried
                break
    return shape
