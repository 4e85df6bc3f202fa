"""What one process tells the others: a press that came to the wrong one, a person who is to be forgotten.

The database carries it (NOTIFY) and keeps nothing: whoever does not listen just then misses it. What must not be
missed is kept as rows, and a letter only says that there are some.
"""

import asyncio
import json
import zlib
from base64 import b85decode, b85encode
from collections.abc import Callable
from typing import Any

import structlog
from sqlalchemy import URL, func, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.kernel.background import note_failure, reason
from bot.kernel.outages import Events, OneOutage
from bot.kernel.ports import StorageError

CHANNEL = "recall"
MOST_BYTES = 7_999
"""Longer than this the server takes none."""

AGAIN_S = 1.0

DEAF = Events(
    "the other processes cannot be heard", "the other processes still cannot be heard", "the other processes are heard"
)

Letter = dict[str, Any]

_log = structlog.get_logger(__name__)


class TooLongError(ValueError):
    """It does not fit into one letter."""


def written(letter: Letter) -> str:
    """A letter as the server carries it. Raises `TooLongError`."""
    text = b85encode(zlib.compress(json.dumps(letter, separators=(",", ":")).encode(), 9)).decode("ascii")
    if len(text) > MOST_BYTES:
        raise TooLongError
    return text


def read(text: str) -> Letter | None:
    """What it says; None where it is no letter of ours."""
    try:
        letter = json.loads(zlib.decompress(b85decode(text)))
    except (ValueError, zlib.error):
        return None
    return letter if isinstance(letter, dict) else None


def _take_in(letter: Letter, receive: Callable[[Letter], None]) -> None:
    try:
        receive(letter)
    except Exception as error:  # noqa: BLE001 - whatever is wrong with one letter, the others must be heard
        note_failure(_log, "a letter from another process could not be taken in", error, about=sorted(letter))


class Post:
    """The letters that go between the processes of a cluster; each hears its own, too."""

    def __init__(self, engine: AsyncEngine, place: URL, name: str) -> None:
        self._engine = engine
        self._place = place
        self._name = name

    async def send(self, letter: Letter) -> None:
        """Send it to all. Raises `StorageError`, `TooLongError`."""
        text = written(letter)
        try:
            async with self._engine.connect() as connection:
                await connection.execute(select(func.pg_notify(CHANNEL, text)))
        except (SQLAlchemyError, OSError) as error:
            raise StorageError(f"The other processes cannot be told: {reason(error)}") from error

    async def listen(self, receive: Callable[[Letter], None], began: Callable[[], None] = lambda: None) -> None:
        """Hand over every letter, for as long as nobody cancels this; a lost session is replaced.

        `began` is called whenever a session begins: what was sent between two of them was not heard.
        One that cannot be taken in, such as one of a newer program, is logged, and the next one is heard.
        """
        from bot.storage.postgresql import listening

        outage, loop = OneOutage(DEAF), asyncio.get_running_loop()
        while True:
            try:
                async with listening(self._place, self._name, CHANNEL) as letters:
                    outage.succeeded(loop.time())
                    began()
                    async for text in letters:
                        if (letter := read(text)) is not None:
                            _take_in(letter, receive)
            except (SQLAlchemyError, OSError) as error:
                outage.failed(error, loop.time())
            await asyncio.sleep(AGAIN_S)
