"""The presenter view of a real quiz: who gets its link, and every byte that is sent behind it."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, fields, is_dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from aiohttp.test_utils import BaseTestServer, TestServer

from bot.kernel.questions import Numeric, Question, Typed
from bot.presenter import server as serving
from bot.presenter.server import pages
from bot.rounds.screens import LINGERS
from cogs.rounds.hosting.ids import Act, act
from tests.cogs.table import Table, private, table, text

WITHIN_S = 60.0
HERE = "http://here"
SECRET = "The reason of"


async def switched_on(laid: Table) -> None:
    laid.app.presenter.address = HERE
    await laid.app.presenter.open()


async def link_for(laid: Table, who: str) -> str:
    """The link that somebody gets from the host's menu."""
    shown = private(await laid.press(who, "Presenter view", private(await laid.press(who, "Host"))))
    found = re.search(r"<(http://here\S+)>", text(shown))
    assert found
    return found[1]


async def test_the_host_gets_the_link_and_nobody_else(laid: Table) -> None:
    """Privately, in the lobby and while the quiz runs, as does whoever may manage the server; others are refused."""
    await switched_on(laid)
    await laid.start()
    await laid.press("ben", "Join")
    link = await link_for(laid, "ada")
    assert await link_for(laid, "gus") == link
    forged = await laid.forge("ben", act(Act.PRESENT, await laid.game()))
    assert "Only the host" in text(private(forged))
    await laid.press("ada", "Start")
    assert await link_for(laid, "ada") == link
    assert all(HERE not in text(message) for message in laid.channel.history() if not message.flags.ephemeral)


async def test_where_it_is_off_there_is_no_button(laid: Table) -> None:
    """And a button from before it was turned off says so."""
    await laid.start()
    shown = private(await laid.press("ada", "Host"))
    assert "Presenter" not in " ".join(map(str, shown.components))
    forged = await laid.forge("ada", act(Act.PRESENT, await laid.game()))
    assert "turned off here" in text(private(forged))


# Every byte


@dataclass
class Watching:
    """Somebody who reads all that is sent."""

    reader: asyncio.StreamReader
    read: bytes = b""

    async def until(self, wanted: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
        """Read on until a screen comes that is wanted."""
        async with asyncio.timeout(WITHIN_S):
            while True:
                part = await self.reader.readuntil(b"\n\n")
                self.read += part
                found = re.search(rb"data: (.*)", part)
                screen = json.loads(found[1]).get("screen") if found else None
                if screen and wanted(screen):
                    return screen  # type: ignore[no-any-return]


async def whole(server: BaseTestServer, path: str) -> bytes:
    """All that is sent for a request, head and all."""
    reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
    writer.write(f"GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode())
    async with asyncio.timeout(WITHIN_S):
        read = await reader.read()
    writer.close()
    return read


@asynccontextmanager
async def watching(server: BaseTestServer, path: str) -> AsyncIterator[Watching]:
    reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
    writer.write(f"GET {path}/events HTTP/1.0\r\nHost: x\r\n\r\n".encode())
    yield Watching(reader)
    writer.close()


def secretive(asked: Question) -> Question:
    """The question with reasons that stand nowhere else."""

    def marked(part: object, path: str) -> object:
        if isinstance(part, tuple):
            return tuple(marked(one, f"{path}{place}") for place, one in enumerate(part))
        if is_dataclass(part) and not isinstance(part, type):
            told = {field.name: marked(getattr(part, field.name), f"{path}-{field.name}") for field in fields(part)}
            return replace(part, **told)
        return f"{SECRET} {path}." if isinstance(part, str) and path.endswith("-why") else part

    body: Any = marked(asked.body, asked.id)
    return replace(asked, body=body, explanation=f"{SECRET} {asked.id}: the explanation.")


def secrets(asked: Question) -> Iterator[str]:
    """What must not be sent before a question's reveal."""
    yield asked.id
    yield f"{SECRET} {asked.id}"
    if isinstance(asked.body, Typed):
        yield from asked.body.answers
        yield from (miss.text for miss in asked.body.near)
    if isinstance(asked.body, Numeric):
        yield from (asked.body.worked, str(asked.body.value))


async def test_no_byte_tells_the_key_before_the_reveal(
    tmp_path: Path, kinds: dict[str, Question], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Over a whole quiz with a question of every kind: no key, no reason, no mark and no count before each reveal."""
    monkeypatch.setattr(serving, "SPACING_S", 0.0)
    questions = {one.id: secretive(one) for one in kinds.values()}
    async with table(tmp_path, questions) as laid, TestServer(pages(laid.app.presenter)) as server:
        await switched_on(laid)
        await laid.start(questions=len(questions), pace="relaxed")
        path = (await link_for(laid, "ada")).removeprefix(HERE)
        for who in ("ben", "cleo"):
            await laid.press(who, "Join")
        files = b"".join([await whole(server, f"{path}{end}") for end in ("", "/presenter.js", "/presenter.css")])
        async with watching(server, path) as seen:
            await seen.until(lambda screen: screen["view"] == "lobby" and "3 players" in str(screen))
            await laid.press("ada", "Start")
            hidden = {one.id: set(secrets(one)) for one in questions.values()}
            for position in range(len(questions)):
                await play_one(laid, seen, position, files, hidden)
            assert not hidden
            podium = await seen.until(lambda screen: screen["view"] == "podium")
            assert "All topics" in podium["headline"]
        await laid.env.advance_time(LINGERS.total_seconds())
        assert b"404" in (await whole(server, path)).splitlines()[0]


def asking(place: str, progress: str) -> Callable[[dict[str, Any]], bool]:
    return lambda screen: progress in screen.get("progress", "") and screen["place"].startswith(place)


async def play_one(laid: Table, seen: Watching, position: int, files: bytes, hidden: dict[str, set[str]]) -> None:
    asked = (await laid.game()).asked[position].question
    place = f"Question {position + 1} "
    for number, who in enumerate(("ada", "ben"), start=1):
        await laid.attempt(who)
        shown = await seen.until(asking(place, f"{number} of 3"))
        assert shown["view"] == "question"
        assert {"key", "why", "facts", "rows"}.isdisjoint(shown)
        assert all(set(line) <= {"letter", "text"} for line in shown.get("lines", ()))
        told = (files + seen.read).decode()
        assert [secret for group in hidden.values() for secret in group if secret in told] == []
    await laid.attempt("cleo")
    shown = await seen.until(lambda screen: screen["view"] == "reveal" and screen["place"].startswith(place))
    assert shown["why"] == asked.explanation
    assert shown.get("key") or any("Right" in line.get("mark", "") for line in shown["lines"])
    del hidden[asked.id]
    await laid.rounds.skip((await laid.game()).id, laid.ada.id, laid.env.now(), may_manage=False)
    await laid.settle()
