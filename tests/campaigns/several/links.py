"""Ways between programs that can be cut, or go silent as a network does that loses everything.

They are in a program of their own (`python -m tests.campaigns.several.links`), so that whoever judges keeps nobody
waiting: a line on its input has one opened to a port or a socket, cut, silenced or mended; it answers with ports.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass

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

    def close(self) -> None:
        """Cut for good: it does not listen any more either."""
        self.cut()
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


def _leading_to(place: str) -> Callable[[], Awaitable[Ends]]:
    """To a port of this machine, or to a socket in the file system."""
    if place.isdigit():
        return lambda: asyncio.open_connection("127.0.0.1", int(place))
    return lambda: asyncio.open_unix_connection(place)


@dataclass(frozen=True)
class Way:
    """A link in the other program."""

    number: int
    port: int
    orders: asyncio.StreamWriter

    def cut(self) -> None:
        """See `Link`."""
        self._order("cut")

    def silence(self) -> None:
        """See `Link`."""
        self._order("silence")

    def mend(self) -> None:
        """See `Link`."""
        self._order("mend")

    def _order(self, what: str) -> None:
        self.orders.write(f"{what} {self.number}\n".encode())


class Ways:
    """The other program."""

    def __init__(self, orders: asyncio.StreamWriter, answers: asyncio.StreamReader) -> None:
        self._orders = orders
        self._answers = answers
        self._count = 0

    async def open(self, place: str) -> Way:
        """A new one, to a port or a socket."""
        self._orders.write(f"open {place}\n".encode())
        way = Way(self._count, int(await self._answers.readline()), self._orders)
        self._count += 1
        return way


@asynccontextmanager
async def some_ways() -> AsyncIterator[Ways]:
    """Links for as long as the body runs."""
    command = [sys.executable, "-m", "tests.campaigns.several.links"]
    pipe = asyncio.subprocess.PIPE
    process = await asyncio.create_subprocess_exec(*command, stdin=pipe, stdout=pipe)
    assert process.stdin
    assert process.stdout
    try:
        yield Ways(process.stdin, process.stdout)
    finally:
        process.kill()
        await process.wait()


async def _obey() -> None:
    """Until standard input ends."""
    lines, links = asyncio.StreamReader(), list[Link]()
    await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(lines), sys.stdin)
    while line := await lines.readline():
        order, _, about = line.decode().strip().partition(" ")
        if order == "open":
            links.append(link := Link(_leading_to(about)))
            await link.open()
            print(link.port, flush=True)
        else:
            {"cut": Link.cut, "silence": Link.silence, "mend": Link.mend}[order](links[int(about)])


if __name__ == "__main__":
    asyncio.run(_obey())
