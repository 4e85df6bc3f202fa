"""Quiz nights in a real database."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.kernel.ports import StorageError
from bot.nights.rules import planning, play
from bot.nights.rules.cards import NIGHT, new_cards
from bot.nights.rules.model import Leg, Night, Wait
from bot.nights.store import SqlNights
from bot.rounds.api import Part
from bot.storage import tables
from tests.nights.test_rules import PLAYED, START, granted, planned
from tests.storage.conftest import Storage
from tests.strategies import BEN, CAT, NOON, a_lobby

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)


def store_of(storage: Storage) -> SqlNights:
    return SqlNights(storage.writer, storage.database.reading, storage.ids)


async def keep(store: SqlNights, *states: Night) -> Night:
    """Write these states one after the other; each comes back as it was written."""
    before: Night | None = None
    for night in states:
        await store.save(before, night, new_cards(before, night))
        loaded = await store.load(night.id)
        assert loaded is not None
        assert replace(loaded, host=night.host) == night
        before = night
    return states[-1]


async def test_a_night_is_its_rows(storage: Storage) -> None:
    """At every step what is read back is what was written: sign-ups that go, rounds that go, the event, a wait."""
    store = store_of(storage)
    first = planned(3)
    signed = granted(planning.sign_up(granted(planning.sign_up(first, BEN, NOON)), CAT, NOON + MINUTE))
    sending = planning.remind(signed, BEN.id, START - 15 * MINUTE)
    left = granted(planning.withdraw(sending, CAT.id))
    fewer = granted(planning.drop_leg(left, 1, left.legs, NOON))
    more = granted(planning.set_leg(fewer, 3, Leg(None, 9), fewer.legs, NOON))
    made = planning.event_made(planning.event_begun(more, NOON), 1 << 60, more.plan, NOON)
    on = play.opened(play.at_the_hour(made, START), START)
    resting = play.round_over(on, PLAYED, START + MINUTE)
    over = granted(play.stop(resting, START + 2 * MINUTE))
    await keep(store, first, signed, sending, left, fewer, more, made, on, resting, over)
    assert await store.open_in(first.guild_id) == []
    async with storage.database.reading.connect() as connection:
        cards = (await connection.execute(select(tables.messages.c.card).order_by(tables.messages.c.card))).scalars()
        assert list(cards) == [NIGHT, "nightbreak1", "nightpodium"]


async def test_what_is_due_is_found_by_its_time(storage: Storage) -> None:
    """Nights, reminders and events, each at its own time; what failed never holds up what was not tried."""
    store = store_of(storage)
    night = await keep(store, granted(planning.sign_up(planned(), BEN, NOON)))
    early = START - 15 * MINUTE
    assert await store.due(START - MINUTE) == []
    assert await store.due(START) == [night.id]
    assert await store.with_event(NOON, 5) == []
    assert await store.with_event(NOON + MINUTE, 5) == [night.id]
    assert await store.to_remind(early - MINUTE, 9) == []
    tried = planning.remind_later(planning.remind(night, 1, early), 1, night.plan, early)
    await store.save(night, tried, ())
    assert await store.to_remind(early + MINUTE, 9) == [(night.id, BEN.id), (night.id, 1)]
    made = planning.event_made(tried, 7, tried.plan, NOON)
    await store.save(tried, made, ())
    assert await store.with_event(START, 5) == []


async def test_nights_are_found_where_they_are_held(storage: Storage) -> None:
    """The next one of a server first; those that are on; those whose host is to be told."""
    store = store_of(storage)
    later = replace(planned(starts_at=START + HOUR), id=2, channel_id=200)
    waiting = play.not_opened(play.at_the_hour(planned(), START), Wait.BUSY, START)
    await keep(store, later)
    await keep(store, planned(), waiting)
    assert await store.open_in(10) == [1, 2]
    assert await store.open_in(11) == []
    assert (await store.running(), await store.timed()) == ([1], {1: 10})
    assert await store.untold(10, waiting.host.id) == [1]
    assert await store.untold(10, BEN.id) == []
    await store.save(later, play.not_opened(later, Wait.BUSY, START + HOUR), ())
    assert (await store.running(), await store.timed()) == ([1], {1: 10, 2: 10})


async def test_a_night_that_nobody_saw_never_was(storage: Storage) -> None:
    """Its rows are gone, and its id comes to no other game."""
    store = store_of(storage)
    await keep(store, planned())
    await store.discard(1)
    assert await store.load(1) is None
    assert await store.to_remind(START, 9) == []


async def test_a_round_knows_how_many_rounds_before_it_were_left_out(storage: Storage) -> None:
    """Those that nobody played, whether or not they had a lobby."""
    played = replace(a_lobby(), id=8, channel_id=701, position=0, part=Part(1, 2))
    last = replace(a_lobby(), id=9, channel_id=702, part=Part(1, 3))
    for game in (replace(a_lobby(), part=Part(1, 1)), played, last):
        await storage.rounds.save(None, game, ())
    found = [await storage.rounds.load(game_id) for game_id in (7, 8, 9)]
    assert [one.part.left_out for one in found if one is not None and one.part is not None] == [0, 1, 1]
    assert [one.part.is_first for one in found if one is not None and one.part is not None] == [True, True, False]


async def test_a_round_names_its_night_once(storage: Storage) -> None:
    """A second quiz for the same round is refused by the database; the first is found by the night's id."""
    game = replace(a_lobby(), part=Part(1, 2))
    await storage.rounds.save(None, game, ())
    assert (await storage.rounds.load(game.id)) == game
    again = replace(a_lobby(), id=8, channel_id=701, part=Part(1, 2))
    with pytest.raises(StorageError):
        await storage.rounds.save(None, again, ())
    assert await storage.rounds.parts(1) == {2: game.id}
    await storage.rounds.discard(game.id)
    assert await storage.rounds.parts(1) == {}
