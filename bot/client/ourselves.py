"""What Discord says of the bot itself, asked once for all shards of a process: each has a client of its own."""

import asyncio
import math
from collections import defaultdict
from typing import Any

import discord

FRESH_S = {"/users/@me": math.inf, "/oauth2/applications/@me": math.inf, "/gateway/bot": 5.0}
"""For how many seconds an answer holds. Who the bot is does not change; how many sessions it may begin does."""


class Ourselves:
    """The answers. A shard that changes hands need not wait for them, and takes no turns for them."""

    def __init__(self) -> None:
        self._said: dict[str, tuple[float, Any]] = {}
        self._asking: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)

    def tell(self, client: discord.Client) -> None:
        """Have a client know what others have asked, and share what it asks."""
        http = client.http
        ask = http.request

        async def request(route: discord.http.Route, **how: Any) -> Any:
            if route.method != "GET" or route.path not in FRESH_S:
                return await ask(route, **how)
            async with self._asking[route.path]:
                at, said = self._said.get(route.path, (-math.inf, None))
                now = asyncio.get_running_loop().time()
                if said is None or now - at > FRESH_S[route.path]:
                    said = await ask(route, **how)
                    self._said[route.path] = now, said
                return said

        http.request = request  # type: ignore[method-assign]
