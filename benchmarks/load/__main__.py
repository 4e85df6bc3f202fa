"""`./recall bench load [--json] [--only PART …]`: what one process carries, beside bare discord.py bots.

Each answer is committed before it is acknowledged with a private reply. The opponents have the same card, event loop,
JSON library and collector settings: one sends the same reply without a database, one only defers.
"""

import argparse
import asyncio
import json
import sys
from collections.abc import Awaitable, Callable

from benchmarks.load.answers import Figures, measure_answers, measure_burst
from benchmarks.load.rounds import measure_rounds
from benchmarks.load.start import measure_rest, measure_start
from benchmarks.load.table import table

ROUNDS, SEED = 5, 1
PARTS: dict[str, Callable[[argparse.Namespace], Awaitable[Figures]]] = {
    "answers": lambda given: measure_answers(given.rounds),
    "burst": lambda given: measure_burst(given.rounds, given.seed),
    "rounds": lambda given: asyncio.to_thread(measure_rounds, given.seed),
    "start": lambda given: measure_start(given.rounds, given.seed),
    "rest": lambda _: measure_rest(),
}


async def measure(given: argparse.Namespace) -> Figures:
    """The figures of the parts that were asked for."""
    figures: Figures = {"seed": given.seed}
    for part in given.only or PARTS:
        print(f"measuring {part} …", file=sys.stderr, flush=True)
        figures |= await PARTS[part](given)
    return figures


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(prog="recall bench load", description=__doc__)
    parser.add_argument("--json", action="store_true", help="print JSON")
    parser.add_argument("--only", action="append", choices=PARTS, help="measure this part; can be given again")
    parser.add_argument("--rounds", type=int, default=ROUNDS, help="interleaved rounds (default: %(default)s)")
    parser.add_argument("--seed", type=int, default=SEED, help="of the players' instants (default: %(default)s)")
    given = parser.parse_args()
    figures = asyncio.run(measure(given))
    if given.json:
        print(json.dumps(figures))
        return
    print("\n".join(table(figures)))


if __name__ == "__main__":
    main()
