"""A way between two programs that can be cut, or go silent as a network does that loses everything."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

Ends = tuple[asyncio.StreamReader, asyncio.StreamWriter]

AT_ONCE = 65_536


class Link:
    """Listens on a port of its own, and carries what comes there to where `connect` leads, and back."""

    def __init__(self, connect: Callable[[], Awaitable[Ends]]) -> None:
        self._connect = connect
        self._passing = asyncio.Event()
        self._passing.set()
        self._shut = False
        self._open: set[asyncio.StreamWriter] = set()
        self._server: asyncio.Server | None = None
        self.port = 0

    async def open(self) -> None:
        """Listen."""
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.port = self._server.sockets[0].getsockname()[1]

    def cut(self) -> None:
        """Every connection ends at once, and no other comes about."""
        self._shut = True
        self._end_all()

    def silence(self) -> None:
        """Nothing gets through any more, and nobody is told; after `mend` it goes on where it was."""
        self._passing.clear()

    def mend(self) -> None:
        """Everything gets through again."""
        self._shut = False
        self._passing.set()

    async def close(self) -> None:
        """For good."""
        self._shut = True
        self._passing.set()
        self._end_all()
        if self._server is not None:
            self._server.close()

    def _end_all(self) -> None:
        for writer in [*self._open]:
            writer.transport.abort()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._open.add(writer)
        there: asyncio.StreamWriter | None = None
        try:
            await self._passing.wait()
            if not self._shut:
                source, there = await self._connect()
                self._open.add(there)
                ways = {asyncio.create_task(self._carry(*way)) for way in ((reader, there), (source, writer))}
                await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
                for way in ways:
                    way.cancel()
        except OSError:
            pass  # nobody is there just now: whoever connected sees it end
        finally:
            for end in (writer, there):
                if end is not None:
                    end.transport.abort()
                    self._open.discard(end)

    async def _carry(self, source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
        try:
            while data := await source.read(AT_ONCE):
                await self._passing.wait()
                target.write(data)
                await target.drain()
            await self._passing.wait()  # an end is not heard either
        except OSError:
            return


def to_port(port: int) -> Callable[[], Awaitable[Ends]]:
    """What leads to a port of this machine."""
    return lambda: asyncio.open_connection("127.0.0.1", port)


def to_socket(path: str) -> Callable[[], Awaitable[Ends]]:
    """What leads to a socket in the file system."""
    return lambda: asyncio.open_unix_connection(path)
