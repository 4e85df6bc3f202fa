"""The presenter view of the real bot, over real sockets."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from playground.client import Member, text_of
from tests.wire.players import Table
from tests.wire.processes import free_port, stage
from tests.wire.test_teams import menu

pytestmark = pytest.mark.wire

WITHIN_S = 60


@asynccontextmanager
async def screens(link: str) -> AsyncIterator[AsyncIterator[dict[str, Any]]]:
    """What somebody sees who opens the link, for as long as the bot is there."""

    async def read(content: aiohttp.StreamReader) -> AsyncIterator[dict[str, Any]]:
        async for line in content:
            told = json.loads(line.removeprefix(b"data: ")) if line.startswith(b"data: ") else {}
            if "screen" in told:
                yield told["screen"]

    async with aiohttp.ClientSession() as session, session.get(f"{link}/events") as response:
        assert response.status == 200
        yield read(response.content)


async def seen(shown: AsyncIterator[dict[str, Any]], view: str) -> dict[str, Any]:
    async with asyncio.timeout(WITHIN_S):
        return await anext(screen async for screen in shown if screen["view"] == view)


async def link_of(host: Member, table: Table) -> str:
    lobby = await table.open_lobby(questions=2, pace="exam")
    page = await menu(host, lobby, "Presenter view")
    found = re.search(r"<(http://127\.0\.0\.1:\d+/show/[\w-]+)>", text_of(page))
    assert found, text_of(page)
    await host.press(lobby, label="Start")
    return found[1]


async def test_a_link_leads_to_the_same_question_after_a_kill(tmp_path: Path) -> None:
    """In the middle of a question the bot is killed; once it is back, the page's link shows the question again, with a
    clock that has not run out.
    """
    web = f"127.0.0.1:{free_port()}"
    async with stage(tmp_path, RECALL_WEB=web) as set_up, set_up.playground.member("ada").watch() as feed:
        table = Table(set_up, feed)
        link = await link_of(table.member("ada"), table)
        async with screens(link) as shown:
            before = await seen(shown, "question")
            await table.question(1)
            await set_up.bot.kill()
        await set_up.playground.wait_for_bot(online=False)
        await set_up.bring_up()
        async with screens(link) as shown:
            after = await seen(shown, "question")
        assert {**after, "clock": None} == {**before, "clock": None}
        assert after["clock"]["ends"] >= before["clock"]["ends"]
        assert link.rsplit("/", 1)[1] not in set_up.bot.said()
