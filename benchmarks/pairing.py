"""How long one round of a Swiss with 500 players takes to pair, beside pairing from the top without looking back.

Run it: `python -m benchmarks.pairing [--json] [--players N]`. Rounds of a Swiss are played with drawn results; each is
paired by Recall (standings, the bye, and the search for partners included) and by `greedy`, which gives everybody, from
the top, the nearest one below whom they have not met. `pairing_ms` and `greedy_ms` are processor time, the slowest
round of each, and `ratio` the one divided by the other; `greedy_left_over` counts the players whom `greedy` leaves
without a partner.
"""

import json
import random
import sys
import time
from argparse import ArgumentParser
from dataclasses import replace
from datetime import UTC, datetime

from bot.kernel.asked import Player
from bot.tournaments.rules.model import Entrant, Outcome, Phase, Plan, Tournament
from bot.tournaments.rules.pairing import swiss_round
from bot.tournaments.rules.standings import swiss_points

PLAYERS, ROUNDS, SEED = 500, 12, 5
WORST_MS = 100.0
AT = datetime(2026, 1, 1, tzinfo=UTC)
RESULTS = (Outcome.FIRST, Outcome.SECOND, Outcome.DRAW)


def begun(players: int, chance: random.Random) -> Tournament:
    """A Swiss whose sign-up is over."""
    entrants = [Entrant(Player(one, f"p{one}", AT), chance.gauss(1500, 200)) for one in range(1, players + 1)]
    plan = Plan(rounds=ROUNDS)
    return Tournament(1, 1, 1, 1, plan, AT, phase=Phase.RUNNING, started_at=AT, entrants=tuple(entrants))


def greedy(tournament: Tournament) -> int:
    """Pair from the top; how many are left without a partner, besides the one who has the bye in any case."""
    points = swiss_points(tournament.games)
    left = sorted((one.id for one in tournament.playing), key=lambda one: -points.get(one, 0.0))
    met = {frozenset(game.players) for game in tournament.games}
    alone = 0
    while left:
        one = left.pop(0)
        found = next((other for other in left if frozenset((one, other)) not in met), None)
        if found is None:
            alone += 1
        else:
            left.remove(found)
    return alone - len(tournament.playing) % 2


def figures(players: int) -> dict[str, float | int]:
    """The slowest round of each, in milliseconds."""
    chance = random.Random(SEED)  # noqa: S311 - drawn results, not a secret
    now, ours, theirs, alone = begun(players, chance), 0.0, 0.0, 0
    for number in range(1, ROUNDS + 1):
        began = time.process_time()
        games = swiss_round(now, AT)
        between = time.process_time()
        alone += greedy(now)
        ours, theirs = max(ours, between - began), max(theirs, time.process_time() - between)
        if games is None:
            break
        played = (replace(one, outcome=one.outcome or chance.choice(RESULTS), ended_at=AT) for one in games)
        now = replace(now, games=(*now.games, *played), round=number)
    return {
        "players": players,
        "rounds": now.round,
        "pairing_ms": round(1000 * ours, 1),
        "greedy_ms": round(1000 * theirs, 1),
        "ratio": round(ours / theirs, 2),
        "greedy_left_over": alone,
    }


def main() -> int:
    """Print the figures; 1 if a round took longer than is allowed."""
    parser = ArgumentParser(prog="python -m benchmarks.pairing", description=__doc__)
    parser.add_argument("--json", action="store_true", help="print JSON")
    parser.add_argument("--players", type=int, default=PLAYERS, help="how many play")
    arguments = parser.parse_args()
    found = figures(arguments.players)
    print(json.dumps(found) if arguments.json else "\n".join(f"{name}: {value}" for name, value in found.items()))
    return int(float(found["pairing_ms"]) > WORST_MS)


if __name__ == "__main__":
    sys.exit(main())
