"""Deleted questions do not stay for ever, and a script that writes and deletes fills no database."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.exchange.draft import Draft, Part, Place
from bot.kernel.questions import Kind
from bot.own import service
from bot.own.rules import DELETED_FOR, Item, Pack
from tests.cogs.table import Table, table
from tests.own.test_story import own_of
from tests.strategies import question

AT = datetime(2026, 11, 28, tzinfo=UTC)
SECOND = timedelta(seconds=1)
DRAFT = Draft(Place(), Kind.SINGLE, "", [Part("Adenine", right=True), Part("Uracil")], markup="none")


@pytest.fixture
async def laid(tmp_path: Path) -> AsyncIterator[Table]:
    """A table with a pack of the server's own."""
    async with table(tmp_path, {"q1": question("q1")}) as ready:
        await ready.slash("gus", "packs new", title="Biology")
        yield ready


async def deleted(laid: Table, stem: str, at: datetime) -> str:
    own = own_of(laid)
    [pack] = await own.packs(laid.guild.id)
    assert isinstance(pack, Pack)
    item = await own.write(laid.guild.id, pack.name, replace(DRAFT, stem=stem), 5, at)
    assert isinstance(item, Item)
    await own.delete(laid.guild.id, item.name, 5, at)
    return item.name


async def test_what_was_deleted_a_month_ago_is_gone(laid: Table) -> None:
    """With its earlier states; what was deleted since can be brought back."""
    own, here = own_of(laid), laid.guild.id
    old = await deleted(laid, "Which is a base of DNA?", AT)
    new = await deleted(laid, "Which is a base of RNA?", AT + DELETED_FOR + SECOND)
    assert await own.item(here, old) is None
    assert await own.history(here, old) == []
    assert isinstance(await own.restore(here, new, 5, AT + DELETED_FOR + SECOND), Item)


async def test_so_many_deleted_ones_are_kept_and_no_more(laid: Table, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(service, "MOST_DELETED", 2)
    names = [await deleted(laid, f"Which is base {n} of DNA?", AT + n * SECOND) for n in range(4)]
    kept = [await own_of(laid).item(laid.guild.id, name) is not None for name in names]
    assert kept == [False, False, True, True]
