"""Nothing is on a screen or due in time that no manifest names."""

import inspect
from collections.abc import Iterator
from enum import StrEnum
from importlib import import_module
from pathlib import Path

from tests.cogs.table import Table

COGS = Path(__file__).parents[2] / "cogs"


def verbs() -> Iterator[tuple[str, str]]:
    for path in sorted(COGS.glob("*/ids.py")):
        module = import_module(f"cogs.{path.parent.name}.ids")
        for _, found in inspect.getmembers(module, inspect.isclass):
            if issubclass(found, StrEnum) and found.__name__ == "Verb" and found.__module__ == module.__name__:
                yield from ((path.parent.name, str(verb)) for verb in found)


async def test_every_verb_is_named_by_a_manifest(laid: Table) -> None:
    """A button that no manifest knows would be answered as one from another time."""
    answered = {verb for feature in laid.app.features for verb in feature.handlers}
    assert {(room, verb) for room, verb in verbs() if verb not in answered} == set()


async def test_every_message_has_one_owner(laid: Table) -> None:
    """Each card that the outbox may be asked to draw is drawn by exactly one feature."""
    cards = {"lobby", "podium", "q0", "q12", "daily", "duel", "result", "paper", "examroom", "examwalk"}
    assert {card: sum(feature.owns(card) for feature in laid.app.features) for card in cards} == dict.fromkeys(cards, 1)


async def test_every_tick_has_a_name_of_its_own(laid: Table) -> None:
    """The operator reads the name in the log when a tick fails."""
    names = [tick.name for feature in laid.app.features for tick in feature.ticks]
    assert len(names) == len(set(names))
