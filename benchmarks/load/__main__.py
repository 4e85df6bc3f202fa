"""`./recall bench load [--json] [--only PART …]`: what one process carries, beside bare discord.py bots.

With `--engine postgresql`, answers are measured on a PostgreSQL server of our own as well, `--processes 1,2` with so
many processes in a cluster, in the same rounds.

Each answer is committed before it is acknowledged with a private reply. The opponents have the same card, event loop,
JSON library and collector settings: one sends the same reply without a database, one only defers.
"""

import argparse
import asyncio
import compileall
import json
import sys
from collections.abc import Awaitable, Callable

from benchmarks.load.answers import Figures, measure_answers, measure_burst
from benchmarks.load.rounds import measure_rounds
from benchmarks.load.start import measure_rest, measure_start
from benchmarks.load.table import table
from bot.logs import configure
from bot.settings import LogFormat

ROUNDS, SEED = 5, 1
PARTS: dict[str, Callable[[argparse.Namespace], Awaitable[Figures]]] = {
    "answers": lambda given: measure_answers(given.rounds, given.processes if given.engine else ()),
    "burst": lambda given: measure_burst(given.rounds, given.seed),
    "rounds": lambda given: asyncio.to_thread(measure_rounds, given.seed),
    "start": lambda given: measure_start(given.rounds, given.seed),
    "rest": lambda _: measure_rest(),
}


async def measure(given: argparse.Namespace) -> Figures:
    """The figures of the parts that were asked for."""
    for room in ("bot", "cogs", "migrations"):  # as every way to install it leaves it
        compileall.compile_dir(room, quiet=1)
    figures: Figures = {"seed": given.seed}
    for part in given.only or PARTS:
        print(f"measuring {part} …", file=sys.stderr, flush=True)
        figures |= await PARTS[part](given)
    return figures


def _counts(text: str) -> tuple[int, ...]:
    counts = sorted({int(part) for part in text.split(",")})
    if counts[0] < 1:
        raise argparse.ArgumentTypeError("a number of processes is at least 1")
    return tuple(counts)


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(prog="recall bench load", description=__doc__)
    parser.add_argument("--json", action="store_true", help="print JSON")
    parser.add_argument("--only", action="append", choices=PARTS, help="measure this part; can be given again")
    parser.add_argument("--rounds", type=int, default=ROUNDS, help="interleaved rounds (default: %(default)s)")
    parser.add_argument("--seed", type=int, default=SEED, help="of the players' instants (default: %(default)s)")
    parser.add_argument("--engine", choices=["postgresql"], help="measure answers on this engine as well")
    parser.add_argument("--processes", type=_counts, default=(1,), help="there, with so many processes, such as 1,2,4")
    given = parser.parse_args()
    configure(LogFormat.HUMAN)  # on the standard error: what is printed are the figures alone
    figures = asyncio.run(measure(given))
    if given.json:
        print(json.dumps(figures))
        return
    print("\n".join(table(figures)))


if __name__ == "__main__":
    main()
