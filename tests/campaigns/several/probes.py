"""Somebody who presses on a server of every shard all the while, and how long they wait for an answer at worst."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Collection
from dataclasses import dataclass, field

import aiohttp

from playground.client import Json, Member, RefusedError
from tests.campaigns.evening.verbs import live

EVERY_S = 0.5
DISCORD_S = 3.0
"""So long Discord waits before it says that the interaction failed."""


@dataclass(slots=True, eq=False)
class Try:
    """One press: when, when it was answered in earnest, and whether the person read "interaction failed"."""

    at: float
    answered_at: float | None = None
    failed: bool = False


@dataclass
class Probe:
    """One shard, and a message with a button there that anybody may press at any time."""

    member: Member
    message: Json
    custom_id: str
    tries: list[Try] = field(default_factory=list)
    _under_way: set[asyncio.Task[None]] = field(default_factory=set)

    async def keep_pressing(self) -> None:
        """Until cancelled; whoever is not answered at once presses again."""
        while True:
            task = asyncio.create_task(self._press())
            self._under_way.add(task)
            task.add_done_callback(self._under_way.discard)
            await asyncio.sleep(EVERY_S)

    async def _press(self) -> None:
        self.tries.append(one := Try(time.monotonic()))
        try:
            outcome = await self.member.press(self.message, custom_id=self.custom_id, within=DISCORD_S + 0.5)
        except (RefusedError, TimeoutError, aiohttp.ClientError):
            one.failed = True
            return
        # An answer that says that Recall is busy shows nothing to go on with: that is no answer yet.
        if outcome.state == "acknowledged" and outcome.message is not None and live(outcome.message):
            one.answered_at = time.monotonic()
        one.failed = outcome.failed

    def answers(self, since: float) -> bool:
        """Whether a press that was made after this moment has been answered."""
        return any(one.at >= since and one.answered_at is not None for one in reversed(self.tries))

    def worst(self, since: float, until: float) -> float:
        """The longest that somebody waited who first pressed in this time, and again until there was an answer.

        Whoever still waits does not count yet.
        """
        longest, answered = 0.0, float("inf")
        for one in reversed([one for one in self.tries if one.at >= since]):
            if one.answered_at is not None:
                answered = min(answered, one.answered_at)
            if one.at <= until and answered < float("inf"):
                longest = max(longest, answered - one.at)
        return longest

    def failed(self, since: float) -> int:
        """How many presses since then were told that they had failed."""
        return sum(one.failed for one in self.tries if one.at >= since)


class Probes:
    """One for each shard."""

    def __init__(self, each: dict[int, Probe]) -> None:
        self.each = each
        self._tasks = [asyncio.create_task(probe.keep_pressing()) for probe in each.values()]

    def answer(self, shards: Collection[int], since: float) -> bool:
        """Whether all of these shards answer presses that were made since then."""
        return all(self.each[shard].answers(since) for shard in shards)

    def worst(self, shards: Collection[int], since: float, until: float) -> list[float]:
        """The longest wait on each."""
        return [self.each[shard].worst(since, until) for shard in shards]

    def failed(self, since: float) -> int:
        """How many presses since then failed, on all of them."""
        return sum(probe.failed(since) for probe in self.each.values())

    async def stop(self) -> None:
        """Nobody presses any more."""
        for task in self._tasks:
            task.cancel()
        await asyncio.wait(self._tasks)
