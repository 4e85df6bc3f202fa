"""While the operator wants nothing written nothing is, people are told so, and no game loses time."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import datetime

from bot.client.orders import Orders
from bot.client.restraint import Allowance
from tests.cogs.table import Table, private, text


def stored(laid: Table) -> list[str]:
    with closing(sqlite3.connect(str(laid.app.database.place))) as connection:
        return list(connection.iterdump())


def order(laid: Table, orders: Orders) -> None:
    """As the bot does it when the file has changed."""
    laid.app.client.standing.orders = orders
    laid.app.hold(orders)


async def test_nothing_is_written_and_everybody_is_told(laid: Table) -> None:
    """Answers, new games, and time itself wait; what only reads goes on."""
    card = await laid.begin("ben")
    await laid.later(1)  # a press in the card's first instant is none
    order(laid, Orders(notice="Back at nine.", read_only=True))
    before = stored(laid)
    said = text(private(await laid.attempt("ben", card)))
    assert said.startswith("Nothing can be saved right now, so this does not count.")
    assert said.endswith("Back at nine.")
    assert "Nothing can be saved" in text(private(await laid.slash("cleo", "duel")))
    assert "Recall" in text(await laid.slash("cleo", "help"))
    await laid.later(300)
    assert stored(laid) == before
    assert laid.app.client.failures == 0
    order(laid, Orders())
    await laid.settle()
    assert (await laid.game()).current.closed_at is None
    assert "Locked in" in text(private(await laid.attempt("ben", card)))


def spend(allowance: Allowance, guild_id: int, at: datetime) -> None:
    assert allowance.take(guild_id, at) is None
    allowance.settle(guild_id, at, posted=True)


async def test_only_what_is_posted_counts(laid: Table) -> None:
    """What is refused, and what is shown to one person alone, costs a server nothing; what appears does."""
    laid.app.client.allowance = allowance = Allowance(2)
    for _ in range(3):
        await laid.slash("ada", "exam start", exam="AIF-C01")
        assert "not a topic" in text(private(await laid.slash("ada", "quiz start", topic="cooking")))
        await laid.slash("ada", "quiz show")
    await laid.start()
    assert "already has a quiz" in text(private(await laid.slash("ben", "quiz start")))
    assert allowance.take(laid.guild.id, laid.env.now()) is None, "one of two is left"
    assert "has posted 2 quizzes" in text(private(await laid.slash("ben", "duel")))
    assert "too few questions" in text(private(await laid.slash("ben", "exam start", exam="AIF-C01")))


async def test_a_server_is_told_before_it_has_had_all_that_it_may(laid: Table) -> None:
    """Of ten: the ninth is told that one is left, the eleventh when there can be more, and another server plays on."""
    laid.app.client.allowance = allowance = Allowance(10)
    at = laid.env.now()
    for _ in range(8):
        spend(allowance, laid.guild.id, at)
    assert "can still post this hour: 1." in text(await laid.start())
    spend(allowance, laid.guild.id, at)
    refused = text(private(await laid.slash("ben", "duel")))
    assert "has posted 10 quizzes" in refused
    assert "60 min" in refused
    assert allowance.take(laid.guild.id + 1, at) is None
