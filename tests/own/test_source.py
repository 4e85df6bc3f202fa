"""What servers have of their own, kept in memory for some of them."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import UTC, datetime
from threading import get_ident
from typing import cast

import pytest

from bot.kernel.library import Library, library_of
from bot.kernel.sources import Chosen, Everywhere, Sources, own_id, own_topic
from bot.kernel.topics import title_of
from bot.own.ports import OwnStore
from bot.own.rules import Choices, Item, Pack
from bot.own.source import OwnSource
from bot.own.source import library_of as own_library
from tests.strategies import question

AT = datetime(2026, 11, 28, tzinfo=UTC)


class Rows:
    """Servers with one question each, whose reading can be held up."""

    def __init__(self, servers: int) -> None:
        self.stems = {server: f"First of {server}?" for server in range(1, servers + 1)}
        self.sizes: dict[int, int] = {}
        self.reads, self.gate, self.begun = 0, asyncio.Event(), asyncio.Event()
        self.title, self.chosen = "P", Choices(0)
        self.gate.set()

    async def packs(self, guild_id: int) -> list[Pack]:
        return [Pack(guild_id, "p", self.title, published=True, made_by=1, made_at=AT)]

    async def every_pack(self) -> list[Pack]:
        return [pack for server in self.stems for pack in await self.packs(server)]

    async def choices(self, guild_id: int) -> Choices:
        return replace(self.chosen, guild_id=guild_id)

    async def every_choice(self) -> list[Choices]:
        return []

    async def items(self, guild_id: int) -> list[Item]:
        self.reads += 1
        one = replace(question("q"), id=own_id(guild_id, "q"), stem=self.stems[guild_id])
        self.begun.set()
        await self.gate.wait()
        item = Item(guild_id, "q", "p", 1, one, deleted=False, changed_by=1, changed_at=AT)
        return [item] * self.sizes.get(guild_id, 1)


async def stem(source: OwnSource, server: int) -> str:
    [one] = (await source.library(server)).questions.values()
    return one.stem


async def test_past_the_limit_each_server_has_its_newest() -> None:
    """Those asked for last are at hand; the others are read again, and say what holds by then."""
    rows = Rows(3)
    source = OwnSource(cast("OwnStore", rows), most=4)
    await source.open()
    for server in (1, 2, 3, 3, 2):
        assert await stem(source, server) == f"First of {server}?"
    assert rows.reads == 3
    rows.stems[1] = "Second?"
    source.changed(1)
    assert await stem(source, 1) == "Second?"


async def test_a_late_reading_brings_nothing_older_back() -> None:
    """A reading that began before a change and ends after it is not kept."""
    rows = Rows(1)
    source = OwnSource(cast("OwnStore", rows))
    await source.open()
    rows.gate.clear()
    late = asyncio.create_task(stem(source, 1))
    await rows.begun.wait()
    rows.stems[1] = "Second?"
    source.changed(1)
    rows.gate.set()
    assert await late == "First of 1?"
    assert await stem(source, 1) == "Second?"


async def test_everybody_waits_for_the_same_reading() -> None:
    """Whoever presses just after an editor has saved shares one reading, and nobody is given what was before that."""
    rows = Rows(1)
    source = OwnSource(cast("OwnStore", rows))
    await source.open()
    rows.gate.clear()
    early = [asyncio.create_task(stem(source, 1)) for _ in range(10)]
    await rows.begun.wait()
    rows.stems[1] = "Second?"
    source.changed(1)
    late = [asyncio.create_task(stem(source, 1)) for _ in range(10)]
    await asyncio.sleep(0)
    rows.gate.set()
    assert {*await asyncio.gather(*early)} == {"First of 1?"}
    assert {*await asyncio.gather(*late)} == {"Second?"}
    assert rows.reads == 2


async def test_a_large_library_is_put_together_beside_the_loop(monkeypatch: pytest.MonkeyPatch) -> None:
    """Thousands of questions can each name hundreds of others: nobody's press waits for that."""
    threads = list[int]()

    def noted(packs: Iterable[Pack], items: Collection[Item]) -> Library:
        threads.append(get_ident())
        return own_library(packs, items)

    monkeypatch.setattr("bot.own.source.library_of", noted)
    source = OwnSource(cast("OwnStore", Rows(1)))
    await source.open()
    assert (await source.library(1)).questions
    assert len(threads) == 1
    assert get_ident() not in threads


async def test_memory_holds_so_many_questions_however_few_servers_have_them() -> None:
    """A server with a large pack takes the place of many with small ones; and its own is at hand, however large."""
    rows = Rows(8)
    rows.sizes[8] = 12
    source = OwnSource(cast("OwnStore", rows), most=10)
    await source.open()
    for server in range(1, 9):
        await source.library(server)
    assert rows.reads == 8
    await source.library(8)
    assert rows.reads == 8
    await source.library(7)
    assert rows.reads == 9


async def test_what_an_edit_supersedes_leaves_memory_at_once() -> None:
    """However often a question is saved while others play there, one library of the server is kept, and its joins."""
    rows, common = Rows(1), library_of([question("common")])
    source = OwnSource(cast("OwnStore", rows))
    sources = Sources(Everywhere(lambda: common), source)
    sources.follow(lambda *_: Chosen(off=frozenset({"none"})))
    await source.open()
    for _ in range(5):
        source.changed(1)
        await sources.library(1)
    await asyncio.sleep(0)  # the loop still holds what it has just handed over
    assert (len(sources._joined), len(sources._partly)) == (1, 1)
    source.forget(1)
    await asyncio.sleep(0)
    assert (len(sources._joined), len(sources._partly)) == (0, 0)


async def test_what_changed_in_another_part_of_the_bot_is_read_anew() -> None:
    """Direct messages come with another shard than the server does: questions, titles, and choices are the newest."""
    rows, told = Rows(1), list[int]()
    source = OwnSource(cast("OwnStore", rows), told.append)
    await source.open()
    assert await stem(source, 1) == "First of 1?"
    rows.stems[1], rows.title = "Second?", "Renamed"
    rows.chosen = Choices(1).switched(None, ["metrics"], [])
    await source.again(1)
    assert await stem(source, 1) == "Second?"
    assert source.chosen(1, None).off == {"metrics"}
    assert title_of(own_topic(1, "p")) == "Renamed"
    assert told == [], "whoever was told tells nobody"


async def test_whoever_changes_something_tells_the_others() -> None:
    told = list[int]()
    source = OwnSource(cast("OwnStore", Rows(1)), told.append)
    source.changed(1)
    source.chose(Choices(2))
    source.forget(3)
    assert told == [1, 2]
