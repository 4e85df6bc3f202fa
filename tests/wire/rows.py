"""Reading the bot's database from outside, as the judge of what was kept."""

import asyncio
import sqlite3
from contextlib import closing
from pathlib import Path

from bot.storage.place import Place


def rows(database: Place, query: str, *arguments: object) -> list[tuple[object, ...]]:
    """What a query finds, its places marked with `?` on either engine."""
    if not isinstance(database, Path):
        from tests.engines import speaking

        with speaking(database) as session:
            return [tuple(row) for row in session.execute(query, arguments).fetchall()]
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as connection:
        return list(connection.execute(query, arguments))


def answers(database: Place) -> set[tuple[int, int, int]]:
    """(game, question, player) of every answer on disk."""
    return {(int(a), int(b), int(c)) for a, b, c in rows(database, "SELECT game_id, position, player_id FROM answers")}  # type: ignore[call-overload]


async def noted(database: Path, message_id: str) -> None:
    """Wait until the rows know a message: after a kill before that it is posted again, and only so long the same."""
    async with asyncio.timeout(60):
        # Another process's doing: there is no event to wait for.
        while not rows(database, "SELECT 1 FROM messages WHERE message_id = ?", int(message_id)):  # noqa: ASYNC110
            await asyncio.sleep(0.05)
