"""The one client of the member and admin API, described in ``docs/playground-api.md``."""

from __future__ import annotations

import asyncio

from playground.client.admin import Admin
from playground.client.connection import Json, Kind, Outcome, RefusedError, Wait
from playground.client.feed import Feed
from playground.client.member import Member
from playground.client.reading import buttons, components, text_of

__all__ = [
    "Feed",
    "Json",
    "Kind",
    "Member",
    "Outcome",
    "Playground",
    "RefusedError",
    "Wait",
    "buttons",
    "components",
    "text_of",
]


class Playground(Admin):
    """The admin side and the way to the members. Use as ``async with Playground(url) as playground``."""

    def member(self, user: str | int) -> Member:
        """A person, by id or user name; nothing is checked until they act."""
        return Member(self, str(user))

    async def wait_for_bot(self, *, online: bool = True, within: float = 60) -> None:
        """Wait until the bot is connected (or gone); raises TimeoutError."""
        async with asyncio.timeout(within), self.member((await self.people())[0]["id"]).watch() as feed:
            if (await self.world())["bot_online"] != online:
                await feed.wait_for("BOT", lambda data: data["online"] == online, within=within)
