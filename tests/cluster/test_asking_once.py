"""Discord's gateway is asked for once for all shards of a process that begin together."""

from types import SimpleNamespace
from typing import Any, cast

import pytest

from bot.delivery.limiter import Limiter
from bot.reaching import Gateway, UnreachableError
from bot.together import Together


async def test_a_look_that_failed_is_not_kept() -> None:
    """Whoever comes after it asks anew, however soon; what was found is kept for the others."""
    answers: list[Any] = [UnreachableError("away"), "there", "elsewhere"]

    async def reach(_: Limiter) -> Gateway:
        found = answers.pop(0)
        if isinstance(found, Exception):
            raise found
        return cast(Gateway, found)

    joining: Any = SimpleNamespace(
        turns=SimpleNamespace(take=None), erasures=None, post=None, membership=SimpleNamespace(tell=None)
    )
    process = Together(joining, cast(Any, None), reach)
    with pytest.raises(UnreachableError):
        await process._gateway()
    assert await process._gateway() == cast(Any, "there")
    assert await process._gateway() == cast(Any, "there")
