"""`./recall campaign NAME [--seed S] [--runs N] [--jobs J]`."""

import argparse
import importlib
import sys
from pathlib import Path

NAMES = sorted(path.stem.replace("_", "-") for path in Path(__file__).parent.glob("[a-z]*.py"))


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="recall campaign", description="A long run for correctness.")
    parser.add_argument("name", choices=NAMES)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--runs", type=int, help="how many; each campaign has a default of its own")
    parser.add_argument("--mutants", action="store_true", help="with days: which faults, put back, are found")
    parser.add_argument("--dailies", type=int, metavar="N", help="with cluster: so many, due in the same minute")
    parser.add_argument("--jobs", type=int, default=1, metavar="J", help="with days: so many processes share them")
    given = parser.parse_args(arguments)
    if given.jobs > 1 and given.name != "days":
        parser.error("Only days can be shared among processes.")
    campaign = importlib.import_module(f"tests.campaigns.{given.name.replace('-', '_')}")
    if given.name == "days":
        run = campaign.mutants if given.mutants else campaign.main
        return int(run(given.seed, given.runs or campaign.RUNS, given.jobs))
    if given.dailies and hasattr(campaign, "dailies"):
        return int(campaign.dailies(given.seed, given.dailies))
    return int(campaign.main(given.seed, given.runs or campaign.RUNS))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
