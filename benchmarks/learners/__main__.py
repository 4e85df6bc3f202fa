"""Run it: `python -m benchmarks.learners [--json] [--seeds N] [--learners N]`."""

import json as encoder
import sys
from argparse import ArgumentParser
from collections.abc import Mapping, Sequence
from random import Random

from benchmarks.learners.estimators import ESTIMATORS
from benchmarks.learners.scoring import Mark, figures, mark
from benchmarks.learners.study import Pick, free, steered, study
from benchmarks.learners.world import Item, draw_bank
from bot.study.bank import Item as Asked
from bot.study.difficulty import Difficulty

SEEDS = 8
LEARNERS = 100

SCENARIOS: Mapping[str, Pick] = {"cold": free, "base": free, "steered": steered}
"""In this order on one bank: "cold" has only its authors' difficulties, "base" what the first learners taught it, and
in "steered" practice chooses the questions."""

Figures = dict[str, dict[str, dict[str, float]]]
"""Scenario, estimator, figure."""

_TARGETS = (
    ("base", "hit50", 0.40),
    ("steered", "hit50", 0.40),
    ("base", "ece", 0.05),
    ("steered", "ece", 0.05),
    ("base", "regret50", 0.065),
    ("steered", "regret50", 0.065),
)


def measure(seeds: int = SEEDS, learners: int = LEARNERS) -> Figures:
    """Each estimator's figures in each scenario: so many learners in so many worlds. All judge the same answers."""
    marks: dict[str, dict[str, list[Mark]]] = {scenario: {name: [] for name in ESTIMATORS} for scenario in SCENARIOS}
    for seed in range(seeds):
        _one_world(Random(seed), learners, marks)  # noqa: S311 - repeatable on purpose
    return {scenario: {name: figures(found) for name, found in by_name.items()} for scenario, by_name in marks.items()}


def _one_world(random: Random, learners: int, marks: Mapping[str, Mapping[str, list[Mark]]]) -> None:
    items = draw_bank(random)
    bank = {item.name: Difficulty(item.authored) for item in items}
    for scenario, pick in SCENARIOS.items():
        for _ in range(learners):
            learner, answered = study(items, bank, pick, random)
            believed = _by_topic(items, bank)
            for name, judge in ESTIMATORS.items():
                judgement = judge(answered, learner.now, believed)
                marks[scenario][name].append(mark(judgement, learner, answered, items, bank))


def _by_topic(items: Sequence[Item], bank: Mapping[str, Difficulty]) -> dict[str, list[Asked]]:
    """What each topic asks, as hard as it is believed to be."""
    found: dict[str, list[Asked]] = {}
    for item in items:
        found.setdefault(item.topic, []).append(Asked(item.concept, bank[item.name].value, item.floor))
    return found


def main(*, json: bool = False, seeds: int = SEEDS, learners: int = LEARNERS) -> int:
    """Measure and print, as a table with the targets, or as JSON: scenario, estimator, figure."""
    if seeds < 1 or learners < 1:
        sys.stderr.write("--seeds and --learners must be 1 or more\n")
        return 2
    found = measure(seeds, learners)
    sys.stdout.write((encoder.dumps(found, indent=2) if json else _table(found)) + "\n")
    return 0


def _table(found: Figures) -> str:
    lines = [f"{'scenario':10}{'estimator':15}{'hit50':>8}{'regret50':>10}{'ece':>8}{'log_loss':>10}"]
    for scenario, by_name in found.items():
        lines += [
            f"{scenario:10}{name:15}{one['hit50']:8.3f}{one['regret50']:10.3f}{one['ece']:8.3f}{one['log_loss']:10.3f}"
            for name, one in by_name.items()
        ]
    return "\n".join([*lines, "", *_targets(found)])


def _targets(found: Figures) -> list[str]:
    """What was to be reached, and whether it was."""
    lines = []
    for scenario, figure, target in _TARGETS:
        value = found[scenario]["ours"][figure]
        reached = value >= target if figure == "hit50" else value <= target
        wanted = "at least" if figure == "hit50" else "at most"
        lines.append(f"{scenario}: {figure} {value:.3f}, to be {wanted} {target}: {'met' if reached else 'MISSED'}")
    rivalry = [_against_opponents(found["steered"], figure) for figure in ("hit50", "regret50", "log_loss")]
    return lines + rivalry


def _against_opponents(by_name: Mapping[str, Mapping[str, float]], figure: str) -> str:
    sign = -1 if figure == "hit50" else 1
    best = min((name for name in by_name if name != "ours"), key=lambda name: sign * by_name[name][figure])
    better = sign * by_name["ours"][figure] < sign * by_name[best][figure]
    verdict = "met" if better else "MISSED"
    return f"steered: {figure} better than every opponent's (best: {best}, {by_name[best][figure]:.3f}): {verdict}"


def _from_command_line() -> int:
    parser = ArgumentParser(prog="python -m benchmarks.learners", description=__doc__)
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table")
    parser.add_argument("--seeds", type=int, default=SEEDS, help="how many worlds (default %(default)s)")
    parser.add_argument(
        "--learners", type=int, default=LEARNERS, help="learners a scenario and world (default %(default)s)"
    )
    chosen = parser.parse_args()
    return main(json=chosen.json, seeds=chosen.seeds, learners=chosen.learners)


if __name__ == "__main__":
    sys.exit(_from_command_line())
