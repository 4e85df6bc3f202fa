"""An app at work: it opens, looks at what time brings, is connected, and leaves in order."""

import asyncio

import discord

from bot.app import App, settle_heap
from bot.client.client import RecallClient
from bot.client.orders import Standing, make_known, orders_beside
from bot.kernel.background import give_up
from bot.kernel.ports import StorageError
from bot.reaching import Gateway, log_in
from bot.settings import Settings
from bot.storage.errors import DatabaseError
from bot.timing.clock import Clock
from bot.timing.ticks import Ticks

ORDERS_S = 5.0
NOT_UNDERSTOOD = "Discord's gateway said something that Recall does not understand: {error!r}."

MENDED_BY_SOMEBODY, MENDED_BY_A_RESTART = 2, 1
"""Exit statuses."""


class FatalError(Exception):
    """Recall cannot go on; the message says why in one line. `status`: what the process is to end with."""

    def __init__(self, message: str, status: int) -> None:
        super().__init__(message)
        self.status = status


class Playing:
    """One app, from its opening to its end."""

    def __init__(self, app: App, clock: Clock, settings: Settings, token: str) -> None:
        self.app = app
        self.ticks = Ticks(clock)
        self._clock = clock
        self._settings = settings
        self._token = token
        self._opened = False
        self._read = asyncio.Event()

    @property
    def opened(self) -> bool:
        """Whether the app has read what the rows say, and can be asked something."""
        return self._opened

    async def has_opened(self) -> bool:
        """Wait until the app has read the rows; False where it ends before."""
        await self._read.wait()
        return self._opened

    async def serve(self, gateway: Gateway) -> None:
        """Until the connection is over for good. Raises `discord.LoginFailure`, `StorageError`, and what ended it."""
        client = self.app.client
        await self.app.open()
        self._opened = True
        self._read.set()
        settle_heap()
        self.app.tick(self.ticks)
        make_known(self._settings.database)
        client.standing = Standing(orders_beside(self._settings.database), self.app.hold)
        await client.standing.look(self._clock.now())
        self.ticks.every(ORDERS_S, client.standing.look, "orders")
        self.ticks.start()
        client.shard_count = client.shard_count or gateway.shards
        client.identify_at_once = gateway.identify_at_once
        await log_in(client, self._token, self._settings.api_base)
        await _connect(client)

    async def leave(self, serving: "asyncio.Task[None]", *, lost: bool = False, handed_over: bool = False) -> None:
        """In order, where anything has begun; silently where another process has what was ours.

        `handed_over`: another process is about to have it.
        """
        if lost and self._opened:
            await self.ticks.stop(within=1)
            await self.app.drop()
            await give_up({serving})
        elif self._opened:
            await self.ticks.stop(within=1)
            await self.app.close(handed_over=handed_over)
            await give_up({serving})
        else:
            await give_up({serving})
            self._read.set()
            await self.app.give_up()


async def _connect(client: RecallClient) -> None:
    """Stay connected. Raises what ends a connection for good, `StorageError`, `DatabaseError`, else `FatalError`.

    Only what ends the connection itself is blamed on Discord.
    """
    try:
        await client.connect()
    except (discord.LoginFailure, discord.PrivilegedIntentsRequired, discord.ConnectionClosed):
        raise
    except (StorageError, DatabaseError):
        raise
    except Exception as error:
        raise FatalError(NOT_UNDERSTOOD.format(error=error), MENDED_BY_A_RESTART) from error
