"""`./recall campaign NAME [--seed S] [--runs N]`."""

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
    given = parser.parse_args(arguments)
    campaign = importlib.import_module(f"tests.campaigns.{given.name.replace('-', '_')}")
    if given.mutants and hasattr(campaign, "mutants"):
        return int(campaign.mutants(given.seed, given.runs or campaign.RUNS))
    if given.dailies and hasattr(campaign, "dailies"):
        return int(campaign.dailies(given.seed, given.dailies))
    return int(campaign.main(given.seed, given.runs or campaign.RUNS))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
