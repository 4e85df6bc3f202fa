"""The command line of the practice partners."""

from __future__ import annotations

import argparse
import asyncio
import json
from contextlib import suppress
from pathlib import Path

from playground.partners.answering import Oracle
from playground.partners.partner import play


def main() -> None:
    """Play until the playground is gone."""
    parser = argparse.ArgumentParser(description="Members run by the computer.")
    parser.add_argument("--url", required=True)
    parser.add_argument("--oracle", type=Path)
    parser.add_argument("--members", default="ben,chloe")
    parser.add_argument("--strength", type=float, default=0.7)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--pace", type=float, default=1.0)
    given = parser.parse_args()
    oracle: Oracle = json.loads(given.oracle.read_text(encoding="utf-8")) if given.oracle else {}
    with suppress(KeyboardInterrupt):
        names = [name.strip().lower() for name in given.members.split(",") if name.strip()]
        asyncio.run(play(given.url, oracle, names, given.strength, given.seed, given.pace))


if __name__ == "__main__":
    main()
