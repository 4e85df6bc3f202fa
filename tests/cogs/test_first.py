"""Whoever presses is answered first, however much Recall has to read by itself just then."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import event, text

from bot.kernel.haste import Haste, errand, on
from tests.cogs.table import Table, private
from tests.cogs.table import text as text_of
from tests.cogs.test_answering import Only, only

__all__ = ["only"]


async def hang(laid: Table, go: asyncio.Event) -> None:
    """A look of a tick, or a part of a takeover, at a database that does not answer it."""
    async with laid.app.database.reading.connect() as connection:
        await connection.execute(text("SELECT 1"))
        await go.wait()


@contextmanager
def noting(laid: Table) -> Iterator[set[Haste]]:
    """How urgent all was that was read while the body ran."""
    pool, seen = laid.app.database.reading.sync_engine.pool, set[Haste]()

    def note(*_: object) -> None:
        seen.add(errand().haste)

    event.listen(pool, "checkout", note)
    try:
        yield seen
    finally:
        event.remove(pool, "checkout", note)


@pytest.mark.parametrize("haste", [Haste.RETURN, Haste.LOOK])
async def test_presses_are_answered_while_all_that_comes_by_itself_hangs(only: Only, haste: Haste) -> None:
    """A quiz is opened, joined, and answered, although twenty readings wait for the database."""
    laid, go = only("single"), asyncio.Event()
    with on(haste):
        hanging = [asyncio.create_task(hang(laid, go)) for _ in range(20)]
    await laid.begin("ben")
    await laid.env.advance_time(5)
    assert "Locked in" in text_of(private(await laid.ada.click(laid.card(), label="A")))
    assert not any(one.done() for one in hanging)
    go.set()
    await asyncio.gather(*hanging)


async def test_what_is_read_for_a_press_is_urgent(only: Only) -> None:
    """Also if the connection that the press comes by was begun while something else was going on."""
    laid = only("single")
    with on(Haste.RETURN), noting(laid) as read:
        await laid.slash("ada", "me")
    assert read == {Haste.PRESS}
