"""A person who asks to be forgotten while a shard is being read in is forgotten there, too."""

from __future__ import annotations

import asyncio
from types import SimpleNamespace
from typing import Any

from bot.kernel.background import give_up
from bot.playing import Playing
from bot.settings import Settings
from bot.timing.clock import Clock
from bot.together import Seat, Together

LETTER = {"erased": 42, "stand_in": 99, "games": [7], "shard": 0}


class Reading:
    """An app that is about to have read the rows; `told` is whom it forgot, and whether it had read them by then."""

    def __init__(self) -> None:
        self.client: Any = None
        self.may_go_on, self.has_read, self.forgot = asyncio.Event(), False, asyncio.Event()
        self.told: list[tuple[int, bool]] = []

    async def open(self) -> None:
        await self.may_go_on.wait()
        self.has_read = True

    def tick(self, _: object) -> None:
        raise ConnectionError("it comes no further in this test")

    async def erase_again(self, player_id: int, _: int, __: list[int]) -> None:
        self.told.append((player_id, self.has_read))
        self.forgot.set()


async def test_whoever_is_erased_while_a_shard_opens_is_erased_once_it_has_opened() -> None:
    """What it reads may be rows from before, and what it has in memory would bring them back."""
    app: Any = Reading()
    joining: Any = SimpleNamespace(membership=SimpleNamespace(tell=None), turns=SimpleNamespace(take=None))
    playing, nothing = Playing(app, Clock(), Settings(), ""), Any
    together = Together(joining, nothing, nothing)  # type: ignore[arg-type]
    together._seats[1] = Seat(1, epoch=1, playing=playing)
    serving = asyncio.create_task(playing.serve(SimpleNamespace()))  # type: ignore[arg-type]
    together._receive(LETTER)
    await asyncio.sleep(0)
    app.may_go_on.set()
    async with asyncio.timeout(30):
        await app.forgot.wait()
    assert app.told == [(42, True)]
    await give_up({serving})
