"""A process in which all differs that may from one to the other: to be run by itself, and it prints what days become.

The machine's clocks leap with each look, memory is laid out otherwise, and other days were lived before. The order of
sets of texts is for whoever starts it to choose.
"""

import random
import sys
import time
from collections.abc import Callable

LEAP_S = 0.4
CLOCKS = {"monotonic": 1, "time": 1, "perf_counter": 1} | {f"{name}_ns": 10**9 for name in ("monotonic", "time")}


def _leaping(true: Callable[[], float], second: int) -> Callable[[], float]:
    looks = 0

    def now() -> float:
        nonlocal looks
        looks += 1
        return true() + type(true())(looks * LEAP_S * second)

    return now


def _be_another_machine() -> None:
    """Before anything is imported that keeps a clock for itself."""
    for name, second in CLOCKS.items():
        setattr(time, name, _leaping(getattr(time, name), second))


def _rubble() -> list[object]:
    """What leaves gaps of all sizes between whatever is made after it."""
    made = [bytearray(random.randrange(1, 3000)) for _ in range(100_000)]  # noqa: S311 - different each time
    return [one for one in made if random.random() < 0.5]  # noqa: S311


def main(*seeds: int) -> None:
    """Live the days in the order given, and tell of each."""
    from tests.simulation.test_days import short_day, summary

    kept = _rubble()
    for seed in seeds:
        print(seed, summary(short_day(seed)))
    del kept


if __name__ == "__main__":
    _be_another_machine()
    main(*map(int, sys.argv[1:]))
