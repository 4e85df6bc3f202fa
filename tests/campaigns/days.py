"""Simulated days: Recall, Discord and people in one thread, with time and chance from a seed and trouble of every kind.

A day that violates a law is named with its seed, with the command that lives it again, and made shorter while it still
does. `--mutants` puts known faults back, one at a time, and tells which of them are found within so many days.
`--jobs` has so many processes share the days, or the faults; what they tell comes in the order of the seeds.
"""

from __future__ import annotations

import os
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from tempfile import gettempdir
from typing import TypeVar

from tests.simulation.day import Shape, Told, live
from tests.simulation.mutants import MUTANTS

T = TypeVar("T")
R = TypeVar("R")

RUNS = 100
"""Days."""


def main(seed: int, runs: int, jobs: int = 1) -> int:
    """Live so many days; 0 only if nothing was violated."""
    begun, total, failed = time.monotonic(), Counter[str](), 0
    for told, shortest in _shared(partial(_lived, traced=runs == 1), range(seed, seed + runs), jobs):
        total += told.counts
        failed += bool(told.violations)
        if told.violations or runs == 1:
            _tell(told)
        if shortest is not None:
            print(f"  shortest that still does: {shortest}", flush=True)
    for kind, times in sorted(total.items()):
        print(f"{times:6} {kind}")
    took = time.monotonic() - begun
    print(f"{runs} days in {took:.0f} s, {total['acknowledged']} answers acknowledged, {failed} days with violations")
    return 1 if failed else 0


def _lived(seed: int, *, traced: bool) -> tuple[Told, Shape | None]:
    """A day, and the shortest that violates something where this one does; one with a trace is to be read as it is."""
    told = live(seed, keep=_trace(seed) if traced else None)
    return told, shorter(seed, told) if told.violations and not traced else None


def _shared(work: Callable[[T], R], over: Iterable[T], jobs: int) -> Iterator[R]:
    """What it gives for each, in their order, whoever of so many processes did it."""
    if jobs == 1:
        yield from map(work, over)
        return
    with ProcessPoolExecutor(jobs, mp_context=get_context("fork")) as processes:
        yield from processes.map(work, over)


def mutants(seed: int, runs: int, jobs: int = 1) -> int:
    """Which of the faults that are put back are found within so many days; 0 only if all are."""
    missed = 0
    for name, found in zip(MUTANTS, _shared(partial(_found, range(seed, seed + runs)), MUTANTS, jobs), strict=True):
        missed += found is None
        print(f"{name}: {f'seed {found.seed}: {found.violations[0][:200]}' if found else 'not found'}", flush=True)
    print(f"{len(MUTANTS) - missed} of {len(MUTANTS)} faults found within {runs} days each")
    return 1 if missed else 0


def _found(days: Iterable[int], name: str) -> Told | None:
    """The first of the days that this fault spoils."""
    for seed in days:
        with MUTANTS[name]():
            told = live(seed)
        if told.violations and not live(seed).violations:
            return told
    return None


def _trace(seed: int) -> Path:
    return Path(os.environ.get("RECALL_TRACES", gettempdir())) / f"day-{seed}.trace"


def _tell(told: Told) -> None:
    print(f"seed {told.seed}: trace {told.trace:08x}, {told.steps} steps, {len(told.violations)} violations")
    for violation in told.violations:
        print(f"VIOLATED: seed {told.seed}: {violation}")
    print(f"  to live it again: ./recall campaign days --seed {told.seed} --runs 1", flush=True)


def shorter(seed: int, told: Told) -> Shape:
    """The least with which the day still violates something."""
    shape = told.shape
    for wish in ("astray", "troubles", "crashes"):
        for less in range(getattr(shape, wish)):
            tried = shape.with_less(wish, less)
            if live(seed, tried).violations:
                shape = tried
                break
    return shape
