"""Run it: `./recall bench learners [--json] [--banks N] [--learners N]`."""

import json as encoder
import sys
from argparse import ArgumentParser

from benchmarks.learners.grid import BANKS, LEARNERS, MARKS, Figures, measure

MOST_BEATEN, MOST_ECE = 0.02, 0.05
RIVALS = ("raw", "wilson", "beta_binomial", "elo")


def beaten(found: Figures) -> tuple[float, str]:
    """By how much a rival's hit rate is above ours at the worst, and where."""
    gaps = [
        (by_name[rival][hit] - by_name["ours"][hit], f"{rival}, {hit}, {world}")
        for world, by_name in found.items()
        for rival in RIVALS
        for hit in (f"hit{count}" for count in MARKS)
    ]
    return max(gaps)


def main(*, json: bool = False, banks: int = BANKS, learners: int = LEARNERS) -> int:
    """Measure and print, as a table with the targets, or as JSON: world, estimator, figure."""
    if banks < 1 or learners < 1:
        sys.stderr.write("--banks and --learners must be 1 or more\n")
        return 2
    found = measure(banks=banks, learners=learners)
    sys.stdout.write((encoder.dumps(found, indent=2) if json else _table(found)) + "\n")
    return 0


_COLUMNS = ("hit20", "hit50", "hit200", "regret50", "ece", "log_loss")


def _table(found: Figures) -> str:
    lines = [f"{'world':48}{'estimator':15}" + "".join(f"{name:>10}" for name in _COLUMNS)]
    for world, by_name in found.items():
        lines += [
            f"{world:48}{name:15}" + "".join(f"{one[column]:10.3f}" for column in _COLUMNS)
            for name, one in by_name.items()
        ]
    return "\n".join([*lines, "", *_targets(found)])


def _targets(found: Figures) -> list[str]:
    """What was to be reached, and whether it was."""
    gap, where = beaten(found)
    error, there = max((by_name["ours"]["ece"], world) for world, by_name in found.items())
    return [
        f"most that a rival hits above ours: {gap:+.3f} ({where}), to be at most {MOST_BEATEN}: "
        f"{_met(gap <= MOST_BEATEN)}",
        f"worst ece of ours: {error:.3f} ({there}), to be at most {MOST_ECE}: {_met(error <= MOST_ECE)}",
    ]


def _met(reached: bool) -> str:  # noqa: FBT001 - it is what is told
    return "met" if reached else "MISSED"


def _from_command_line() -> int:
    parser = ArgumentParser(prog="recall bench learners", description=__doc__)
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table")
    parser.add_argument("--banks", type=int, default=BANKS, help="banks a world (default %(default)s)")
    parser.add_argument("--learners", type=int, default=LEARNERS, help="learners a bank (default %(default)s)")
    chosen = parser.parse_args()
    return main(json=chosen.json, banks=chosen.banks, learners=chosen.learners)


if __name__ == "__main__":
    sys.exit(_from_command_line())
