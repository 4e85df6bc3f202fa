"""Run it: `./recall bench readiness [--json] [--banks N] [--people N] [--data FILE] [--picture FILE]`."""

import json as encoder
import sys
from argparse import ArgumentParser
from collections.abc import Mapping
from pathlib import Path

from benchmarks.readiness import made_up, real
from benchmarks.readiness.made_up import BANKS, PEOPLE, Found
from benchmarks.readiness.picture import draw
from benchmarks.readiness.scoring import Came, figures, together
from benchmarks.readiness.worlds import ASSUMED

DATA = Path(__file__).parents[3] / "shared" / "data" / "math-exam.csv"
MOST_ECE, LEAST_HELD, MOST_HELD, MOST_BRIER = 0.05, 0.76, 0.84, 0.13

WorldFigures = dict[str, dict[str, dict[str, float]]]


def main(*, json: bool, banks: int, people: int, data: Path | None, picture: Path | None) -> int:
    """Measure and print, as a table with the targets, or as JSON."""
    if banks < 1 or people < 1:
        sys.stderr.write("--banks and --people must be 1 or more\n")
        return 2
    students = _students(data)
    if students is None and data is not None:
        return 2
    found = made_up.measure(banks=banks, people=people)
    came = real.forecasts(students) if students else None
    worlds = {world: {name: figures(one) for name, one in by_name.items()} for world, by_name in found.items()}
    of_real = real.measure(came) if came else None
    if picture:
        in_assumed = [one for world in ASSUMED for one in _all_of(found[world])]
        draw(picture, {"Made-up people": together(in_assumed)} | ({"Real students": came} if came else {}))
    whole = {"worlds": worlds, "assumed": list(ASSUMED), "real": of_real}
    sys.stdout.write((encoder.dumps(whole, indent=2) if json else _table(worlds, of_real)) + "\n")
    return 0


def _all_of(by_name: Found) -> list[Came]:
    return [one for found in by_name.values() for one in found]


def _students(data: Path | None) -> list[real.Student] | None:
    """The real students, None where there is no such file or it is another."""
    path = data or DATA
    try:
        return real.read(path)
    except FileNotFoundError:
        sys.stderr.write(f"{path} is not there: nothing is told of real people; docs/readiness.md says how to get it\n")
    except (OSError, KeyError, ValueError) as error:
        sys.stderr.write(f"{path} cannot be read as the students' answers: {error!r}\n")
    return None


def _table(worlds: WorldFigures, of_real: Mapping[str, float] | None) -> str:
    lines = [f"{'world':48}{'after':>8}{'brier':>8}{'ece':>8}{'cover80':>9}"]
    for world, by_name in worlds.items():
        lines += [
            f"{world:48}{name:>8}{one['brier']:8.3f}{one['ece']:8.3f}{one['coverage80']:9.3f}"
            for name, one in by_name.items()
        ]
    if of_real:
        lines.append("real students: " + ", ".join(f"{name} {value:.3f}" for name, value in of_real.items()))
    return "\n".join([*lines, "", *_targets(worlds)])


def _targets(worlds: WorldFigures) -> list[str]:
    """The worst in the worlds where what the model takes for granted holds."""
    cells = [(f"{world}, {name}", one) for world in ASSUMED for name, one in worlds[world].items()]
    ece = max((one["ece"], where) for where, one in cells)
    low, high = (pick((one["coverage80"], where) for where, one in cells) for pick in (min, max))
    brier = max((worlds[world]["200"]["brier"], world) for world in ASSUMED)
    return [
        f"worst ece {ece[0]:.3f} ({ece[1]}), to be at most {MOST_ECE}",
        f"coverage from {low[0]:.3f} ({low[1]}) to {high[0]:.3f} ({high[1]}), to be {LEAST_HELD} to {MOST_HELD}",
        f"worst Brier score after 200 answers {brier[0]:.3f} ({brier[1]}), to be at most {MOST_BRIER}",
    ]


def _from_command_line() -> int:
    parser = ArgumentParser(prog="recall bench readiness", description=__doc__)
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table")
    parser.add_argument("--banks", type=int, default=BANKS, help="banks a world (default %(default)s)")
    parser.add_argument("--people", type=int, default=PEOPLE, help="people a bank (default %(default)s)")
    parser.add_argument("--data", type=Path, help="math-exam.csv, where it is not at ../shared/data")
    parser.add_argument("--picture", type=Path, help="draw the reliability diagram into this PNG")
    chosen = parser.parse_args()
    return main(json=chosen.json, banks=chosen.banks, people=chosen.people, data=chosen.data, picture=chosen.picture)


if __name__ == "__main__":
    sys.exit(_from_command_line())
