"""What became of every interaction: the three seconds, who waits for the answer, and who is told."""

from __future__ import annotations

import asyncio
import json
from collections import Counter, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

from playground.gateway import Gateway
from playground.limits.problems import Json
from playground.model import interactions
from playground.model.interactions import ACKNOWLEDGE_SECONDS, Started
from playground.model.world import MEMORY, World

Wait = Literal["none", "ack", "answered"]
Fate = Literal["pending", "acknowledged", "failed"]


@dataclass(slots=True)
class Fated:
    """One interaction on its way."""

    started_at: float
    timer: asyncio.TimerHandle | None = None
    fate: Fate = "pending"
    touched: bool = False
    latency: float | None = None
    waiters: list[asyncio.Future[None]] = field(default_factory=list)


class Tracker:
    """Sends interactions to the bot and keeps their outcomes."""

    def __init__(self, world: World, gateway: Gateway) -> None:
        self.world = world
        self.gateway = gateway
        self.fates: Counter[str] = Counter()
        self.listeners: list[Callable[[int, Json], None]] = []
        self._kept: dict[int, Fated] = {}
        self._order: deque[int] = deque()

    def send(self, started: Started, copies: int = 1) -> int:
        """Deliver an interaction to the bot; it fails unless acknowledged in three seconds. Answers its id."""
        loop = asyncio.get_running_loop()
        record = started.record
        fated = self._kept[record.id] = Fated(loop.time())
        self._order.append(record.id)
        if len(self._order) > MEMORY:
            self._kept.pop(self._order.popleft(), None)
        fated.timer = loop.call_later(ACKNOWLEDGE_SECONDS, self._expire, record.id)
        self.fates["sent"] += 1
        text = json.dumps(started.payload, separators=(",", ":"))
        if started.source is not None:
            text = f'{text[:-1]},"message":{self.world.message_text(started.source)}}}'
        for _ in range(copies):
            self.gateway.publish_text("INTERACTION_CREATE", text, record.guild_id)
        return record.id

    def acknowledged(self, interaction_id: int) -> None:
        """The bot answered in time."""
        fated = self._kept.get(interaction_id)
        if fated is None or fated.fate != "pending":
            return
        fated.fate = "acknowledged"
        fated.latency = asyncio.get_running_loop().time() - fated.started_at
        if fated.timer is not None:
            fated.timer.cancel()
        self._changed(interaction_id, fated)

    def touched(self, interaction_id: int) -> None:
        """The bot said or changed something more."""
        fated = self._kept.get(interaction_id)
        if fated is not None:
            fated.touched = True
            self._changed(interaction_id, fated)

    def outcome(self, interaction_id: int) -> Json:
        """The outcome as it stands."""
        record = self.world.interactions[interaction_id]
        fated = self._kept.get(interaction_id) or Fated(0.0, fate="failed")
        told = interactions.outcome(self.world, record, failed=fated.fate == "failed", touched=fated.touched)
        told["latency_ms"] = None if fated.latency is None else round(fated.latency * 1000, 3)
        return told

    def fate(self, interaction_id: int) -> tuple[Fate, float | None]:
        """How it stands and the seconds until the acknowledgement, without its messages."""
        fated = self._kept[interaction_id]
        return fated.fate, fated.latency

    async def wait(self, interaction_id: int, until: Wait, within: float) -> None:
        """Return when the interaction is acknowledged or answered, has failed, or the time is up."""
        loop = asyncio.get_running_loop()
        end = loop.time() + within
        while not self._reached(interaction_id, until):
            fated = self._kept[interaction_id]
            waiter = loop.create_future()
            fated.waiters.append(waiter)
            done, _ = await asyncio.wait([waiter], timeout=max(end - loop.time(), 0))
            if not done:
                return

    def _reached(self, interaction_id: int, until: Wait) -> bool:
        fated = self._kept.get(interaction_id)
        if fated is None or until == "none" or fated.fate == "failed":
            return True
        if until == "ack":
            return fated.fate == "acknowledged"
        record = self.world.interactions.get(interaction_id)
        return record is None or interactions.answered(record, touched=fated.touched)

    def _expire(self, interaction_id: int) -> None:
        fated = self._kept.get(interaction_id)
        if fated is not None and fated.fate == "pending":
            fated.fate = "failed"
            self._changed(interaction_id, fated)

    def expire_late(self) -> None:
        """Fail what the clock, moved forward, left behind its three seconds."""
        now = self.world.now_iso()
        for interaction_id, fated in [*self._kept.items()]:
            record = self.world.interactions.get(interaction_id)
            if fated.fate == "pending" and record and now >= (record.initial_response_deadline or ""):
                self._expire(interaction_id)

    def _changed(self, interaction_id: int, fated: Fated) -> None:
        if not fated.touched:
            self.fates[fated.fate] += 1
        waiters, fated.waiters = fated.waiters, []
        for waiter in waiters:
            if not waiter.done():
                waiter.set_result(None)
        record = self.world.interactions.get(interaction_id)
        if record is not None and record.user_id in self.world.watched:
            told = self.outcome(interaction_id)
            for listener in self.listeners:
                listener(record.user_id, told)

    def close(self) -> None:
        """Stop every timer."""
        for fated in self._kept.values():
            if fated.timer is not None:
                fated.timer.cancel()
