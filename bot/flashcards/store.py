"""Decks as rows."""

import asyncio
from collections.abc import Iterable
from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.flashcards.rules import Held
from bot.flashcards.tables import flashcards
from bot.storage.changes import Put
from bot.storage.writer import Writer
from bot.study.schedule import ReviewState


class SqlFlashcards:
    """A row for each card of somebody's deck."""

    def __init__(self, writer: Writer, reading: AsyncEngine) -> None:
        self._writer = writer
        self._reading = reading

    async def deck(self, player_id: int) -> dict[str, Held]:
        """All that somebody has in their deck."""
        query = select(flashcards).where(flashcards.c.player_id == player_id)
        async with self._reading.connect() as connection:
            return {row.card: _held(row) for row in await connection.execute(query)}

    def put(self, player_id: int, cards: Iterable[Held]) -> asyncio.Future[None]:
        """Queue cards as they now are."""
        rows = [Put(flashcards, {"player_id": player_id, **_values(held)}) for held in cards]
        return self._writer.queue(("flashcards", player_id), rows)


def _values(held: Held) -> dict[str, object]:
    state = held.state
    return {
        "card": held.card,
        "stability": state.stability if state else None,
        "difficulty": state.difficulty if state else None,
        "due": held.due,
        "reviewed_at": state.reviewed_at if state else None,
        "lapses": state.lapses if state else 0,
        "ever_correct": int(state.ever_correct) if state else 0,
        "suspended": int(held.suspended),
        "begun_at": held.begun_at,
    }


def _held(row: Row[Any]) -> Held:
    state = None
    if row.reviewed_at is not None:
        state = ReviewState(row.stability, row.difficulty, row.due, row.reviewed_at, row.lapses, bool(row.ever_correct))
    return Held(row.card, row.due, row.begun_at, state, bool(row.suspended))
