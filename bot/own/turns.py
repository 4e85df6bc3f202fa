"""One change at a time in a server."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from functools import wraps
from typing import Any, Concatenate, ParamSpec, Protocol, TypeVar


class TakesTurns(Protocol):
    """A service whose changes in a server wait for one another."""

    def turn(self, guild_id: int) -> asyncio.Lock:
        """Held by whoever reads what a server has in order to change it."""


P = ParamSpec("P")
T = TypeVar("T")
S = TypeVar("S", bound=TakesTurns)


def in_turn(
    deed: Callable[Concatenate[S, int, P], Awaitable[T]],
) -> Callable[Concatenate[S, int, P], Coroutine[Any, Any, T]]:
    """The deed, one at a time in a server: what it reads still holds when what it writes is on disk."""

    @wraps(deed)
    async def waited(own: S, guild_id: int, /, *args: P.args, **named: P.kwargs) -> T:
        async with own.turn(guild_id):
            return await deed(own, guild_id, *args, **named)

    return waited
