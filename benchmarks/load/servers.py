"""The PostgreSQL server that Recall's processes share: one of our own, which keeps what it has committed."""

from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass

from sqlalchemy import URL

from bot.storage.place import Place
from bot.storage.postgresql import open_server
from tests.engines import speaking
from tests.postgresql import Server, binaries


@dataclass(frozen=True, slots=True)
class Shared:
    """The server; None where it is not asked for."""

    server: Server | None

    def database(self) -> URL:
        """A new one, with the newest tables."""
        if self.server is None:
            raise RuntimeError("There is no server.")
        url = self.server.make()
        open_server(url).writing.dispose()
        return url

    def playing(self, place: Place) -> int:
        """How many processes had a part of the bot; one without a cluster has all of it."""
        with speaking(place) as connection:
            return int(connection.execute("SELECT count(DISTINCT owner) FROM leases").fetchone()[0]) or 1


async def shared_with(stack: AsyncExitStack, processes: Sequence[int]) -> Shared:
    """A server for as long as the stack is open."""
    if not processes:
        return Shared(None)
    server = Server(binaries())
    stack.callback(server.remove)
    server.start(durable=True)
    return Shared(server)
