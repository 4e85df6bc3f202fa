"""Connections that are two ends in memory: bytes arrive in order, a while after they were sent."""

from __future__ import annotations

import asyncio
import contextvars
import random
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.simulation.loop import SimulatedLoop

Factory = Callable[[], asyncio.Protocol]
ADDRESS = ("127.0.0.1", 1)


class End(asyncio.Transport):
    """One end. What is written here arrives at the other, later and in order; nothing arrives once it is broken."""

    def __init__(self, network: Network, protocol: asyncio.Protocol, context: contextvars.Context) -> None:
        super().__init__({"peername": ADDRESS, "sockname": ADDRESS})
        self.protocol = protocol
        self.context = context
        self.other: End | None = None
        self.process = 0
        self._network = network
        self._sent: list[bytes] = []
        self._on_the_way = self._closing = self._gone = self._paused = False

    def write(self, data: Any) -> None:
        if self._closing or self._gone:
            return
        self._sent.append(bytes(data))
        self._hurry()

    def _hurry(self) -> None:
        if not self._on_the_way:
            self._on_the_way = True
            self._network.loop.call_later(self._network.delay(), self._arrive, context=contextvars.Context())

    def _arrive(self) -> None:
        self._on_the_way = False
        other = self.other
        if other is None or other._gone:
            return
        if other._paused:
            return
        data, self._sent = b"".join(self._sent), []
        if data:
            self._network.loop.call_soon(other.take, data, context=other.context)
        if self._closing and not self._gone:
            self._network.loop.call_soon(self.abort, context=self.context)

    def take(self, data: bytes) -> None:
        """Hand on what arrived."""
        if not self._gone:
            self.protocol.data_received(data)

    def abort(self) -> None:
        """Both ends are lost."""
        for end in (self, self.other):
            if end is not None and not end._gone:
                end._gone = end._closing = True
                self._network.loop.call_soon(end.protocol.connection_lost, None, context=end.context)
        self._network.ends.pop(self, None)
        if self.other is not None:
            self._network.ends.pop(self.other, None)

    def close(self) -> None:
        """After what was written."""
        if not self._closing:
            self._closing = True
            self._hurry()

    def is_closing(self) -> bool:
        return self._closing

    def pause_reading(self) -> None:
        self._paused = True

    def resume_reading(self) -> None:
        self._paused = False
        if self.other is not None and self.other._sent:
            self.other._hurry()

    def is_reading(self) -> bool:
        return not self._paused

    def set_protocol(self, protocol: asyncio.BaseProtocol) -> None:
        assert isinstance(protocol, asyncio.Protocol)
        self.protocol = protocol

    def get_protocol(self) -> asyncio.BaseProtocol:
        return self.protocol

    def get_write_buffer_size(self) -> int:
        return sum(map(len, self._sent))

    def set_write_buffer_limits(self, high: int | None = None, low: int | None = None) -> None:
        """Memory is enough."""

    def __hash__(self) -> int:
        return id(self)


class _Listening:
    """What a server looks like from outside."""

    def __init__(self, network: Network) -> None:
        self._network = network
        self.sockets = [self]

    def getsockname(self) -> tuple[str, int]:
        return ADDRESS

    def close(self) -> None:
        self._network.factory = None

    async def wait_closed(self) -> None:
        """At once."""


class Network:
    """One server, and whoever connects with it. `delay` is how long bytes are on their way."""

    def __init__(self, loop: SimulatedLoop, chance: random.Random) -> None:
        self.loop = loop
        self.chance = chance
        self.factory: Factory | None = None
        self.ends: dict[End, None] = {}
        self._context = contextvars.Context()

    def delay(self) -> float:
        """Seconds, mostly few."""
        return self.chance.uniform(0.001, 0.02) if self.chance.random() < 0.95 else self.chance.uniform(0.02, 0.4)

    def serve(self, factory: Factory) -> _Listening:
        """Whoever connects from now on is served by this."""
        self.factory = factory
        self._context = contextvars.copy_context()
        return _Listening(self)

    async def connect(self, factory: Factory) -> tuple[End, asyncio.Protocol]:
        """Raises `ConnectionRefusedError` where nobody serves."""
        from tests.simulation.loop import PROCESS

        await asyncio.sleep(self.delay())
        if self.factory is None:
            raise ConnectionRefusedError
        here = End(self, factory(), contextvars.copy_context())
        there = End(self, self.factory(), self._context)
        here.other, there.other = there, here
        here.process = PROCESS.get()
        self.ends[here] = None
        self.loop.call_soon(there.protocol.connection_made, there, context=there.context)
        here.protocol.connection_made(here)
        return here, here.protocol

    def cut(self, process: int) -> None:
        """Break whatever this process had open."""
        for end in [*self.ends]:
            if end.process == process:
                end.abort()
