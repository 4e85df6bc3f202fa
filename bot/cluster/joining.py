"""A process's way into a cluster: a database that it shares with the others, under a name that it shares with none."""

import asyncio
import os
import secrets
import socket
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import URL
from sqlalchemy.exc import SQLAlchemyError

from bot import __version__
from bot.cluster.clocks import refuse_wrong_clock
from bot.cluster.erasures import ErasureStore
from bot.cluster.membership import Membership
from bot.cluster.post import Post
from bot.cluster.sessions import SessionStore
from bot.cluster.store import Fence, LeaseStore
from bot.cluster.turns import TurnStore
from bot.delivery.shared import APART_S
from bot.kernel.share import Share
from bot.storage.database import Database
from bot.storage.writer import Fence as Check
from bot.timing.clock import Clock

if TYPE_CHECKING:
    from bot.storage.postgresql import ServerDatabase


@dataclass(frozen=True, slots=True)
class Joining:
    """A process that is about to be one of a cluster, or is. `name`: what the others know it by."""

    cluster: str
    name: str
    database: "ServerDatabase"
    membership: Membership
    store: LeaseStore
    post: Post
    sessions: SessionStore
    erasures: ErasureStore
    turns: TurnStore

    async def join(self, shards: int) -> int:
        """Be one of them from now on; how many shards the bot has. Raises `DatabaseError`."""
        from bot.storage.refusals import explained

        try:
            known = await self.membership.join(self.cluster, __version__, shards)
        except SQLAlchemyError as error:
            raise explained(self.database.place, getattr(error, "orig", error)) from error
        self.membership.begin()
        return known

    async def open(self, share: Share, epoch: int) -> tuple[Database, Check]:
        """The database for one shard that this process has in this epoch, and what its every commit begins with.

        Raises `DatabaseError`.
        """
        from bot.storage.postgresql import open_share

        opened = await asyncio.to_thread(open_share, self.database, self.name, share)
        return opened, Fence(self.name, dict.fromkeys(share.mine, epoch)).check

    async def leave(self) -> None:
        """Be none of them any more."""
        await self.membership.leave()
        await self.turns.close()
        await self.database.close()


def open_together(place: URL, cluster: str) -> Joining:
    """Open a database on a server beside the other processes of a cluster. Raises `DatabaseError`."""
    from bot.storage.postgresql import beating_engine, open_server

    me = _name()
    database = open_server(place, me, together=True)
    refuse_wrong_clock(database.writing, Clock().now())
    beating = beating_engine(place, me)
    store = LeaseStore(beating, me)
    turns = TurnStore(beating_engine(place, me), APART_S)
    post, sessions, erasures = Post(beating, place, me), SessionStore(beating), ErasureStore(beating)
    return Joining(cluster, me, database, Membership(store), store, post, sessions, erasures, turns)


def _name() -> str:
    """A name for people to find the process by, and never the same twice; the server takes 63 letters."""
    host = "".join(letter if letter.isascii() and letter.isprintable() else "_" for letter in socket.gethostname())
    return f"{host[:40]}:{os.getpid()}:{secrets.token_hex(3)}"
