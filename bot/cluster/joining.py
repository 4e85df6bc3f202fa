"""A process's way into a cluster: a database that it shares with the others, under a name that it shares with none."""

import os
import secrets
import socket
from dataclasses import dataclass

from sqlalchemy import URL
from sqlalchemy.exc import SQLAlchemyError

from bot import __version__
from bot.cluster.clocks import refuse_wrong_clock
from bot.cluster.membership import Membership
from bot.cluster.store import Fence, LeaseStore
from bot.storage.database import Database
from bot.timing.clock import Clock


@dataclass(frozen=True, slots=True)
class Joining:
    """A process that is about to be one of a cluster."""

    cluster: str
    place: URL
    database: Database
    fence: Fence
    membership: Membership

    async def join(self) -> None:
        """Be one of them, and wait until the bot is this process's. Raises `DatabaseError`."""
        from bot.storage import postgresql

        try:
            await self.membership.join(self.cluster, __version__)
        except SQLAlchemyError as error:
            raise postgresql.explained(self.place, getattr(error, "orig", error)) from error
        await self.membership.hold()
        self.database.writing.dispose()  # a session that stood idle for days may be gone; the first write makes another


def open_together(place: URL, cluster: str) -> Joining:
    """Open a database on a server beside the other processes of a cluster. Raises `DatabaseError`."""
    from bot.storage import postgresql

    me = _name()
    database = postgresql.open_server(place, me, together=True)
    refuse_wrong_clock(database.writing, Clock().now())
    fence = Fence(me)
    store = LeaseStore(postgresql.beating_engine(place, me), me)
    return Joining(cluster, place, database, fence, Membership(store, fence))


def _name() -> str:
    """A name for people to find the process by, and never the same twice; the server takes 63 letters."""
    host = "".join(letter if letter.isascii() and letter.isprintable() else "_" for letter in socket.gethostname())
    return f"{host[:40]}:{os.getpid()}:{secrets.token_hex(3)}"
