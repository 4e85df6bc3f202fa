"""A small bot that answers nothing by itself: each test takes what arrived and answers it."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any

import aiohttp
import discord

from playground.client import Json, Outcome
from tests.playground.ids import BOT

PATIENCE = 10
COMMANDS: list[Json] = [
    {
        "name": "quiz",
        "description": "Quizzes",
        "contexts": [0],
        "options": [
            {
                "type": 1,
                "name": "start",
                "description": "Start",
                "options": [
                    {"type": 3, "name": "topic", "description": "Topic", "required": True, "autocomplete": True},
                    {"type": 4, "name": "questions", "description": "Many", "min_value": 3, "max_value": 20},
                    {"type": 3, "name": "pace", "description": "Pace", "choices": [{"name": "Slow", "value": "s"}]},
                    {"type": 6, "name": "opponent", "description": "Who"},
                    {"type": 7, "name": "where", "description": "Where", "channel_types": [0]},
                    {"type": 8, "name": "role", "description": "Role"},
                    {"type": 11, "name": "file", "description": "File"},
                ],
            }
        ],
    },
    {"name": "practice", "description": "Alone", "contexts": [0, 1, 2], "integration_types": [0, 1]},
    {"name": "settings", "description": "Organizers", "contexts": [0], "default_member_permissions": "32"},
    {"name": "Report question", "type": 3},
    {"name": "Challenge", "type": 2},
]


class Robot(discord.Client):
    """Queues interactions and gateway events as they come."""

    def __init__(self, **options: Any) -> None:
        super().__init__(intents=discord.Intents.default(), guild_ready_timeout=0.05, **options)
        self.arrived: asyncio.Queue[discord.Interaction[Robot]] = asyncio.Queue()
        self.resumed: asyncio.Queue[None] = asyncio.Queue()
        self.readied: asyncio.Queue[None] = asyncio.Queue()

    async def before_identify_hook(self, _shard_id: int | None, *, initial: bool = False) -> None:
        """Identify at once; discord.py would wait five seconds for Discord's sake."""

    async def on_interaction(self, interaction: discord.Interaction[Robot]) -> None:
        self.arrived.put_nowait(interaction)

    async def on_ready(self) -> None:
        self.readied.put_nowait(None)

    async def on_resumed(self) -> None:
        self.resumed.put_nowait(None)

    async def next(self) -> discord.Interaction[Robot]:
        return await asyncio.wait_for(self.arrived.get(), PATIENCE)

    async def wait_for_event(self, event: str) -> Any:
        return await self.wait_for(event, timeout=PATIENCE)

    async def answer(self, act: Coroutine[Any, Any, Outcome], content: str | None = None, **reply: Any) -> Outcome:
        """Let a member act, answer with a message, and give what the member got."""
        interaction, acting = await self.take(act)
        await interaction.response.send_message(content, **reply)
        return await acting

    async def take(self, act: Coroutine[Any, Any, Outcome]) -> tuple[discord.Interaction[Robot], asyncio.Task[Outcome]]:
        """Let a member act; give the interaction that arrived and the member's waiting."""
        acting = asyncio.create_task(act)
        arriving = asyncio.create_task(self.next())
        await asyncio.wait([acting, arriving], return_when=asyncio.FIRST_COMPLETED)
        if not arriving.done():
            arriving.cancel()
            raise AssertionError(f"No interaction arrived: {acting.result()}")
        return arriving.result(), acting


class Raw:
    """Requests with the bot's token that no library would make."""

    def __init__(self, session: aiohttp.ClientSession, api: str, token: str) -> None:
        self._session = session
        self._api = api
        self._headers = {"Authorization": f"Bot {token}"}

    async def __call__(self, method: str, path: str, body: Any = None) -> tuple[int, Any]:
        async with self._session.request(method, self._api + path, json=body, headers=self._headers) as response:
            return response.status, await response.json() if response.status != 204 else None

    async def register(self) -> None:
        status, answer = await self("PUT", f"/applications/{BOT}/commands", COMMANDS)
        assert status == 200, answer


def data_of(interaction: discord.Interaction[Robot]) -> Json:
    """What Discord says the member chose or typed."""
    assert interaction.data is not None
    return dict(interaction.data)
