"""How long all packs take to load, beside importing discord.py: each in fresh processes, the median of some.

Run it: `python -m benchmarks.packs [--json] [--runs N]`. `load_s` is reading and validating all packs and making the
drills, the first time in a fresh process; `load_and_imports_s` adds importing the loader with pydantic and PyYAML.
"""

import json
import subprocess
import sys
from argparse import ArgumentParser
from statistics import median

from bot.packs.reading import FAST

LOAD = """
import time
start = time.perf_counter()
from bot.packs.catalogue import BUILT_IN, load_catalogue
imported = time.perf_counter()
catalogue, _ = load_catalogue([BUILT_IN])
end = time.perf_counter()
print(end - start, end - imported, len(catalogue.questions))
"""
DISCORD = """
import time, warnings
warnings.simplefilter("ignore")
start = time.perf_counter()
import discord
print(time.perf_counter() - start)
"""


def measure(code: str) -> list[float]:
    """The figures that the code prints, run in a process of its own."""
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)  # noqa: S603
    return [float(figure) for figure in done.stdout.split()]


def figures(runs: int) -> dict[str, float | int | bool]:
    """Medians over so many runs of each, taken in turns; times in seconds."""
    measure(LOAD)
    measure(DISCORD)
    pairs = [(measure(LOAD), measure(DISCORD)) for _ in range(runs)]
    return {
        "load_s": round(median(load[1] for load, _ in pairs), 4),
        "import_discord_s": round(median(discord[0] for _, discord in pairs), 4),
        "load_and_imports_s": round(median(load[0] for load, _ in pairs), 4),
        "items": int(pairs[0][0][2]),
        "c_parser": FAST,
    }


def main() -> int:
    """Print the figures; 1 if the packs took longer than discord.py."""
    parser = ArgumentParser(prog="python -m benchmarks.packs", description=__doc__)
    parser.add_argument("--json", action="store_true", help="print JSON")
    parser.add_argument("--runs", type=int, default=5, help="how many fresh processes of each")
    arguments = parser.parse_args()
    found = figures(arguments.runs)
    if arguments.json:
        print(json.dumps(found))
    else:
        print(
            f"Loading {found['items']} items: {found['load_s']} s, importing discord.py: {found['import_discord_s']} s"
        )
        if not FAST:
            print("PyYAML's C parser is missing here: with it, packs load several times as fast.")
    return int(found["load_s"] >= found["import_discord_s"])


if __name__ == "__main__":
    sys.exit(main())
