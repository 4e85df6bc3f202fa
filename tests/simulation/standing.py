"""A question is open only once it is on the disk that its message stands.

Otherwise a crash in between would leave a question that is open and a message that nobody knows of: it is posted again,
by which time Discord may have forgotten that it has one like it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from bot.storage.changes import Put
from tests.simulation.disk import WRITE
from tests.simulation.loop import work_of

Card = tuple[object, str]
"""Game, card."""


class Standing:
    """Looks at the rows of each commit, in the order in which they were queued."""

    def __init__(self) -> None:
        self.violations: list[str] = []
        self._asked_for: set[Card] = set()
        self._stood: set[Card] = set()

    def look(self, work: Callable[..., Any], arguments: tuple[Any, ...]) -> None:
        """To be called when a piece of work is done."""
        if work_of(work) != WRITE:
            return
        for row in (row for unit in arguments[-1] for row in unit.rows if isinstance(row, Put)):
            if row.table.name == "messages":
                self._message(row.values)
            elif row.table.name == "asked" and row.values["opened_at"] is not None:
                self._open(row.values)

    def _message(self, row: Mapping[str, object]) -> None:
        card = row["game_id"], str(row["card"])
        self._asked_for.add(card)
        if row["message_id"] is not None:
            self._stood.add(card)

    def _open(self, row: Mapping[str, object]) -> None:
        card = row["game_id"], f"q{row['position']}"
        if card in self._asked_for - self._stood:
            self.violations.append(f"question {card[1]} of game {card[0]} is open, and no row knows of its message")
            self._stood.add(card)
