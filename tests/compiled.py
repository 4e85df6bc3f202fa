"""Statements compiled once in a process, whichever of its databases they go to.

The library keeps what it has compiled with an engine. Each test has engines of its own, and compiling anew what a
start and a few commands ask was a third of all that a test at the table did.
"""

from typing import Any

from sqlalchemy import Engine, create_engine
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from bot.storage import engines

_compiled: dict[tuple[Any, ...], Any] = {}


class _Shared:
    """As much of a dictionary as the library asks for: keys begin with an engine's own dialect, ours with its kind."""

    def get(self, key: tuple[Any, ...]) -> Any:
        return _compiled.get((type(key[0]), *key[1:]))

    def __setitem__(self, key: tuple[Any, ...], statement: Any) -> None:
        _compiled[type(key[0]), *key[1:]] = statement


def share(engine: Engine) -> None:
    """From now on it has what others of its kind have compiled."""
    engine._compiled_cache = _Shared()  # type: ignore[assignment]


def share_from_now_on() -> None:
    """So does every engine that Recall makes."""

    def created(*arguments: Any, **given: Any) -> Engine:
        engine = create_engine(*arguments, **given)
        share(engine)
        return engine

    def created_async(*arguments: Any, **given: Any) -> AsyncEngine:
        engine = create_async_engine(*arguments, **given)
        share(engine.sync_engine)
        return engine

    vars(engines).update(create_engine=created, create_async_engine=created_async)
